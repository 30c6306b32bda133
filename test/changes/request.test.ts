import { readdir, readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange } from '../../src/changes/apply.js';
import { environmentOf, type Order } from '../../src/changes/command/order.js';
import type { RunCommand } from '../../src/changes/command/run.js';
import type { RollbackCause } from '../../src/changes/model.js';
import { RollbackKeeper } from '../../src/changes/rollback/keeper.js';
import { Bench, runbook, step } from './making.js';

const bench = new Bench();

function cause(who = 'FleetRollbackAvailability'): RollbackCause {
  return { via: 'webhook', who, at: bench.now };
}

async function requests(): Promise<number> {
  const { entries } = await bench.book.journal.read();
  return entries.filter(({ kind }) => kind === 'rollback-requested').length;
}

describe('a request for a rollback', () => {
  it('made 1,000 times at once is one, and stays one after a restart', async () => {
    const id = await bench.begin();
    const many = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => bench.book.requestRollback(id, cause(`alert ${index}`))));
    const first = await many(1000);
    expect(first.filter((result) => result === 'requested')).toHaveLength(1);
    expect(first.filter((result) => result === 'duplicate')).toHaveLength(999);
    bench.book = bench.openBook();
    expect(new Set(await many(100))).toEqual(new Set(['duplicate']));
    expect(await requests()).toBe(1);
  });

  it('made by several processes at once is one', async () => {
    const id = await bench.begin();
    const books = Array.from({ length: 8 }, () => bench.openBook());
    const results = await Promise.all(books.map((book) => book.requestRollback(id, cause())));
    expect(results.filter((result) => result === 'requested')).toHaveLength(1);
    expect(await requests()).toBe(1);
    expect((await readdir(bench.book.folderOf(id))).sort()).toEqual(['rollback-requested']);
  });

  it('outlives a crash between its file and the journal', async () => {
    const id = await bench.begin();
    await writeFile(bench.fileOf(id, 'rollback-requested'), JSON.stringify(cause()));
    const book = bench.openBook();
    expect(await book.record(id)).toMatchObject({ state: 'rollback-requested', rollback: cause() });
    expect(await book.requestRollback(id, cause())).toBe('duplicate');
    await book.adoptRequests();
    await book.adoptRequests();
    expect(await requests()).toBe(1);
  });

  it('made before the change had baked is not lost when it is found afterwards', async () => {
    const id = await bench.begin({ runbook: runbook({ steps: [] }) });
    await bench.book.journal.append({ change: id, kind: 'committed', data: { by: 'Ada' } });
    await writeFile(bench.fileOf(id, 'rollback-requested'), JSON.stringify(cause()));
    bench.now += 3_600_000;
    expect(await bench.openBook().record(id)).toMatchObject({ state: 'rollback-requested' });
  });

  it('for a change that is not there, or over, starts nothing', async () => {
    const id = await bench.begin({ runbook: runbook({ steps: [] }) });
    expect(await bench.book.requestRollback('risk-a-20261122T100000Z-000000', cause())).toBe('unknown');
    await bench.book.journal.append({ change: id, kind: 'committed', data: { by: 'Ada' } });
    bench.now += 3_600_000;
    expect(await bench.book.requestRollback(id, cause())).toBe('not-open');
    expect(await requests()).toBe(0);
  });

  it('starts nothing on a journal that is not believed', async () => {
    const id = await bench.begin();
    const file = `${bench.directory}/journal.jsonl`;
    await writeFile(file, (await readFile(file, 'utf8')).replace('Ada', 'Eve'));
    const book = bench.openBook();
    expect(await book.requestRollback(id, cause())).toBe('unknown');
    expect(await book.view()).toMatchObject({
      changes: [],
      journal: { isValid: false },
      findings: [{ code: 'journal-invalid', place: { line: 1 } }],
    });
    await expect(book.record(id)).rejects.toThrow(`${file}:1: this line of the journal is not as it was written`);
  });

  it('names who asked on one line, without credentials, in at most 200 characters', async () => {
    const id = await bench.begin();
    const password = ['correct', 'horse', 'battery', '9'].join('-');
    await bench.book.requestRollback(id, cause(`a\nb\u202e password=${password} ${'x'.repeat(5000)}`));
    const who = (await bench.book.record(id)).rollback?.who ?? '';
    expect(who).toMatch(/^a b {2}password=\[redacted:/);
    expect(who).toHaveLength(200);
    expect(await readFile(bench.fileOf(id, 'rollback-requested'), 'utf8')).not.toContain(password);
  });
});

describe('nothing of a request', () => {
  it('reaches an argument, a directory or an environment', { timeout: 120_000 }, async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom(
        '$(touch /tmp/x)',
        '`id`',
        '; rm -rf /',
        '{change_directory}',
        '{{ .Labels }}',
        '\n--config=x',
        '../../x',
      ),
    );
    const plain = await ordersOf({ via: 'webhook', who: 'nobody', at: bench.now });
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom('webhook', 'poll', 'gate', 'operator'), async (text, via) => {
        const marked = `who-${text}-was-here`;
        const hostile = await ordersOf({ via, who: marked, at: bench.now });
        expect(hostile).toEqual(plain);
        expect(JSON.stringify(hostile)).not.toContain('was-here');
      }),
      { numRuns: 25 },
    );
  });
});

/** All that the kernel is given for the rollback of a change, with its id taken out, whatever the cause. */
async function ordersOf(cause: RollbackCause): Promise<unknown[]> {
  const steps = [step('one'), step('two')];
  const id = await bench.begin({ runbook: runbook({ steps, rollback: [step('three', { undo: undefined })] }) });
  const seen: Order[] = [];
  const site = { ...bench.site, run: pretend(seen) };
  await applyChange(site, id, bench.attendance, new AbortController().signal);
  const limits = { rollbacksPerDay: 1e6, coolDownSeconds: 0, largestShare: 1 };
  const keeper = new RollbackKeeper(site, { limits, budgetSeconds: 60, beat: 60_000, report: () => undefined });
  seen.length = 0;
  await bench.book.requestRollback(id, cause);
  keeper.wake();
  await keeper.settled();
  await keeper.stop();
  expect((await bench.book.record(id)).state).toBe('rolled-back');
  expect(seen).toHaveLength(9);
  return seen.map((order) => JSON.parse(JSON.stringify([order, environmentOf(order)]).replaceAll(id, 'ID')));
}

/** Notes what would be started. What writes to a file is believed by the verify that looks for the file. */
function pretend(seen: Order[]): RunCommand {
  const written = new Set<string>();
  return async (order) => {
    seen.push(order);
    const last = order.arguments.at(-1) ?? '';
    const [, file] = />> (.+)$/.exec(last) ?? [];
    if (file !== undefined) written.add(file);
    const code = file !== undefined || written.has(last) ? 0 : 1;
    return { end: { kind: 'exited', code }, output: '' };
  };
}
