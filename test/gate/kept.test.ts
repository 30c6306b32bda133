import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBaseline, takeBaseline, writeBaseline } from '../../src/gate/kept/baseline.js';
import { keepAsGood, readLastGood } from '../../src/gate/kept/lastGood.js';
import { keepLastRun, readLastRuns } from '../../src/gate/kept/lastRuns.js';
import { recordLine } from '../../src/gate/kept/recordLine.js';
import type { Gate, GateQuery, GateVerdict } from '../../src/gate/model.js';
import type { GateRun, Measurement } from '../../src/gate/run.js';
import { queryWith, series, unreachable } from './query.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gate-'));
});
afterEach(() => rm(folder, { recursive: true }));

const parameters = new Map([
  ['machine', 'alpha'],
  ['change', 'c1'],
]);

function gateOf(...queries: GateQuery[]): Gate {
  return { id: 'g', title: 'a gate', queries };
}

function measurement(value: number | undefined): Measurement {
  const number = value !== undefined && Number.isFinite(value) ? value : undefined;
  return { at: 1000, expression: 'up', measured: 'pass', value, number, limit: 2, why: 'because', warnings: [] };
}

function runOf(gate: Gate, value: number | undefined, verdict: GateVerdict = 'go', endedAt = 5000): GateRun {
  const queries = gate.queries.map((query) => ({
    query,
    verdict: 'pass' as const,
    why: '1 of 1 passed',
    measurements: [measurement(7), measurement(value)],
  }));
  return { gate, verdict, queries, begunAt: 0, endedAt, interrupted: false };
}

describe('the last runs', () => {
  it('are kept one a gate and change, the newest first, with values that JSON has no numbers for', async () => {
    const gate = gateOf(queryWith());
    await keepLastRun(folder, 'c1', runOf(gate, Number.NaN, 'inconclusive', 1000));
    await keepLastRun(folder, '../c 2', runOf(gate, 3, 'rollback', 3000));
    await keepLastRun(folder, 'c1', runOf(gate, Number.POSITIVE_INFINITY, 'go', 2000));
    expect(await readLastRuns(folder)).toStrictEqual([
      {
        gate: 'g',
        change: '../c 2',
        verdict: 'rollback',
        at: 3000,
        queries: [{ id: 'errors', verdict: 'pass', value: 3 }],
      },
      {
        gate: 'g',
        change: 'c1',
        verdict: 'go',
        at: 2000,
        queries: [{ id: 'errors', verdict: 'pass', value: Number.POSITIVE_INFINITY }],
      },
    ]);
  });

  it('are fifty at most, and none where nothing was kept or nothing can be read', async () => {
    expect(await readLastRuns(folder)).toStrictEqual([]);
    const gate = gateOf(queryWith());
    for (let index = 0; index < 55; index++) await keepLastRun(folder, `c${index}`, runOf(gate, 1, 'go', index));
    const names = await readdir(join(folder, 'gates/last-runs'));
    expect(names).toHaveLength(50);
    for (const name of names) await writeFile(join(folder, 'gates/last-runs', name), '{"gate":');
    expect(await readLastRuns(folder)).toStrictEqual([]);
  });
});

describe('the last good run', () => {
  it('counts for queries that ask the same, of whichever change', async () => {
    const same = queryWith({ id: 'same', query: 'x{machine="{machine}",change="{change}"}' });
    const other = queryWith({ id: 'other', query: 'y{machine="{machine}"}' });
    await keepAsGood(folder, runOf(gateOf(same, other), 4), parameters);
    const later = new Map([...parameters, ['change', 'c2']]);
    expect(await readLastGood(folder, gateOf(same, other), later)).toStrictEqual({ same: 4, other: 4 });
    const altered = { ...other, query: 'z' };
    expect(await readLastGood(folder, gateOf(same, altered), later)).toStrictEqual({ same: 4 });
    const elsewhere = new Map([...parameters, ['machine', 'beta']]);
    expect(await readLastGood(folder, gateOf(same, other), elsewhere)).toStrictEqual({});
    expect(await readLastGood(folder, { ...gateOf(same), id: 'h' }, parameters)).toStrictEqual({});
  });

  it('has no value of a query that came to no number', async () => {
    const gate = gateOf(queryWith());
    await keepAsGood(folder, runOf(gate, 4), parameters);
    await keepAsGood(folder, runOf(gate, undefined), parameters);
    expect(await readLastGood(folder, gate, parameters)).toStrictEqual({});
  });
});

describe('a baseline', () => {
  const reference = { kind: 'baseline', factor: 1, plus: 0 } as const;
  const compared = (id: string) => queryWith({ id, query: id, condition: { comparison: '<=', reference } });

  it('is measured once of each query that needs it, kept, and read for its own gate alone', async () => {
    const gate = gateOf(queryWith(), compared('good'), compared('several'), compared('silent'), compared('gone'));
    const answers: Record<string, ReturnType<typeof series>> = { good: series([3]), several: series([1, 2]) };
    const asked: string[] = [];
    const taken = await takeBaseline(gate.queries, {
      ask: async (expression) => {
        asked.push(expression);
        return expression === 'gone' ? unreachable : (answers[expression] ?? series([]));
      },
      parameters,
      now: () => 0,
      signal: new AbortController().signal,
    });
    expect(asked).toStrictEqual(['good', 'several', 'silent', 'gone']);
    expect(taken).toStrictEqual({
      values: { good: 3 },
      missing: [
        { id: 'several', why: 'not one finite number' },
        { id: 'silent', why: 'no data' },
        { id: 'gone', why: 'unreachable: no connection (ECONNREFUSED)' },
      ],
    });
    const file = join(folder, 'baseline.json');
    await writeBaseline(file, gate, 0, taken);
    expect(await readBaseline(file, gate)).toStrictEqual({ good: 3 });
    expect(await readBaseline(file, { ...gate, id: 'h' })).toBeUndefined();
    expect(await readBaseline(join(folder, 'none.json'), gate)).toBeUndefined();
  });
});

describe('a record', () => {
  it('is one line of JSON, with all that is needed to ask again, and without credentials', () => {
    const secret = 'Xk8vQ2mLp9';
    const line = recordLine('g', queryWith(), {
      ...measurement(Number.NaN),
      warnings: [`partial:\nhttp://ada:${secret}@store:9090 is gone`],
    });
    expect(line).not.toContain(secret);
    expect(line.endsWith('}\n')).toBe(true);
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(line)).toMatchObject({
      at: '1970-01-01T00:00:01.000Z',
      gate: 'g',
      query: 'errors',
      measured: 'pass',
      value: 'NaN',
      limit: 2,
      why: 'because',
      warnings: [expect.stringMatching(/^partial:\n.* is gone$/)],
    });
  });
});
