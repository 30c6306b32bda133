import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Acknowledgement, type Entry, inForce } from '../../src/acknowledgements/acknowledgement.js';
import { append, journalFile, readJournal } from '../../src/acknowledgements/journal.js';
import { formatLine, parseLine } from '../../src/acknowledgements/line.js';

/** 2026-11-22T10:00:00Z in milliseconds. */
const now = 1_795_341_600_000;
const hour = 3_600_000;

function made(id: string, changes: Partial<Acknowledgement> = {}): Entry {
  const scope = { alert: 'FleetAgentDown', machine: 'alpha', agent: 'planner' };
  const acknowledgement = { id, ...scope, madeAt: now, until: now + hour, by: 'Ada', reason: undefined, ...changes };
  return { kind: 'acknowledged', acknowledgement };
}

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acknowledgements-'));
  file = journalFile(folder);
});
afterEach(() => rm(folder, { recursive: true }));

describe('the journal of acknowledgements', () => {
  it('gives back what was written, in its order', async () => {
    const entries: Entry[] = [
      made('a', { reason: 'on it' }),
      made('b', { machine: undefined, agent: undefined }),
      { kind: 'removed', removal: { id: 'a', by: 'Bob', removedAt: now + 1000 } },
    ];
    for (const entry of entries) await append(file, entry);
    expect(await readJournal(file)).toEqual({ entries, unread: [] });
  });

  it('is for its owner alone, and readable for people', async () => {
    await append(file, made('a'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(
      '{"kind":"acknowledged","at":"2026-11-22T10:00:00.000Z","until":"2026-11-22T11:00:00.000Z","id":"a","alert":"FleetAgentDown","machine":"alpha","agent":"planner","by":"Ada"}',
    );
  });

  it('is empty where there is none, and is not begun where no exporter keeps its state', async () => {
    expect(await readJournal(file)).toEqual({ entries: [], unread: [] });
    await expect(append(join(folder, 'nobody/acknowledgements.jsonl'), made('a'))).rejects.toThrow('ENOENT');
  });

  it('loses nothing to two writers', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `id${index}`);
    await Promise.all(ids.map((id) => append(file, made(id))));
    const { entries, unread } = await readJournal(file);
    expect(entries.map((entry) => entry.kind === 'acknowledged' && entry.acknowledgement.id).sort()).toEqual(
      ids.sort(),
    );
    expect(unread).toEqual([]);
  });

  it('tells of a line that a crash has torn, and loses no other', async () => {
    await append(file, made('a'));
    await appendFile(file, `\n${formatLine(made('b')).slice(0, 60)}`);
    expect(await readJournal(file)).toMatchObject({ entries: [made('a')], unread: [4] });
    await append(file, made('c'));
    expect(await readJournal(file)).toEqual({ entries: [made('a'), made('c')], unread: [4] });
  });

  it('reads the end of a long one', async () => {
    await writeFile(file, `${'x'.repeat(3_000_000)}\n`);
    await append(file, made('a'));
    expect(await readJournal(file)).toEqual({ entries: [made('a')], unread: [] });
  });
});

describe('a line', () => {
  const text = fc.string({ minLength: 1 });
  const some = fc.record({
    id: text,
    alert: text,
    machine: fc.option(text, { nil: undefined }),
    agent: fc.option(text, { nil: undefined }),
    by: text,
    reason: fc.option(text, { nil: undefined }),
    madeAt: fc.integer({ min: 0, max: now }),
    lasts: fc.integer({ min: 1, max: 24 * hour }),
  });
  it('holds any acknowledgement, and no line end', () => {
    fc.assert(
      fc.property(some, ({ lasts, ...given }) => {
        const entry: Entry = { kind: 'acknowledged', acknowledgement: { ...given, until: given.madeAt + lasts } };
        const line = formatLine(entry);
        expect(line).not.toContain('\n');
        expect(parseLine(line)).toEqual(entry);
      }),
    );
  });

  it('that is torn anywhere is none', () => {
    const line = formatLine(made('a', { reason: 'on it' }));
    for (let length = 0; length < line.length; length++) expect(parseLine(line.slice(0, length))).toBeUndefined();
  });

  const whole = JSON.parse(formatLine(made('a')));
  const cases: [name: string, fields: object][] = [
    ['of another kind', { ...whole, kind: 'silenced' }],
    ['without a name', { ...whole, by: undefined }],
    ['without an alert', { ...whole, alert: 7 }],
    ['without an end', { ...whole, until: 'soon' }],
    ['for longer than a day', { ...whole, until: '2026-11-23T10:00:01Z' }],
    ['with an agent that is no name', { ...whole, agent: ['planner'] }],
  ];
  it.each(cases)('%s does not count', (_name, fields) => {
    expect(parseLine(JSON.stringify(fields))).toBeUndefined();
  });
});

describe('inForce', () => {
  const removed: Entry = { kind: 'removed', removal: { id: 'a', by: 'Bob', removedAt: now } };
  const cases: [name: string, entries: Entry[], at: number, ids: string[]][] = [
    ['nothing', [], now, []],
    ['until it expires', [made('a')], now + hour - 1, ['a']],
    ['no longer', [made('a')], now + hour, []],
    ['not what was removed', [made('a'), made('b'), removed], now, ['b']],
    ['what is made after a removal of its id', [removed, made('a')], now, ['a']],
  ];
  it.each(cases)('%s', (_name, entries, at, ids) => {
    expect(inForce(entries, at).map(({ id }) => id)).toEqual(ids);
  });
});
