import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/**
 * Whether this process may read a file, or list a folder and reach what is in it. It tries, and does not ask: access(2)
 * leaves out the capabilities of all users but root, and denies what `CAP_DAC_READ_SEARCH` allows.
 */
export async function mayRead(path: string): Promise<boolean> {
  try {
    // A pipe that nobody writes to would hold the call, fifo(7).
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await handle.stat();
    if (status.isDirectory()) await stat(`${path}/.`);
    return true;
  } catch {
    return false;
  }
}
