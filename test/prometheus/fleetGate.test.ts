import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import { promtool } from './promtool.js';

const { runbooks } = await loadRunbooks([bundledRunbooks]);
/** Conditions on the agents of all machines. */
const queries = runbooks.flatMap(({ id, abort }) =>
  abort.filter((one) => one.id === 'agents-up' && !one.query.includes('{machine}')).map(({ query }) => [id, query]),
);

/** Scrapes of beta and its one agent, each 15 s, and how many agents count as up after 45 s; alpha's one is up. */
const histories: readonly (readonly [what: string, up: string, agent: string, measured: string | undefined])[] = [
  ['all answer', '1x4', '1x4', '2'],
  ['an agent of it is away', '1x4', '1x2 0x1', '1'],
  ['it is behind a cut link', '1x2 0x1', '1x2 stale', 'NaN'],
  ['nobody was asked for its fleetwatch or any other', '', '1x4', undefined],
];

describe.each(queries)('agents that are up, as %s asks for them', (_id, query) => {
  it.each(histories)('where of beta %s', async (_what, up, agent, measured) => {
    const series = (text: string, values: string) => ({ series: text, values });
    const ups = ['alpha', 'beta'].map((machine) =>
      series(`up{job="fleetwatch",machine="${machine}"}`, machine === 'beta' ? up : '1x4'),
    );
    // NaN alone differs from itself, and promtool knows no equal of it.
    const [expr, value] = measured === 'NaN' ? [`(${query}) != bool (${query})`, 1] : [query, Number(measured)];
    const test = {
      interval: '15s',
      input_series: [
        ...(up === '' ? [] : ups),
        series('fleet_agent_up{machine="alpha",agent="a"}', '1x4'),
        series('fleet_agent_up{machine="beta",agent="b"}', agent),
      ],
      promql_expr_test: [
        { expr, eval_time: '45s', exp_samples: measured === undefined ? [] : [{ labels: '{}', value }] },
      ],
    };
    const folder = mkdtempSync(join(tmpdir(), 'fleetwatch-gate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'gate.test.yml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ evaluation_interval: '15s', tests: [test] }));
    await expect(promtool('test', 'rules', file)).resolves.toContain('SUCCESS');
  });
});

it('is asked for by the changes of the whole fleet', () => {
  expect(queries.map(([id]) => id)).toEqual(['cutover-hub-rest', 'events-to-nats', 'risk-f-hubs', 'second-hub']);
});
