import { describe, expect, it } from 'vitest';
import { Census } from '../../src/logs/census.js';
import { Ledger } from '../../src/logs/ledger.js';
import { LogOwners } from '../../src/logs/owners.js';
import { emptyTally } from '../../src/logs/tally.js';
import { facts } from './facts.js';

function census(writers: Record<string, string> = {}): Census {
  return new Census({
    owners: new LogOwners(['Planner', 'Hub']),
    ledger: new Ledger(),
    writerOf: (path) => writers[path],
    now: () => 5000,
  });
}

describe('a census', () => {
  it('counts the files of each agent', () => {
    const counted = census();
    counted.file('Planner.log', facts({ diskBytes: 4096, writtenAt: 1000, bornAt: 900 }));
    counted.file('planner.log', facts({ diskBytes: 8192, writtenAt: 900, bornAt: 950 }));
    counted.file('Planner.log.1', facts({ diskBytes: 65_536, writtenAt: 800, bornAt: 0 }));
    counted.file('Planner.log.2.gz', facts({ diskBytes: 512, writtenAt: 700, bornAt: 801 }));
    expect(counted.tallyOf('Planner')).toEqual({
      files: 4,
      diskBytes: 78_336,
      largestBytes: 8192,
      largestFile: 'planner.log',
      lastWriteAt: 1000,
      oldestAt: 700,
      putAsideAt: 800,
    });
    expect(counted.tallyOf('Hub')).toEqual(emptyTally);
    expect([counted.files, counted.diskBytes, counted.unownedFiles]).toEqual([4, 78_336, 0]);
  });

  it('gives a file of another name to the agent that writes it', () => {
    const counted = census({ 'hub-of-old.log': 'Hub', 'debug.txt': 'Planner' });
    counted.file('debug.txt', facts({ diskBytes: 10 }));
    expect(counted.tallyOf('Planner').files).toBe(1);
    expect(counted.unownedFiles).toBe(0);
  });

  it('counts what belongs to nobody, and names the 20 largest', () => {
    const counted = census();
    for (let index = 0; index < 1000; index++) counted.file(`old/${index}`, facts({ diskBytes: (index * 7) % 1000 }));
    expect(counted.unownedFiles).toBe(1000);
    expect(counted.unownedBytes).toBe(499_500);
    const sizes = counted.largestUnowned.map(({ diskBytes }) => diskBytes);
    expect(sizes).toEqual(Array.from({ length: 20 }, (_, index) => 999 - index));
  });

  it('counts gaps by reason', () => {
    const counted = census();
    for (const reason of ['denied', 'denied', 'link'] as const) counted.gap({ reason, path: 'x' });
    expect(counted.gaps).toEqual({ denied: 2, failed: 0, mount: 0, link: 1 });
    expect(counted.gapExamples).toHaveLength(3);
  });
});
