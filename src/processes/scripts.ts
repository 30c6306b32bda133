import { realpathSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import type { Agent } from '../fleet/model.js';

/** Which agents a script path stands for. Several agents may share one script. */
export type ScriptIndex = ReadonlyMap<string, readonly Agent[]>;

/** Arguments that are looked at for a script: an interpreter, a few of its options, then the script. */
const argumentsLookedAt = 8;

/** Indexes the agents of a machine by the absolute paths of their scripts, with and without symbolic links resolved. */
export function indexScripts(projectRoot: string, agents: readonly Agent[]): ScriptIndex {
  const roots = new Set([projectRoot, realPath(projectRoot)]);
  const index = new Map<string, Agent[]>();
  for (const agent of agents) {
    for (const root of roots) {
      const script = resolve(root, agent.scriptPath);
      const sharers = index.get(script);
      if (sharers === undefined) index.set(script, [agent]);
      else sharers.push(agent);
    }
  }
  return index;
}

/** The agents whose script stands in a command line. A relative path needs the working directory of the process. */
export function agentsOfCommand(
  index: ScriptIndex,
  argv: readonly string[],
  workingDirectory: string | undefined,
): readonly Agent[] {
  for (const argument of argv.slice(0, argumentsLookedAt)) {
    if (!isAbsolute(argument) && workingDirectory === undefined) continue;
    const agents = index.get(resolve(workingDirectory ?? '/', argument));
    if (agents !== undefined) return agents;
  }
  return [];
}

/** Whether a command line holds a relative path that could be a script, so that its working directory is worth reading. */
export function hasRelativeScript(argv: readonly string[]): boolean {
  return argv.slice(0, argumentsLookedAt).some((argument) => argument.endsWith('.py') && !isAbsolute(argument));
}

/** Whether an interpreter runs, which an agent does; what an agent starts beside itself (`ffmpeg`, `sh`) does not. */
export function isPython(argv: readonly string[]): boolean {
  return (
    basename(argv[0] ?? '').startsWith('python') || argv.slice(0, argumentsLookedAt).some((a) => a.endsWith('.py'))
  );
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
