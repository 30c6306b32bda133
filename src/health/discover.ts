import type { Judgement } from './judge.js';
import type { Protocol, Route } from './route.js';

/** What discovery needs to know of an agent. */
export interface Askable {
  readonly healthCheckPort: number;
  /** The implicit HTTP port that no configuration file names. */
  readonly httpPort: number;
  /** Said in the settings; nothing else is tried then. */
  readonly protocol: Protocol | undefined;
}

/** Asks once over one route and judges the answer. */
export type Ask = (route: Route) => Promise<Judgement>;

export interface Discovery {
  readonly judgement: Judgement;
  /** The route to remember; absent where no protocol was understood. */
  readonly route: Route | undefined;
}

/**
 * Finds the strongest protocol that the agent speaks. The ways are tried one after the other, so that a simple server
 * is not asked in three languages at once.
 *
 * An HTTP answer never excuses a ZeroMQ port that hangs: the base class serves HTTP from a thread of its own, which
 * goes on answering "healthy" when the agent's main loop is stuck.
 */
export async function discover(agent: Askable, ask: Ask): Promise<Discovery> {
  const { healthCheckPort, httpPort, protocol } = agent;
  const health = { protocol: 'zeromq', port: healthCheckPort } as const;
  if (protocol === 'tcp' || protocol === 'zeromq') {
    const route = { protocol, port: healthCheckPort };
    return { route, judgement: await ask(route) };
  }
  const zeromq = protocol === 'http' ? undefined : await ask(health);
  if (zeromq !== undefined && isUnderstood(zeromq)) return { route: health, judgement: zeromq };

  const legacy = { protocol: 'http', port: healthCheckPort } as const;
  const implicit = { protocol: 'http', port: httpPort } as const;
  const [onHealthPort, onImplicitPort] = await Promise.all([
    zeromq?.verdict === 'refused' ? undefined : ask(legacy),
    zeromq?.verdict === 'hung' ? undefined : ask(implicit),
  ]);
  if (onHealthPort !== undefined && isUnderstood(onHealthPort)) return { route: legacy, judgement: onHealthPort };
  if (onImplicitPort?.identity === 'confirmed') return { route: implicit, judgement: onImplicitPort };
  const judgement = worst([zeromq, onHealthPort]);
  const route = judgement.verdict === 'unverified' ? ({ protocol: 'tcp', port: healthCheckPort } as const) : undefined;
  return { route, judgement };
}

/** The peer speaks the protocol, and what it says can be used, be it that it is somebody else. */
function isUnderstood({ verdict }: Judgement): boolean {
  return verdict !== 'hung' && verdict !== 'refused' && verdict !== 'invalid';
}

function worst(judgements: readonly (Judgement | undefined)[]): Judgement {
  const known = judgements.filter((judgement) => judgement !== undefined);
  const found = known.find(({ verdict }) => verdict === 'invalid') ?? known.find(({ verdict }) => verdict === 'hung');
  if (found?.verdict === 'hung') {
    return { verdict: 'unverified', identity: 'unclaimed', reason: 'accepts connections, speaks no known protocol' };
  }
  return found ?? known[0] ?? { verdict: 'refused', identity: 'unclaimed', reason: 'nobody listens' };
}
