import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeakBook, type LeakBookOptions } from '../../../src/leakWatch/book/book.js';
import { Journal } from '../../../src/leakWatch/book/journal.js';
import type { Sighting } from '../../../src/leakWatch/sighting.js';

let folder: string;
let seconds: number;
let journal: Journal;
let book: LeakBook;

/** Opens the book, or opens it again as after a restart. */
async function start(options: Partial<LeakBookOptions> = {}): Promise<void> {
  const opened = await Journal.open(join(folder, 'leaks.journal'));
  journal = opened.journal;
  book = new LeakBook({ ...opened, now: () => seconds * 1000, ...options });
}

async function restart(): Promise<void> {
  await journal.close();
  await start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'book-'));
  seconds = 1000;
  await start();
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true });
});

function inFile(fingerprint: string, line: number, more: Partial<Sighting> = {}): Sighting {
  const place = { kind: 'file', file: '/p/a.yaml', line, column: 1 } as const;
  return { surface: 'config', rule: 'token', fingerprint, place, agent: undefined, ...more };
}

function inProcess(fingerprint: string, pid: number): Sighting {
  const place = { kind: 'process', pid, startTimeTicks: 7 } as const;
  return { surface: 'cmdline', rule: 'token', fingerprint, place, agent: 'Planner' };
}

const shown = () =>
  book.open().map(({ fingerprint, place, firstSeen, lastSeen }) => {
    const where = place.kind === 'file' ? place.line : place.pid;
    return `${fingerprint} ${where} ${firstSeen}-${lastSeen}`;
  });
const ended = () => book.ended().map(({ fingerprint, lastSeen, endedAt }) => `${fingerprint} ${lastSeen} ${endedAt}`);

describe('what a source shows', () => {
  it('is open until the source shows it no more', () => {
    book.see('a', [inFile('x', 1), inFile('y', 2)]);
    book.see('b', [inProcess('x', 4711)]);
    seconds = 1010;
    book.see('a', [inFile('y', 2)]);
    expect(shown()).toEqual(['y 2 1000-1010', 'x 4711 1000-1000']);
    expect(ended()).toEqual(['x 1000 1010']);
    expect(book.sources()).toEqual(['a', 'b']);
  });

  it('is the same when lines were put before it', () => {
    book.see('a', [inFile('x', 1), inFile('x', 5)]);
    seconds = 1010;
    book.see('a', [inFile('x', 3), inFile('x', 7)]);
    expect(shown()).toEqual(['x 3 1000-1010', 'x 7 1000-1010']);
    expect(ended()).toEqual([]);
  });

  it('is another leak in another process, and where another value stands in its place', () => {
    book.see('a', [inProcess('x', 1), inFile('x', 1)]);
    seconds = 1010;
    book.see('a', [inProcess('x', 2), inFile('y', 1)]);
    expect(shown()).toEqual(['x 2 1010-1010', 'y 1 1010-1010']);
    expect(ended()).toEqual(['x 1000 1010', 'x 1000 1010']);
  });

  it('may be renewed without being named, under another name where it has one', () => {
    book.see('a', [inFile('x', 1)]);
    seconds = 1010;
    book.renew('a');
    expect(shown()).toEqual(['x 1 1000-1010']);
    book.renew('a', ({ place }) => ({ agent: 'Planner', place: { ...place, ...{ file: '/p/b.yaml' } } }));
    expect(book.open()).toMatchObject([{ agent: 'Planner', place: { file: '/p/b.yaml' } }]);
    book.renew('nobody');
    expect(book.open()).toHaveLength(1);
  });
});

describe('what is pending', () => {
  it('is settled later, or mended by what is read more of it', () => {
    book.add('log', [inFile('x', 1)], [inFile('part', 2)]);
    seconds = 1010;
    book.add('log', [], [inFile('whole', 2)]);
    book.add('log', [inFile('whole', 2)], [inFile('z', 3)]);
    expect(shown()).toEqual(['x 1 1000-1010', 'whole 2 1000-1010', 'z 3 1010-1010']);
    expect(ended()).toEqual([]);
  });

  it('has ended when it is not there any more', () => {
    book.add('log', [inFile('x', 1)], [inFile('y', 2)]);
    book.add('log', [], []);
    expect(shown()).toEqual(['x 1 1000-1000']);
    expect(ended()).toEqual(['y 1000 1000']);
  });
});

describe('a restart', () => {
  it('changes nothing of what was committed', async () => {
    book.see('a', [inFile('x', 1), inFile('y', 2)]);
    book.add('log', [inFile('z', 1)], [inFile('p', 2)]);
    seconds = 1010;
    book.see('a', [inFile('y', 2)]);
    const before = [shown(), ended(), book.counts()];
    await restart();
    expect([shown(), ended(), book.counts()]).toEqual(before);
    seconds = 1020;
    book.add('log', [inFile('p', 2)], []);
    expect(shown()).toEqual(['y 2 1000-1010', 'z 1 1000-1020', 'p 2 1000-1020']);
  });

  it('loses five minutes of the last sight at most, and never the first', async () => {
    book.see('a', [inFile('x', 1)]);
    for (seconds = 1010; seconds < 2000; seconds += 10) book.renew('a');
    await restart();
    const [leak] = book.open();
    expect(leak?.firstSeen).toBe(1000);
    expect(leak?.lastSeen).toBeGreaterThan(seconds - 310);
  });

  it('forgets sources that a journal names in another shape', async () => {
    journal.put('listed a', { settled: [{ surface: 'moon' }], pending: [] });
    journal.put('listed b', 7);
    journal.put('ended 1', { rule: 'token' });
    await restart();
    expect([shown(), ended()]).toEqual([[], []]);
  });
});

describe('what has ended', () => {
  it('is known for a day', () => {
    book.see('a', [inFile('x', 1)]);
    book.see('a', []);
    seconds += 86_400;
    expect(ended()).toHaveLength(1);
    seconds += 1;
    expect([ended(), book.counts()]).toEqual([[], []]);
  });
});

describe('counts', () => {
  it('are by surface, rule and agent, and 0 where all has ended', () => {
    book.see('a', [inFile('x', 1), inFile('y', 2), inFile('x', 3, { rule: 'key' })]);
    book.see('b', [inProcess('x', 1)]);
    seconds = 1010;
    book.see('b', []);
    const times = { firstSeen: 1000, lastSeen: 1000 };
    expect(book.counts()).toEqual([
      { surface: 'config', rule: 'token', agent: undefined, open: 2, ...times },
      { surface: 'config', rule: 'key', agent: undefined, open: 1, ...times },
      { surface: 'cmdline', rule: 'token', agent: 'Planner', open: 0, ...times },
    ]);
  });

  it('are exact beyond what is listed, of which there is one of each kind at least', async () => {
    await journal.close();
    await start({ limits: { ofSource: 10, ofAll: 15 } });
    const many = Array.from({ length: 100 }, (_, index) => inFile(`x${index}`, index + 1));
    book.add('a', many, []);
    book.add('a', [...many, inFile('k', 1, { rule: 'key' })], []);
    book.see('b', many);
    expect(book.counts().map(({ rule, open }) => [rule, open])).toEqual([
      ['token', 300],
      ['key', 1],
    ]);
    expect([book.open().length, book.unlisted]).toEqual([15, 286]);
    await restart();
    expect([book.open().length, book.unlisted]).toEqual([15, 286]);
    book.see('a', []);
    expect([book.open().length, book.unlisted]).toEqual([4, 96]);
  });
});
