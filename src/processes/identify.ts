import { isAbsolute, resolve } from 'node:path';
import type { Agent } from '../fleet/model.js';
import { readCommandLine } from '../system/commandLine.js';
import { readEnvironment } from '../system/environment.js';
import { readWorkingDirectory } from '../system/workingDirectory.js';
import { isPython, scriptOf } from './pythonCommand.js';
import { agentsOfScript, isForeign, pathInProject, type ScriptIndex } from './scripts.js';
import { type Started, startedAs, startVariables } from './started.js';

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
  /** Another agent, as which the process was started although it runs this one's script. */
  readonly claim?: string;
  /** What its environment says, where that was looked at. */
  readonly started?: Started;
  /** Path below the project root of the script that it runs as an agent, though it is none that is configured. */
  readonly unconfigured?: string;
  /** Something that would have told more could not be read. */
  readonly gap: boolean;
}

const nobody: Identification = { match: undefined, gap: false };
const unseen: Identification = { match: undefined, gap: true };

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
  if (argv === 'denied' || argv === 'stuck') return unseen;
  if (!isPython(argv)) return nobody;
  const script = scriptOf(argv);
  const place = script === undefined ? { path: undefined } : await placeOf(script, procRoot, pid);
  if (place === undefined) return nobody;
  if (place === 'denied') return unseen;
  const sharers = place.path === undefined ? [] : await agentsOfScript(index, place.path);
  if (place.path !== undefined && sharers.length === 0 && isForeign(index, place.path)) return nobody;
  const only = sharers.length === 1 ? sharers[0]?.name : undefined;

  const environment = await readEnvironment(procRoot, pid, startVariables);
  const unreadable = environment === 'denied' || environment === 'stuck';
  const started = unreadable || environment === undefined ? undefined : startedAs(environment);
  const name = started?.name !== undefined && agents.has(started.name) ? started.name : undefined;
  const known = started === undefined ? {} : { started };
  if (only !== undefined) {
    const match: Match = { agent: only, evidence: 'script', drift: false };
    return { match, ...(name === undefined || name === only ? {} : { claim: name }), ...known, gap: false };
  }
  if (unreadable) return unseen;
  if (started === undefined) return nobody;
  if (name === undefined) {
    const runsAsAgent = sharers.length > 0 || started.name !== undefined;
    const unconfigured = runsAsAgent && place.path !== undefined ? pathInProject(index, place.path) : undefined;
    return unconfigured === undefined ? nobody : { match: undefined, ...known, unconfigured, gap: false };
  }
  const configured = sharers.some((agent) => agent.name === name);
  return {
    match: { agent: name, evidence: configured ? 'script' : 'environment', drift: !configured },
    ...known,
    gap: false,
  };
}

/** Where a script is; a relative path needs the working directory of the process. */
async function placeOf(
  script: string,
  procRoot: string,
  pid: number,
): Promise<{ readonly path: string } | 'denied' | undefined> {
  if (isAbsolute(script)) return { path: resolve(script) };
  const directory = await readWorkingDirectory(procRoot, pid);
  if (directory === undefined || directory === 'denied') return directory;
  return { path: resolve(directory, script) };
}
