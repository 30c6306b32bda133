import type { Scanner } from '../../../src/leaks/model.js';

/** A scanner with one rule, of which every test can tell what it should find: `token=` and 8 to 24 letters or digits. */
export const tokenScanner: Scanner = {
  window: 64,
  scan: (bytes, _form, from = 0) =>
    Array.from(
      Buffer.from(bytes)
        .toString('latin1')
        .matchAll(/(?<=token=)[a-z0-9]{8,24}/g),
    )
      .map((match) => ({ rule: 'token', start: match.index, end: match.index + match[0].length }))
      .filter(({ start }) => start >= from),
};

/** Tells a value apart from others for all to see, as only a test may. */
export const plainly = (value: Uint8Array) => Buffer.from(value).toString('latin1');
