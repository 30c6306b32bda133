import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/logs/ledger.js';
import { facts } from './facts.js';

/** The files that a pass meets, by path. */
type Met = Readonly<Record<string, { readonly inode?: number; readonly size: number; readonly writtenAt?: number }>>;

function ledgerAfter(passes: readonly Met[]): Ledger {
  const ledger = new Ledger();
  for (const [index, met] of passes.entries()) {
    const pass = {};
    for (const [path, file] of Object.entries(met)) ledger.note(pass, 'Planner', path, facts(file), 100 + index);
    ledger.endPass(pass);
  }
  return ledger;
}

const cases: { title: string; passes: Met[]; written: number; rotatedAt?: number }[] = [
  { title: 'what was there before is not counted', passes: [{ a: { size: 500 } }], written: 0 },
  { title: 'growth', passes: [{ a: { size: 500 } }, { a: { size: 700 } }, { a: { size: 750 } }], written: 250 },
  {
    title: 'growth of several files',
    passes: [
      { a: { inode: 1, size: 5 }, b: { inode: 2, size: 5 } },
      { a: { inode: 1, size: 6 }, b: { inode: 2, size: 7 } },
    ],
    written: 3,
  },
  {
    title: 'a new file as a whole',
    passes: [{ a: { size: 500 } }, { a: { size: 500 }, b: { size: 30 } }],
    written: 30,
  },
  {
    title: 'a file that was replaced',
    passes: [{ a: { inode: 1, size: 500 } }, { a: { inode: 2, size: 30 } }],
    written: 30,
    rotatedAt: 101,
  },
  {
    title: 'a file that was replaced by a larger one',
    passes: [{ a: { inode: 1, size: 20 } }, { a: { inode: 2, size: 30 } }],
    written: 30,
    rotatedAt: 101,
  },
  {
    title: 'a file that was cut',
    passes: [{ a: { size: 500 } }, { a: { size: 500 } }, { a: { size: 40 } }, { a: { size: 41 } }],
    written: 41,
  },
  { title: 'a file that went and came again', passes: [{ a: { size: 500 } }, {}, { a: { size: 20 } }], written: 20 },
];

describe('what an agent writes', () => {
  it.each(cases)('$title', ({ passes, written, rotatedAt = 0 }) => {
    const ledger = ledgerAfter(passes);
    expect(ledger.writtenBytes('Planner')).toBe(written);
    expect(ledger.rotatedAt('Planner')).toBe(rotatedAt);
    expect(ledger.writtenBytes('Other')).toBe(0);
  });

  it('is followed in the 64 files that were written last', () => {
    const pass = (growth: number): Met =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [
          `file ${index}`,
          { inode: index, size: 1000 + growth, writtenAt: index },
        ]),
      );
    expect(ledgerAfter([pass(0), pass(1)]).writtenBytes('Planner')).toBe(64);
  });
});
