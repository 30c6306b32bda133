import { open } from 'node:fs/promises';

/** Makes the names in a folder outlive a power cut: syncing a file does not sync its entry (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
