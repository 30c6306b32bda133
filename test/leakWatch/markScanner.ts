import type { Scanner } from '../../src/leaks/model.js';

/** Knows one made-up credential, `mark-` and ten letters or digits, so that tests hold nothing that looks like a real one. */
export const markScanner: Scanner = {
  window: 64,
  scan: (bytes, _form, from = 0) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return Array.from(text.matchAll(/mark-[a-z0-9]{10}(?![a-z0-9])/g), ({ index, 0: found }) => ({
      rule: 'mark',
      start: index,
      end: index + found.length,
    })).filter(({ start }) => start >= from);
  },
};

/** A made-up credential; equal numbers, equal values. */
export function mark(number: number): string {
  return `mark-${String(number).padStart(10, '0')}`;
}
