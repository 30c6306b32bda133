import type { Sighting } from '../sighting.js';
import type { ProcessSurface } from './where.js';

/** A credential in a command line or an environment, whichever process has it. */
export interface Hit extends Pick<Sighting, 'rule' | 'fingerprint'> {
  readonly surface: ProcessSurface;
  /** Argument or variable. */
  readonly where: string;
}

/**
 * What was found in bytes that are just the same: processes of one service have equal environments, and nearly all are
 * as they were at the look before. Keeps a checksum of the bytes, and no byte. It is no cryptographic one: whoever makes two
 * environments alike to hide a credential of his own could as well not put it there.
 */
export class KnownContents {
  #before = new Map<string, readonly Hit[]>();
  #now = new Map<string, readonly Hit[]>();

  /** What the bytes show; found out by `look` unless they were there at this sweep or at the last. */
  hits(surface: ProcessSurface, bytes: Uint8Array, look: () => readonly Hit[]): readonly Hit[] {
    const key = `${surface} ${bytes.length} ${checksum(bytes)}`;
    const hits = this.#now.get(key) ?? this.#before.get(key) ?? look();
    this.#now.set(key, hits);
    return hits;
  }

  /** Forgets what the sweep that ends has not met. */
  endSweep(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

/** 53 bits from two multiplicative hashes after the manner of FNV-1a, over words of 4 bytes. */
function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length - (bytes.length % 4);
  let one = 0x811c9dc5;
  let other = 0x41c6ce57;
  const mix = (word: number) => {
    one = Math.imul(one ^ word, 0x01000193);
    // Multiplication carries upwards only: the upper half is brought down, so that it counts for all that follows.
    one ^= one >>> 15;
    other = Math.imul(other ^ word, 0x5bd1e995);
    other ^= other >>> 13;
  };
  for (let at = 0; at < words; at += 4) mix(view.getInt32(at, true));
  for (let at = words; at < bytes.length; at++) mix(view.getUint8(at));
  return (one >>> 0) * 2 ** 21 + (other >>> 11);
}
