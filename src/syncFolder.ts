import { open } from 'node:fs/promises';

/** The name of a new file is on the disk only when its folder is (fsync(2), NOTES). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
