import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { resolveQuery } from '../../src/gate/template.js';
import { loadGuide } from '../../src/runbooks/guide/read.js';
import { promtool } from '../prometheus/promtool.js';

const { guide } = await loadGuide();

interface Case {
  readonly criterion: string;
  readonly what: string;
  /** Series with their values, one a minute. */
  readonly series: Readonly<Record<string, string>>;
  /** The value a day and an hour later; nothing where it must not have one. */
  readonly value: number | undefined;
}

const of = (name: string, agent: string, more = '') => `${name}{machine="alpha",agent="${agent}"${more}}`;
const lasting = (value: number) => `${value}x1500`;

const cases: readonly Case[] = [
  {
    criterion: 'logs_rotated',
    what: 'counts agents that write logs which were never rotated, of this machine',
    series: {
      [of('fleet_agent_log_bytes', 'Rotated')]: lasting(10),
      [of('fleet_agent_log_last_rotation_timestamp_seconds', 'Rotated')]: lasting(5),
      [of('fleet_agent_log_bytes', 'Never')]: lasting(10),
      [of('fleet_agent_log_last_rotation_timestamp_seconds', 'Never')]: lasting(0),
      [of('fleet_agent_log_bytes', 'Silent')]: lasting(0),
      [of('fleet_agent_log_last_rotation_timestamp_seconds', 'Silent')]: lasting(0),
      'fleet_agent_log_bytes{machine="beta",agent="Never"}': lasting(10),
      'fleet_agent_log_last_rotation_timestamp_seconds{machine="beta",agent="Never"}': lasting(0),
    },
    value: 1,
  },
  { criterion: 'logs_rotated', what: 'has no value without an exporter', series: {}, value: undefined },
  {
    criterion: 'surfaces_looked_at',
    what: 'is that of the surface that waits longest',
    series: {
      'fleet_leak_surface_looked_timestamp_seconds{machine="alpha",surface="file"}': lasting(0),
      'fleet_leak_surface_looked_timestamp_seconds{machine="alpha",surface="log"}': lasting(7),
    },
    value: 0,
  },
  {
    criterion: 'all_adopted',
    what: 'is the share of this machine',
    series: {
      'machine:fleet_agent_adopted:ratio{machine="alpha"}': lasting(0.5),
      'machine:fleet_agent_adopted:ratio{machine="beta"}': lasting(1),
    },
    value: 0.5,
  },
  {
    criterion: 'all_verified',
    what: 'is the share of this machine',
    series: { 'machine:fleet_agent_covered:ratio{machine="alpha"}': lasting(1) },
    value: 1,
  },
  {
    criterion: 'available',
    what: 'is what was not lost over a whole day',
    series: { 'machine:fleet_agent_lost:ratio{machine="alpha"}': '0x750 1x143 0x605' },
    value: 0.9,
  },
  {
    criterion: 'available',
    what: 'has no value before there is a day to look back on',
    series: { 'machine:fleet_agent_lost:ratio{machine="alpha"}': '_x1000 0x500' },
    value: undefined,
  },
];

function expressionOf(criterion: string): string {
  const evidence = guide?.criteria.find(({ id }) => id === criterion)?.evidence;
  if (evidence?.kind !== 'query') throw new Error(`${criterion} is not asked of Prometheus`);
  const resolved = resolveQuery(evidence.query.query, new Map([['machine', 'alpha']]));
  if ('problem' in resolved) throw new Error(resolved.problem);
  return resolved.text;
}

describe('what Prometheus answers to a criterion', () => {
  it.each(cases)('$criterion $what', async ({ criterion, series, value }) => {
    const folder = await mkdtemp(join(tmpdir(), 'criteria-'));
    const file = join(folder, 'criteria.test.yml');
    const expr = expressionOf(criterion);
    const labels = /^machine:|^1 -/.test(expr) ? '{machine="alpha"}' : '{}';
    const samples = value === undefined ? [] : [{ labels, value }];
    const test = {
      interval: '1m',
      input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
      promql_expr_test: [{ expr: `round(${expr}, 0.01)`, eval_time: '25h', exp_samples: samples }],
    };
    try {
      await writeFile(file, stringify({ evaluation_interval: '1h', tests: [test] }));
      expect(await promtool('test', 'rules', file)).toContain('SUCCESS');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is held against a case for each criterion that asks', () => {
    const asking = guide?.criteria.filter(({ evidence }) => evidence.kind === 'query').map(({ id }) => id);
    expect([...new Set(cases.map(({ criterion }) => criterion))].sort()).toStrictEqual(asking?.sort());
  });
});
