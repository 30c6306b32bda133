import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import { promtool } from './promtool.js';

const behind = 'fleet_hub_sample_timestamp_seconds{machine="beta",of="alpha"}';

/** Time of the newest sample of the first machine, each 15 s, and what is measured after four minutes over the last one. */
const histories: readonly (readonly [what: string, newest: string, measured: string | undefined])[] = [
  ['it was fresh all the while', '0+15x16', '0'],
  ['it lagged in between', '0+15x12 180 180 180 240', '45'],
  ['fleetwatch was restarted in between', '0+15x12 0 210 225 240', '0'],
  ['it has its first samples since then', '0+0x12 195 210 225 240', 'NaN'],
  ['an earlier attempt ended before', '0 15 30+0x10 195 210 225 240', 'NaN'],
  ['nothing was measured at the beginning', '_x13 195 210 225 240', undefined],
];

it.each(histories)('cutover-hub-first: how far behind the new hub was where %s', async (_what, newest, measured) => {
  const { runbooks } = await loadRunbooks([bundledRunbooks]);
  const gate = runbooks.find(({ id }) => id === 'cutover-hub-first')?.success.find(({ id }) => id === 'first-fresh');
  if (gate === undefined) throw new Error('no query first-fresh');
  const query = gate.query.replaceAll('{hub}', 'beta').replaceAll('{first}', 'alpha').replaceAll('{window}', '1m');
  // NaN alone differs from itself, and promtool knows no equal of it.
  const [asked, value] = measured === 'NaN' ? [`(${query}) != bool (${query})`, 1] : [query, Number(measured)];
  const samples = measured === undefined ? [] : [{ labels: '{machine="beta"}', value }];
  const tests = [
    {
      interval: '15s',
      input_series: [{ series: behind, values: newest }],
      promql_expr_test: [{ expr: asked, eval_time: '4m', exp_samples: samples }],
    },
  ];
  const folder = mkdtempSync(join(tmpdir(), 'fleetwatch-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'gate.test.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ tests }));
  await expect(promtool('test', 'rules', file)).resolves.toContain('SUCCESS');
});
