import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What promtool prints; rejects with its output, and says so where it is missing (Debian: prometheus). */
export async function promtool(...args: string[]): Promise<string> {
  try {
    const { stdout } = await run('promtool', args, { timeout: 170_000 });
    return stdout;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    if ('code' in cause && cause.code === 'ENOENT') {
      throw new Error('promtool is not installed (package prometheus)', { cause });
    }
    const output = ['stdout', 'stderr'].map((name) => Reflect.get(cause, name)).join('');
    throw new Error(`promtool ${args.join(' ')}:\n${output}`, { cause });
  }
}
