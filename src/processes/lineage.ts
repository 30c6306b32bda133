import type { ProcessStat } from '../system/processStat.js';
import type { Match } from './identify.js';
import type { KnownProcess } from './table.js';

/** The processes of one agent. */
export interface AgentProcesses {
  /** Live processes that are the agent, not children of it; more than one is a double start. Oldest first. */
  readonly main: readonly { readonly stat: ProcessStat; readonly match: Match }[];
  /** The agent's own dead processes and dead children that nobody has waited for. */
  readonly zombies: number;
}

const none: AgentProcesses = { main: [], zombies: 0 };

/**
 * Sorts processes by agent. A process whose parent is the same agent is a worker of it, not a second one. Where the
 * configured script runs, other processes that merely inherited `AGENT_NAME` do not count.
 */
export function processesByAgent(processes: ReadonlyMap<number, KnownProcess>): ReadonlyMap<string, AgentProcesses> {
  const byAgent = new Map<string, { main: AgentProcesses['main'][number][]; zombies: number }>();
  const of = (agent: string) => {
    const known = byAgent.get(agent) ?? { main: [], zombies: 0 };
    byAgent.set(agent, known);
    return known;
  };
  for (const { stat, match } of processes.values()) {
    const parent = processes.get(stat.parentPid)?.match;
    if (stat.state === 'zombie') {
      const agent = match?.agent ?? parent?.agent;
      if (agent !== undefined) of(agent).zombies++;
    } else if (match !== undefined && parent?.agent !== match.agent) {
      of(match.agent).main.push({ stat, match });
    }
  }
  for (const found of byAgent.values()) {
    found.main.sort((a, b) => a.stat.startTicks - b.stat.startTicks);
    const byScript = found.main.filter(({ match }) => match.evidence === 'script');
    if (byScript.length > 0) found.main = byScript;
  }
  return byAgent;
}

export function processesOf(all: ReadonlyMap<string, AgentProcesses>, agent: string): AgentProcesses {
  return all.get(agent) ?? none;
}
