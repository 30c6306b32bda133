import type { Histogram } from 'prom-client';
import type { Agent } from '../fleet/model.js';
import type { Probe } from '../probes/answer.js';
import { httpProbe } from '../probes/http.js';
import { tcpProbe } from '../probes/tcp.js';
import { zeromqProbe } from '../probes/zeromq.js';
import { type Judgement, judge } from './judge.js';
import type { Protocol, Route } from './route.js';

const probes: Readonly<Record<Protocol, Probe>> = {
  zeromq: zeromqProbe(),
  http: httpProbe(),
  tcp: tcpProbe,
};

/** Whose process listens on a port: the agent's own, somebody else's, or not to be seen. */
export type PortStanding = 'own' | 'other' | 'unknown';

export interface Asking {
  readonly machine: string;
  readonly timeoutMs: number;
  readonly answerBytes: number;
  readonly durations: Histogram;
  readonly standing: (agent: Agent, port: number) => Promise<PortStanding>;
}

/** Asks an agent once, judges the answer, and makes sure whose answer it is. */
export async function askAgent(agent: Agent, address: string, route: Route, asking: Asking): Promise<Judgement> {
  const { timeoutMs, answerBytes } = asking;
  const answer = await probes[route.protocol]({ host: address, port: route.port }, { timeoutMs, answerBytes });
  asking.durations.observe({ machine: asking.machine, protocol: route.protocol }, answer.seconds);
  const judgement = judge(answer, agent.port);
  if (judgement.identity !== 'unclaimed' || answer.kind !== 'answered') return judgement;
  if ((await asking.standing(agent, route.port)) !== 'other') return judgement;
  return { verdict: 'imposter', identity: 'other', reason: `another process listens on port ${route.port}` };
}

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*', '']);

/** Where an agent is reached: at the address it binds to, if that is a particular one, else at its machine's. */
export function addressOf(agent: Agent, machineAddress: string): string {
  return agent.host === undefined || wildcards.has(agent.host) ? machineAddress : agent.host;
}
