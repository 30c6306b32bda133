import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry } from '../../../src/changes/journal/entry.js';
import { Journal } from '../../../src/changes/journal/journal.js';
import { JournalReader } from '../../../src/changes/journal/reader.js';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
  file = join(directory, 'journal.jsonl');
});
afterEach(() => rm(directory, { recursive: true }));

const change = 'risk-a-20261122T100000Z-1f3a2b';
function said(by: string): NewEntry {
  return { change, kind: 'committed', data: { by } };
}

function opened(): Journal {
  return new Journal({ directory, machine: 'alpha', now: () => 1_795_341_600_000 });
}

async function written(...names: string[]): Promise<string[]> {
  const journal = opened();
  for (const name of names) await journal.append(said(name));
  return (await readFile(file, 'utf8')).trimEnd().split('\n');
}

function look() {
  return new JournalReader(file).look();
}

describe('a journal', () => {
  it('is empty where there is none', async () => {
    expect(await look()).toEqual({ entries: [], end: 0, tornBytes: 0, problem: undefined });
  });

  it('gives back what was written, counted and chained', async () => {
    await written('Ada', 'Bob');
    const { entries, problem } = await look();
    expect(problem).toBeUndefined();
    expect(entries).toMatchObject([
      { sequence: 1, machine: 'alpha', change, kind: 'committed', data: { by: 'Ada' }, previous: '0'.repeat(64) },
      { sequence: 2, data: { by: 'Bob' }, previous: entries[0]?.hash },
    ]);
  });

  it('takes the entries of two writers one after the other', async () => {
    const writers = [opened(), opened(), opened()];
    const names = Array.from({ length: 30 }, (_, index) => `person ${index}`);
    await Promise.all(names.map((name, index) => writers[index % 3]?.append(said(name))));
    const { entries, problem } = await look();
    expect(problem).toBeUndefined();
    expect(entries.map(({ data }) => 'by' in data && data.by).sort()).toEqual(names.sort());
  });

  it('decides with nobody writing between the look and the entry', async () => {
    const writers = Array.from({ length: 8 }, opened);
    const results = await Promise.all(
      writers.map((journal) =>
        journal.decide((entries) =>
          entries.length === 0 ? { entries: [said('first')], result: 'first' } : { entries: [], result: 'late' },
        ),
      ),
    );
    expect(results.filter((result) => result === 'first')).toHaveLength(1);
    expect((await look()).entries).toHaveLength(1);
  });

  it('leaves no lock and no draft behind', async () => {
    await written('Ada');
    expect((await readdir(directory)).sort()).toEqual(['journal.jsonl', 'journal.jsonl.head']);
  });
});

describe('a torn last line', () => {
  it.each([1, 40, 150])('of %i bytes is kept aside, cut off and reported by the next entry', async (bytes) => {
    const [first = '', second = ''] = await written('Ada', 'Bob');
    // As a power cut leaves it: the head is older than the line.
    await writeFile(file, `${first}\n`);
    await writeFile(`${file}.head`, headOf(first));
    await appendFile(file, second.slice(0, bytes));
    expect(await look()).toMatchObject({ tornBytes: bytes, problem: undefined });
    await opened().append(said('Cleo'));
    const { entries, problem } = await look();
    expect(problem).toBeUndefined();
    expect(entries.map(({ kind }) => kind)).toEqual(['committed', 'repaired', 'committed']);
    expect(entries[1]).toMatchObject({ data: { bytes, kept: `${file}.torn-2` } });
    expect(await readFile(`${file}.torn-2`, 'utf8')).toBe(second.slice(0, bytes));
  });

  it('may hold zeros and even a line end', async () => {
    const [first = ''] = await written('Ada');
    await appendFile(file, `${'\0'.repeat(64)}\n`);
    expect(await look()).toMatchObject({ tornBytes: 65, problem: undefined, end: first.length + 1 });
  });
});

describe('refused, with its line', () => {
  it('a line that was cut after it was written', async () => {
    await written('Ada', 'Bob');
    const { length } = await readFile(file);
    await truncate(file, length - 10);
    expect((await look()).problem).toMatchObject({ line: 2, fault: 'missing' });
    await expect(opened().append(said('Cleo'))).rejects.toThrow(`${file}:2: from this line on entries are missing`);
  });

  it('a journal that is gone', async () => {
    await written('Ada');
    await rm(file);
    expect((await look()).problem).toMatchObject({ line: 1, fault: 'missing' });
  });

  it('a journal of others', async () => {
    await written('Ada');
    await rm(file);
    await rm(`${file}.head`);
    const head = headOf((await written('Bob'))[0] ?? '');
    await rm(file);
    await rm(`${file}.head`);
    await written('Cleo');
    await writeFile(`${file}.head`, head);
    expect((await look()).problem).toMatchObject({ line: 1, fault: 'foreign-head' });
  });

  it('every line that is missing, doubled or in another place', async () => {
    const lines = await written('Ada', 'Bob', 'Cleo', 'Dora');
    const index = fc.nat({ max: lines.length - 1 });
    const altered = fc.oneof(
      index.map((at) => lines.toSpliced(at, 1)),
      index.map((at) => lines.toSpliced(at, 0, lines[at] ?? '')),
      fc
        .tuple(index, index)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => swapped(lines, a, b)),
    );
    await fc.assert(
      fc.asyncProperty(altered, async (others) => {
        await writeFile(file, `${others.join('\n')}\n`);
        expect((await look()).problem).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  it('every single byte that is another', async () => {
    const lines = await written('Ada', 'Bob', 'Cleo');
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const place = fc.nat({ max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const other = Buffer.from(bytes);
        other[at] = (other[at] ?? 0) ^ by;
        await writeFile(file, other);
        expect((await look()).problem).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('the same words in another order or with blanks', async () => {
    const [line = ''] = await written('Ada');
    const { hash, ...rest } = JSON.parse(line);
    for (const text of [JSON.stringify({ hash, ...rest }), line.replace('{', '{ ')]) {
      await writeFile(file, `${text}\n`);
      expect((await look()).problem).toMatchObject({ line: 1, fault: 'changed' });
    }
  });
});

describe('a reader that follows', () => {
  it('sees what is added, and what is altered behind its back', async () => {
    const reader = new JournalReader(file);
    await written('Ada');
    expect((await reader.look()).entries).toHaveLength(1);
    await written('Bob');
    expect((await reader.look()).entries).toHaveLength(2);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('Ada', 'Eve'));
    expect((await reader.look()).problem).toMatchObject({ line: 1, fault: 'changed' });
    await writeFile(file, text);
    expect(await reader.look()).toMatchObject({ problem: undefined, entries: [{ sequence: 1 }, { sequence: 2 }] });
  });
});

function headOf(line: string): string {
  const { sequence, hash } = JSON.parse(line);
  return JSON.stringify({ sequence, hash });
}

function swapped(lines: readonly string[], a: number, b: number): string[] {
  return lines.map((line, at) => (at === a ? lines[b] : at === b ? lines[a] : line) ?? '');
}
