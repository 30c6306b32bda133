import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** Whether a request may come in. `unset`: there is no token to know anybody by. */
export type Admission = 'admitted' | 'refused' | 'unset';

/** Longest token file that is read, in bytes. */
const longestBytes = 4096;

/**
 * The bearer token in a file (RFC 6750), by which Alertmanager and the other machines are known. It is read again when the
 * file changes. A file that is missing, empty or too long lets nobody in.
 */
export class TokenFile {
  readonly #file: string | undefined;
  #digest: Buffer | undefined;
  #seen = '';

  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** Whether there is a token to know anybody by. */
  get isSet(): boolean {
    return this.#file !== undefined;
  }

  /** `authorization` is the header of that name. Takes the same time for any token of the same length. */
  async admits(authorization: string | undefined): Promise<Admission> {
    if (this.#file === undefined) return 'unset';
    const wanted = await this.#wanted(this.#file);
    const [, given = ''] = /^Bearer +([^\s]+)$/i.exec(authorization ?? '') ?? [];
    // Digests are of one length, and equal only where the tokens are.
    const isEqual = timingSafeEqual(digestOf(given), wanted ?? digestOf(''));
    return isEqual && wanted !== undefined && given !== '' ? 'admitted' : 'refused';
  }

  async #wanted(file: string): Promise<Buffer | undefined> {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      const state = [ino, size, mtimeNs, ctimeNs].join(' ');
      if (state !== this.#seen) {
        const token = size > longestBytes ? '' : (await readFile(file, 'utf8')).trim();
        this.#digest = token === '' ? undefined : digestOf(token);
        this.#seen = state;
      }
    } catch {
      this.#digest = undefined;
      this.#seen = '';
    }
    return this.#digest;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
