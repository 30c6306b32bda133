import { createHmac, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../systemCode.js';

/** Tells equal values apart from others without telling them. */
export type Fingerprint = (value: Uint8Array) => string;

const keyBytes = 32;
/** 64 bits: among a million different values two are equal with a chance of 1 in 30 million. */
const shownDigits = 16;

/**
 * Fingerprints under a key: HMAC-SHA-256 (RFC 2104), cut to 64 bits. Without the key nobody can try out values, however
 * few there may be to try.
 */
export function fingerprinter(key: Uint8Array): Fingerprint {
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, shownDigits);
}

/**
 * The key of this machine, made when there is none yet. It appears under its name only when it is whole and on disk, and
 * of two that begin at the same time one wins. Throws where the file cannot be written or is damaged: another key in its
 * place would make every leak a new one, and every acceptance void, without a word.
 */
export async function machineKey(file: string): Promise<Uint8Array> {
  return (await readKey(file)) ?? (await makeKey(file));
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(keyBytes + 1), 0, keyBytes + 1, 0);
      if (bytesRead === keyBytes) return buffer.subarray(0, keyBytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new Error(`the key for fingerprints cannot be read: ${file}`, { cause: error });
  }
  throw new Error(
    `the key for fingerprints is damaged: ${file}; put it back from a copy, or remove it and renew what is accepted`,
  );
}

async function makeKey(file: string): Promise<Uint8Array> {
  const temporary = `${file}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(randomBytes(keyBytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Unlike rename(2), link(2) never replaces a key that somebody else was faster to make.
    await link(temporary, file).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw new Error(`the key for fingerprints cannot be made: ${file}`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
  const key = await readKey(file);
  if (key === undefined) throw new Error(`the key for fingerprints is gone: ${file}`);
  return key;
}
