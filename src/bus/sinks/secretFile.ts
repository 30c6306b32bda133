import { open } from 'node:fs/promises';
import { SendFailure } from './sink.js';

/** Longest file that is read, in bytes: NATS credentials with a large JWT take some 4 KiB. */
const longestBytes = 64 * 1024;

/** The content of a file with a credential or certificate, without white space around it. Rejects with {@link SendFailure}. */
export async function readSecret(file: string): Promise<string> {
  const text = (await readStart(file)).trim();
  if (text === '') throw new SendFailure('credentials', `${file} is empty`);
  return text;
}

async function readStart(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestBytes), 0, longestBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new SendFailure('credentials', `${file} cannot be read: ${code}`, { cause });
  }
}
