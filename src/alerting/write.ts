import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that was not written; what was there before is as it was. */
export class NotWritten extends Error {
  override readonly name = 'NotWritten';
}

/**
 * Puts a text into a file in one step: whoever reads it has the former text or this one, also after a power cut. The mode
 * of a file that was there stays; a new one can be read by everybody, as Alertmanager runs as a user of its own and no
 * secret is in it.
 */
export async function putFile(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await replaceFile(file, text);
  } catch (cause) {
    throw new NotWritten(`${file} is not written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  const mode = await stat(file).then(
    (found) => found.mode & 0o7777,
    () => 0o644,
  );
  try {
    const handle = await open(draft, 'w', mode);
    try {
      await handle.writeFile(text);
      // The mask of the process may have taken something from the mode.
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
