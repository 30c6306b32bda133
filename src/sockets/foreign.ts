import { resolve } from 'node:path';
import { scriptOf } from '../processes/pythonCommand.js';
import { isForeign, type ScriptIndex } from '../processes/scripts.js';
import { readCommandLine } from '../system/commandLine.js';
import { readWorkingDirectory } from '../system/workingDirectory.js';

/** Whether a process runs a script of another machine of the fleet, which then runs on this kernel too. */
export async function runsForeignScript(procRoot: string, pid: number, roots: ScriptIndex): Promise<boolean> {
  if (roots.foreignRoots.length === 0) return false;
  const argv = await readCommandLine(procRoot, pid);
  const script = Array.isArray(argv) ? scriptOf(argv) : undefined;
  if (script === undefined) return false;
  const directory = await readWorkingDirectory(procRoot, pid);
  return isForeign(roots, resolve(directory === undefined || directory === 'denied' ? '/' : directory, script));
}
