import { execa } from 'execa';

/** Time for a program to say its version, in milliseconds. */
const versionMilliseconds = 5000;

/** The version that promtool says of itself (`promtool, version 2.42.0 (branch: …`); nothing where there is none. */
export async function promtoolVersion(path: string): Promise<string | undefined> {
  const { stdout, stderr } = await execa('promtool', ['--version'], {
    reject: false,
    timeout: versionMilliseconds,
    stdin: 'ignore',
    env: { PATH: path },
  });
  // Older ones print it to standard error.
  return /version (\d+(?:\.\d+)+)/.exec(`${stdout}\n${stderr}`)?.[1];
}
