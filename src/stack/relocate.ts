import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** File descriptor under which a relocated program finds its data; dash knows single digits only. */
const descriptor = 9;

/**
 * Lets an unpacked program find its data. Debian's builds of Go programs carry no files inside, as those of their authors
 * do, but open them under `/usr/share`, a place that no option changes. In the unpacked copy that name gives way to one of
 * the same length, of a file descriptor (proc_pid_fd(5)) that a shell opens before it starts the program.
 *
 * @param data absolute folder that is written into the program
 * @returns the shell command that opens the folder below `$root`; empty where the program does not need it
 */
export async function relocateData(program: string, root: string, data: string): Promise<string> {
  const place = `/proc/self/fd/${descriptor}`.padEnd(data.length, '/');
  const isThere = await stat(join(root, data)).then(
    (folder) => folder.isDirectory(),
    () => false,
  );
  if (!isThere || place.length !== data.length) return '';
  const bytes = await readFile(program);
  let found = bytes.indexOf(data);
  if (found === -1) return '';
  for (; found !== -1; found = bytes.indexOf(data, found + place.length)) bytes.write(place, found, 'latin1');
  await writeFile(program, bytes);
  return `exec ${descriptor}<"$root${data}"\n`;
}
