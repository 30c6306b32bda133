import type { Agent } from '../fleet/model.js';
import { readCommandLine } from '../system/commandLine.js';
import { readEnvironment } from '../system/environment.js';
import { readWorkingDirectory } from '../system/workingDirectory.js';
import { agentsOfCommand, hasRelativeScript, isPython, type ScriptIndex } from './scripts.js';

/** How a process was recognised, the surest way first. */
export type Evidence = 'script' | 'environment' | 'port';

/** Which agent a process is. */
export interface Match {
  readonly agent: string;
  readonly evidence: Evidence;
  /** It runs another script than the one configured for the agent. */
  readonly drift: boolean;
}

export interface Identification {
  readonly match: Match | undefined;
  /** Something that would have told more could not be read. */
  readonly gap: boolean;
}

const nobody: Identification = { match: undefined, gap: false };

/**
 * Finds out which agent a process is: by the script in its command line, or by `AGENT_NAME` in the environment that
 * the boot script gave it.
 */
export async function identify(
  procRoot: string,
  pid: number,
  index: ScriptIndex,
  agents: ReadonlyMap<string, Agent>,
): Promise<Identification> {
  const argv = await readCommandLine(procRoot, pid);
  if (argv === undefined) return nobody;
  if (argv === 'denied' || argv === 'stuck') return { match: undefined, gap: true };
  if (argv.length === 0) return nobody;
  const candidates = agentsOfCommand(index, argv, await workingDirectory(procRoot, pid, argv));
  const only = candidates.length === 1 ? candidates[0] : undefined;
  if (only !== undefined) return { match: { agent: only.name, evidence: 'script', drift: false }, gap: false };
  if (!isPython(argv)) return nobody;

  const environment = await readEnvironment(procRoot, pid, ['AGENT_NAME']);
  if (environment === 'denied' || environment === 'stuck') return { match: undefined, gap: true };
  const name = environment?.get('AGENT_NAME');
  if (name === undefined || !agents.has(name)) return nobody;
  const configured = candidates.some((agent) => agent.name === name);
  return { match: { agent: name, evidence: configured ? 'script' : 'environment', drift: !configured }, gap: false };
}

async function workingDirectory(procRoot: string, pid: number, argv: readonly string[]): Promise<string | undefined> {
  if (!hasRelativeScript(argv)) return undefined;
  const directory = await readWorkingDirectory(procRoot, pid);
  return directory === 'denied' ? undefined : directory;
}
