import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What amtool prints; rejects with its output, and says so where it is missing (Debian: prometheus-alertmanager). */
export async function amtool(...args: string[]): Promise<string> {
  try {
    const { stdout } = await run('amtool', args, { timeout: 15_000, maxBuffer: 16 * 1024 * 1024 });
    return stdout.trim();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    if ('code' in cause && cause.code === 'ENOENT') {
      throw new Error('amtool is not installed (package prometheus-alertmanager)', { cause });
    }
    throw new Error(`amtool ${args.join(' ')}: ${Reflect.get(cause, 'stdout')}${Reflect.get(cause, 'stderr')}`, {
      cause,
    });
  }
}
