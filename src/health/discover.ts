import type { Judgement } from './judge.js';
import type { Askable, Route } from './route.js';
import { isSpoken } from './verdict.js';

/** Asks once over one route and judges the answer. */
export type Ask = (route: Route) => Promise<Judgement>;

export interface Discovery {
  readonly judgement: Judgement;
  /** The route to remember; absent where the agent itself was not understood. */
  readonly route: Route | undefined;
}

/**
 * Finds the strongest protocol that the agent speaks. The ways are tried one after the other, so that a simple server
 * is not asked in three languages at once, and no more ways than needed.
 *
 * An HTTP answer never excuses a ZeroMQ port that hangs: the base class serves HTTP from a thread of its own, which
 * goes on answering "healthy" when the agent's main loop is stuck. It only tells that the agent is of the base class,
 * so that its silence is a hung agent and not one that never spoke.
 */
export async function discover(agent: Askable, ask: Ask): Promise<Discovery> {
  const { healthCheckPort, httpPort, protocol } = agent;
  const zeromq: Route = { protocol: 'zeromq', port: healthCheckPort };
  const legacy: Route = { protocol: 'http', port: healthCheckPort };
  const implicit: Route = { protocol: 'http', port: httpPort };

  switch (protocol) {
    case 'zeromq':
      return { route: zeromq, judgement: await ask(zeromq) };
    case 'tcp':
      return { route: { protocol, port: healthCheckPort }, judgement: await ask({ protocol, port: healthCheckPort }) };
    case 'http': {
      const judgement = await ask(legacy);
      if (judgement.verdict !== 'refused' && judgement.verdict !== 'invalid') return { route: legacy, judgement };
      const beside = await ask(implicit);
      return isOwnWord(beside) ? { route: implicit, judgement: beside } : { route: undefined, judgement };
    }
    case undefined:
      break;
  }

  const inZeromq = await ask(zeromq);
  if (isConclusive(inZeromq)) return found(zeromq, inZeromq);
  const inHttp = inZeromq.verdict === 'refused' ? inZeromq : await ask(legacy);
  if (isConclusive(inHttp)) return found(legacy, inHttp);
  const beside = await ask(implicit);
  if (beside.verdict === 'unknown') return found(implicit, beside);
  const silent = inZeromq.verdict === 'hung' && inHttp.verdict === 'hung';
  if (isOwnWord(beside)) {
    return silent ? { route: zeromq, judgement: inZeromq } : { route: implicit, judgement: beside };
  }
  if (silent) return { route: { protocol: 'tcp', port: healthCheckPort }, judgement: speechless };
  if (inHttp.verdict === 'unverified') return { route: legacy, judgement: inHttp };
  // A port that is refused by now outweighs what it did a moment ago; else the answer that could not be read tells most.
  const judgement = inHttp.verdict === 'refused' || inZeromq.verdict !== 'invalid' ? inHttp : inZeromq;
  return { route: undefined, judgement };
}

const speechless: Judgement = {
  verdict: 'unverified',
  identity: 'unclaimed',
  reason: 'accepts connections, speaks no known protocol',
};

/** Nothing learnt from further questions would change it: the agent has spoken, another has, or nobody could be asked. */
function isConclusive({ verdict }: Judgement): boolean {
  return isSpoken(verdict) || verdict === 'imposter' || verdict === 'unknown';
}

/** On a port that no file names, only an answer that names the agent is taken for its own. */
function isOwnWord({ verdict, identity }: Judgement): boolean {
  return isSpoken(verdict) && identity === 'confirmed';
}

/** The language of an imposter is not the agent's, and where nobody was asked none was heard. */
function found(route: Route, judgement: Judgement): Discovery {
  return { route: isSpoken(judgement.verdict) ? route : undefined, judgement };
}
