import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { GateQuery, GateVerdict } from '../../src/gate/model.js';
import { runGate } from '../../src/gate/run.js';
import type { Answer } from '../../src/prometheus/answer.js';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import { promtool } from '../prometheus/promtool.js';

const { runbooks } = await loadRunbooks([bundledRunbooks]);
const queries = runbooks.flatMap(({ abort }) => abort.filter(({ id }) => id === 'exporters-answer'));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporters-answer-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** When the gate begins, in seconds after the first scrape. */
const begin = 120;

/** What Prometheus answers at this time, where its scrapes of beta, 5 s apart, came to `scrapes`; alpha always answers. */
async function answerAt(seconds: number, expr: string, scrapes: string): Promise<Answer> {
  const series = { 'up{job="fleetwatch",machine="alpha"}': '1x60', 'up{job="fleetwatch",machine="beta"}': scrapes };
  for (const value of [0, 1]) {
    const test = {
      interval: '5s',
      input_series: scrapes === '' ? [] : Object.entries(series).map(([one, values]) => ({ series: one, values })),
      promql_expr_test: [{ expr, eval_time: `${seconds}s`, exp_samples: [{ labels: '{}', value }] }],
    };
    const file = join(folder, 'up.test.yml');
    await writeFile(file, stringify({ evaluation_interval: '5s', tests: [test] }));
    const isValue = await promtool('test', 'rules', file).then(
      () => true,
      () => false,
    );
    if (isValue) return { kind: 'series', series: [{ labels: {}, points: [{ at: seconds, value }] }], warnings: [] };
  }
  return { kind: 'series', series: [], warnings: [] };
}

async function judged(query: GateQuery, scrapes: string) {
  let now = begin * 1000;
  const run = await runGate(
    { id: 'cutover', title: 'the gate of a cutover', queries: [query] },
    {
      ask: (expression) => answerAt(now / 1000, expression, scrapes),
      parameters: new Map(),
      references: {},
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
  );
  return { verdict: run.verdict, seconds: (run.endedAt - run.begunAt) / 1000 };
}

describe('the gate of a cutover on exporters that answer', () => {
  it('is the same in each cutover', () => {
    const [first, ...others] = queries;
    expect(others).toHaveLength(2);
    const asked = ({ title: _, ...query }: GateQuery) => query;
    for (const other of others) expect(asked(other)).toEqual(first && asked(first));
  });

  const cases: [what: string, scrapes: string, verdict: GateVerdict, seconds: number][] = [
    ['one that answers', '1x60', 'go', 15],
    ['one that died a minute ago', '1x12 0x60', 'rollback', 15],
    ['one that died with the last scrape', '1x23 0x60', 'rollback', 15],
    ['one that died since the last scrape', '1x24 0x60', 'rollback', 30],
    ['one that restarts while the gate begins', '1x23 0x0 1x60', 'go', 30],
    ['one that restarts later', '1x26 0x0 1x60', 'go', 45],
    ['nobody', '', 'inconclusive', 0],
  ];
  it.each(cases)('%s (%s): %s', async (_what, scrapes, verdict, seconds) => {
    const [query] = queries;
    if (query === undefined) throw new Error('no cutover asks whether exporters answer');
    expect(await judged(query, scrapes)).toEqual({ verdict, seconds });
  });
});
