import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hit, KnownContents } from '../../../src/leakWatch/processes/knownContents.js';

const hit: Hit = { surface: 'environ', rule: 'mark', fingerprint: '0123456789abcdef', where: 'variable TOKEN' };

/** Whether bytes had to be looked through. */
function looked(known: KnownContents, text: string, surface: Hit['surface'] = 'environ'): boolean {
  let did = false;
  const hits = known.hits(surface, Buffer.from(text), () => {
    did = true;
    return [hit];
  });
  expect(hits).toStrictEqual([hit]);
  return did;
}

describe('contents', () => {
  it('are looked through once, in all processes that have them, as long as they are there', () => {
    const known = new KnownContents();
    expect([looked(known, 'A=1'), looked(known, 'A=1')]).toStrictEqual([true, false]);
    known.endSweep();
    expect(looked(known, 'A=1')).toBe(false);
    known.endSweep();
    known.endSweep();
    expect(looked(known, 'A=1')).toBe(true);
  });

  it('are not those of another surface', () => {
    const known = new KnownContents();
    expect([looked(known, 'A=1'), looked(known, 'A=1', 'cmdline')]).toStrictEqual([true, true]);
  });

  it('are others when a single byte is', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, change) => {
          const known = new KnownContents();
          const other = Uint8Array.from(bytes);
          other[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ change;
          known.hits('environ', bytes, () => []);
          expect(known.hits('environ', other, () => [hit])).toStrictEqual([hit]);
        },
      ),
    );
  });
});
