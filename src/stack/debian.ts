import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Time for fetching lists and packages, in milliseconds. */
const fetchMilliseconds = 300_000;

/**
 * Fetches Debian packages, with what they need and the system lacks, and unpacks them below `directory`. Works without
 * privileges and leaves apt's and dpkg's own state alone.
 *
 * @returns the folder that stands for `/` of what was unpacked
 */
export async function unpackDebianPackages(packages: readonly string[], directory: string): Promise<string> {
  const lists = join(directory, 'apt', 'lists');
  const archives = join(directory, 'apt', 'archives');
  const root = join(directory, 'root');
  for (const folder of [join(lists, 'partial'), join(archives, 'partial'), root]) {
    await mkdir(folder, { recursive: true });
  }
  const options = [
    `Dir::State::lists=${lists}`,
    `Dir::Cache::archives=${archives}`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
    'Dir::State::status=/var/lib/dpkg/status',
    'Debug::NoLocking=true',
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  await apt([...options, 'update']);
  await apt([...options, '--yes', '--download-only', '--no-install-recommends', '--reinstall', 'install', ...packages]);
  const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
  for (const file of files) await execa('dpkg-deb', ['--extract', join(archives, file), root]);
  await rm(join(directory, 'apt'), { recursive: true, force: true });
  return root;
}

async function apt(commandLine: readonly string[]): Promise<void> {
  const result = await execa('apt-get', commandLine, {
    reject: false,
    timeout: fetchMilliseconds,
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
  if (result.exitCode === 0) return;
  const late = result.timedOut ? `it took longer than ${fetchMilliseconds / 60_000} minutes\n` : '';
  const said = `${late}${result.stderr ?? ''}`.trim().split('\n').slice(-3).join('\n');
  throw new Error(
    result.code === 'ENOENT'
      ? 'there is no apt-get here; put the missing programs on PATH'
      : `apt-get failed; put the missing programs on PATH, or mend this:\n${said}`,
  );
}
