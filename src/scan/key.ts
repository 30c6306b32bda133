import { readFile } from 'node:fs/promises';
import { mayRead } from '../files/mayRead.js';
import { type Fingerprint, fingerprinter, machineKey } from '../leakWatch/fingerprint.js';
import { ScanRefused } from './refused.js';

/** As many bytes as a key must have at least: fewer could be tried out (RFC 2104, 3: no shorter than the output that is used). */
const leastKeyBytes = 16;

/** Fingerprints under a key that several machines share, as CI jobs do: all bytes of the file. */
export async function sharedFingerprint(file: string): Promise<Fingerprint> {
  let key: Buffer;
  try {
    key = await readFile(file);
  } catch (error) {
    throw new ScanRefused(`the key file ${file} cannot be read`, { cause: error });
  }
  if (key.length < leastKeyBytes) {
    throw new ScanRefused(
      `the key file ${file} holds ${key.length} bytes; a key has at least ${leastKeyBytes} random ones`,
    );
  }
  return fingerprinter(key);
}

/**
 * Fingerprints under the key of a machine, as its exporter has them; nothing where this user cannot read it. It is not made
 * here: one that belongs to somebody else would keep the exporter out.
 */
export async function machineFingerprint(file: string): Promise<Fingerprint | undefined> {
  return (await mayRead(file)) ? fingerprinter(await machineKey(file)) : undefined;
}
