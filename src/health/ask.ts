import type { Histogram } from 'prom-client';
import type { Agent } from '../fleet/model.js';
import type { Probe } from '../probes/answer.js';
import { httpProbe } from '../probes/http.js';
import { tcpProbe } from '../probes/tcp.js';
import { zeromqProbe } from '../probes/zeromq.js';
import type { PortStanding } from '../processes/standing.js';
import { type Judgement, judge } from './judge.js';
import type { Protocol, Route } from './route.js';
import type { Verdict } from './verdict.js';

const probes: Readonly<Record<Protocol, Probe>> = {
  zeromq: zeromqProbe(),
  http: httpProbe(),
  tcp: tcpProbe,
};

export interface Asking {
  readonly machine: string;
  readonly timeoutMs: number;
  readonly answerBytes: number;
  readonly durations: Histogram;
  readonly standing: (agent: Agent, port: number) => Promise<PortStanding>;
}

/** Asks an agent once, judges the answer, and makes sure whose answer it is. Never rejects. */
export async function askAgent(agent: Agent, address: string, route: Route, asking: Asking): Promise<Judgement> {
  const { timeoutMs, answerBytes } = asking;
  const answer = await probes[route.protocol]({ host: address, port: route.port }, { timeoutMs, answerBytes });
  asking.durations.observe({ machine: asking.machine, protocol: route.protocol }, answer.seconds);
  const judgement = judge(answer, agent.port);
  if (judgement.identity !== 'unclaimed' || !isSomebodyThere(judgement.verdict)) return judgement;
  // Silence, too, is somebody's: a port that another process has taken is not the agent hanging.
  const standing = await asking.standing(agent, route.port).catch(() => 'unknown');
  if (standing !== 'other') return judgement;
  return { verdict: 'imposter', identity: 'other', reason: `another process listens on port ${route.port}` };
}

function isSomebodyThere(verdict: Verdict): boolean {
  return verdict !== 'refused' && verdict !== 'unknown';
}

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*', '']);

/** Where an agent is reached: at the address it binds to, if that is a particular one, else at its machine's. */
export function addressOf(agent: Agent, machineAddress: string): string {
  return agent.host === undefined || wildcards.has(agent.host) ? machineAddress : agent.host;
}
