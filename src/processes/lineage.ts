import type { ProcessStat } from '../system/processStat.js';
import type { Match } from './identify.js';
import type { KnownProcess } from './knownProcess.js';

/** The processes of one agent. */
export interface AgentProcesses {
  /** Live processes that are the agent, not children of it; more than one is a double start. Oldest first. */
  readonly main: readonly { readonly stat: ProcessStat; readonly match: Match }[];
  /** The agent's own dead processes and dead children that nobody has waited for. */
  readonly zombies: number;
}

type Processes = ReadonlyMap<number, KnownProcess>;
type Candidate = KnownProcess & { readonly match: Match };

const none: AgentProcesses = { main: [], zombies: 0 };
/** An agent's workers stand close below it, if need be with a shell between. */
const ancestorsLookedAt = 5;

/** Sorts processes by agent. A process below another one of the same agent is a worker of it, not a second one. */
export function processesByAgent(processes: Processes): ReadonlyMap<string, AgentProcesses> {
  const candidates = new Map<string, Candidate[]>();
  const zombies = new Map<string, number>();
  for (const process of processes.values()) {
    const { stat, match } = process;
    if (stat.state === 'zombie') {
      const agent = match?.agent ?? processes.get(stat.parentPid)?.match?.agent;
      if (agent !== undefined) zombies.set(agent, (zombies.get(agent) ?? 0) + 1);
    } else if (match !== undefined && stat.state !== 'dead' && !isWorker(process, processes)) {
      const known = candidates.get(match.agent);
      if (known === undefined) candidates.set(match.agent, [{ ...process, match }]);
      else known.push({ ...process, match });
    }
  }
  const agents = new Set([...candidates.keys(), ...zombies.keys()]);
  return new Map(
    [...agents].map((agent) => [
      agent,
      { main: mainProcesses(candidates.get(agent) ?? []), zombies: zombies.get(agent) ?? 0 },
    ]),
  );
}

export function processesOf(all: ReadonlyMap<string, AgentProcesses>, agent: string): AgentProcesses {
  return all.get(agent) ?? none;
}

/** The agent that a process is or works for. */
export function agentAbove(process: KnownProcess | undefined, processes: Processes): string | undefined {
  return process === undefined ? undefined : (process.match ?? matchAbove(process, processes))?.agent;
}

/**
 * Whether a process works for the agent that it is taken for. A launcher that merely carries the name (`AGENT_NAME` in
 * its environment) does not make a worker of the configured script below it.
 */
export function isWorker({ stat, match }: Pick<KnownProcess, 'stat' | 'match'>, processes: Processes): boolean {
  if (match === undefined) return false;
  const above = matchAbove({ stat }, processes);
  return above?.agent === match.agent && (above.evidence === 'script' || match.evidence !== 'script');
}

function matchAbove({ stat }: Pick<KnownProcess, 'stat'>, processes: Processes): Match | undefined {
  let parent = processes.get(stat.parentPid);
  for (let depth = 0; parent !== undefined && depth < ancestorsLookedAt; depth++) {
    if (parent.match !== undefined) return parent.match;
    parent = processes.get(parent.stat.parentPid);
  }
  return undefined;
}

/**
 * Where the configured script runs, other processes that inherited `AGENT_NAME` do not count, nor do workers that a
 * former agent has left behind. Without it, one such worker of the same script stands for the agent, as that is how a
 * process that puts itself into the background looks; a worker of another script never does.
 */
function mainProcesses(candidates: readonly Candidate[]): AgentProcesses['main'] {
  const byAge = candidates.toSorted((a, b) => a.stat.startTicks - b.stat.startTicks || a.stat.pid - b.stat.pid);
  const byScript = byAge.filter(({ match }) => match.evidence === 'script');
  const own = byScript.filter(isNoOrphan);
  if (own.length > 0) return own;
  return byScript.length > 0 ? byScript.slice(0, 1) : byAge.filter(isNoOrphan);
}

function isNoOrphan({ workerOf, match }: Candidate): boolean {
  return workerOf !== match.agent;
}
