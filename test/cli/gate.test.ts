import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GateRunArguments, gateCommand } from '../../src/cli/gate.js';
import type { GateSurroundings } from '../../src/cli/gateAsked.js';
import { gateLintCommand } from '../../src/cli/gateLint.js';
import { type GateReplayArguments, gateReplayCommand } from '../../src/cli/gateReplay.js';
import { readLastRuns } from '../../src/gate/kept/lastRuns.js';
import { PrometheusStub, vector } from '../prometheus-api/prometheusStub.js';

let folder: string;
let server: PrometheusStub;
let prometheus: string;
let output: string;
let problems: string[];
let interrupt: AbortController;
/** What the server says to a query, by its expression. */
let values: Record<string, string[]>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gate-'));
  server = new PrometheusStub();
  prometheus = await server.listen();
  output = '';
  problems = [];
  interrupt = new AbortController();
  values = { 'errors{machine="alpha"}': ['1'] };
  server.handle = (_, response, form) => void response.end(vector(values[form.get('query') ?? ''] ?? []));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function around(): GateSurroundings {
  return {
    write: (text) => {
      output += text;
    },
    problem: (line) => problems.push(line),
    now: () => 1_795_341_600_000,
    sleep: async () => undefined,
    signal: interrupt.signal,
    runbookFile: async (id) => (id === 'risk-x' ? join(folder, 'gate.yaml') : undefined),
  };
}

async function gateFile({ condition = '< 2', id = 'errors', query = 'errors{machine="{machine}"}' } = {}) {
  const file = join(folder, 'gate.yaml');
  const lines = [
    'id: few-errors',
    'title: few errors',
    'queries:',
    `  - { id: ${id}, title: t, query: '${query}', condition: '${condition}', reduce: every, count: 3, interval: 1s,`,
    '      on_no_data: inconclusive, on_nan: inconclusive, on_error: inconclusive }',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

function gate(changes: Partial<GateRunArguments> & { file: string }): Promise<number> {
  return gateCommand({ prometheus, set: new Map([['machine', 'alpha']]), json: false, ...changes }, around());
}

describe('fleetwatch gate', () => {
  const cases: [values: string[], code: number, words: RegExp][] = [
    [['1'], 0, /few-errors: go after 0s\n$/],
    [['1', '5'], 1, /few-errors: roll back after 0s\n$/],
    [[], 2, /few-errors: inconclusive after 0s\n$/],
    [['NaN'], 2, /not a number.*few-errors: inconclusive/s],
  ];
  it.each(cases)('of %j ends with %i', async (answered, code, words) => {
    values['errors{machine="alpha"}'] = answered;
    expect(await gate({ file: await gateFile() })).toBe(code);
    expect(output).toMatch(words);
    expect(problems).toStrictEqual([]);
  });

  it('is inconclusive without a Prometheus', async () => {
    await server.close();
    expect(await gate({ file: await gateFile() })).toBe(2);
    expect(output).toContain('unreachable: no connection (ECONNREFUSED)');
    server = new PrometheusStub();
    await server.listen();
  });

  it('prints for programs every measurement with the query as it was asked', async () => {
    expect(await gate({ file: await gateFile(), json: true })).toBe(0);
    const printed = JSON.parse(output);
    expect(printed).toMatchObject({ gate: 'few-errors', verdict: 'go', begun_at: 1_795_341_600 });
    expect(printed.queries[0].measurements).toHaveLength(3);
    expect(printed.queries[0].measurements[0]).toStrictEqual({
      at: 1_795_341_600,
      expression: 'errors{machine="alpha"}',
      measured: 'pass',
      value: 1,
      limit: 2,
      why: '1 is < 2',
      warnings: [],
    });
  });

  it('records each measurement, and goes on with the record of before', async () => {
    const record = join(folder, 'record.jsonl');
    await gate({ file: await gateFile(), record });
    await gate({ file: await gateFile(), record });
    const lines = (await readFile(record, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).expression)).toStrictEqual(Array(6).fill('errors{machine="alpha"}'));
  });

  it('is interrupted: prints what was measured so far, and ends with 2', async () => {
    let asked = 0;
    server.handle = (_, response) => {
      response.end(vector(['1']));
      asked++;
      if (asked === 2) interrupt.abort();
    };
    expect(await gate({ file: await gateFile() })).toBe(2);
    expect(output).toMatch(/errors +unfinished +< 2 .*\nfew-errors: inconclusive after 0s, interrupted\n$/);
  });

  it('takes a runbook by its id', async () => {
    await gateFile();
    expect(await gate({ file: 'risk-x' })).toBe(0);
  });

  it('keeps the last run for the metrics', async () => {
    const set = new Map([
      ['machine', 'alpha'],
      ['change', 'c1'],
    ]);
    await gate({ file: await gateFile(), stateDirectory: folder, set });
    expect(await readLastRuns(folder)).toMatchObject([
      { gate: 'few-errors', change: 'c1', verdict: 'go', queries: [{ id: 'errors', verdict: 'pass', value: 1 }] },
    ]);
  });

  it('holds against a baseline that was measured before', async () => {
    const file = await gateFile({ condition: '<= baseline * 2' });
    const baseline = join(folder, 'baseline.json');
    expect(await gate({ file })).toBe(2);
    expect(output).toContain('no baseline to hold 1 against');
    expect(await gate({ file, takeBaseline: baseline })).toBe(0);
    values['errors{machine="alpha"}'] = ['2'];
    expect(await gate({ file, baseline })).toBe(0);
    values['errors{machine="alpha"}'] = ['2.1'];
    expect(await gate({ file, baseline })).toBe(1);
  });

  it('says which baseline could not be measured', async () => {
    values['errors{machine="alpha"}'] = ['1', '2'];
    const file = await gateFile({ condition: '<= baseline' });
    expect(await gate({ file, takeBaseline: join(folder, 'baseline.json') })).toBe(2);
    expect(problems).toStrictEqual(['errors: no baseline, not one finite number']);
  });

  it('holds against the last good run, and keeps each that is', async () => {
    const file = await gateFile({ condition: '<= last-good + 1' });
    expect(await gate({ file, stateDirectory: folder })).toBe(2);
    expect(await gate({ file, stateDirectory: folder, keepAsGood: true })).toBe(2);
    values['errors{machine="alpha"}'] = ['2'];
    expect(await gate({ file, stateDirectory: folder })).toBe(0);
    values['errors{machine="alpha"}'] = ['4'];
    expect(await gate({ file, stateDirectory: folder })).toBe(1);
    values['errors{machine="alpha"}'] = ['3'];
    expect(await gate({ file, stateDirectory: folder })).toBe(0);
  });

  const refused: [what: string, changes: Partial<GateRunArguments>, words: string][] = [
    ['a file that is not there', { file: '/nonexistent.yaml' }, 'file-unreadable'],
    ['a file that is no gate', { file: 'package.json' }, 'lacks `queries`'],
    ['no value for a parameter', { set: new Map() }, 'the parameter machine needs a value: --set machine=…'],
    ['a value for no parameter', { set: new Map([['machin', 'a']]) }, 'there is no parameter machin'],
    ['no address', { prometheus: 'localhost' }, 'the address of Prometheus is a URL'],
    ['a baseline that is none', { baseline: 'package.json' }, 'is no baseline of the gate few-errors'],
    ['no place for the last good run', { keepAsGood: true }, 'say with --config or --state-directory'],
    ['no settings', { config: '/nonexistent.yaml' }, 'cannot use the settings'],
    ['a record that cannot be written', { record: '/nonexistent/record.jsonl' }, 'ENOENT'],
  ];
  it.each(refused)('refuses %s, and asks nobody', async (_what, changes, words) => {
    expect(await gate({ file: await gateFile(), ...changes })).toBe(2);
    expect(problems.join('\n')).toContain(words);
    expect(server.asked).toStrictEqual([]);
  });
});

describe('fleetwatch gate lint', () => {
  const lint = (files: string[], format: 'text' | 'json' = 'text') => gateLintCommand({ files, format }, around());

  it.each([
    ['everything.good.yaml', 0, '1 gate, nothing wrong'],
    ['gate-metric-foreign.bad.yaml', 0, 'my_requests'],
    ['gate-silence.bad.yaml', 1, '[gate-silence, risk G]'],
    ['no-such.yaml', 2, 'file-unreadable'],
  ])('of %s ends with %i', async (name, code, words) => {
    expect(await lint([`test/gate/fixtures/${name}`])).toBe(code);
    expect(output).toContain(words);
  });

  it('prints for programs', async () => {
    const file = join(folder, 'gate.yaml');
    await copyFile('test/gate/fixtures/gate-syntax.bad.yaml', file);
    expect(await lint([file], 'json')).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      findings: [{ code: 'gate-syntax', risk: 'G', severity: 'error', file, line: 6, column: 43 }],
    });
  });

  it('finds nothing wrong with the examples', async () => {
    expect(await lint(['examples/gates/agents-healthy.yaml', 'examples/gates/hub.yaml'])).toBe(0);
    expect(output).toBe('2 gates, nothing wrong\n');
  });
});

describe('fleetwatch gate replay', () => {
  const replay = (changes: Partial<GateReplayArguments> & { file: string }) =>
    gateReplayCommand(
      { prometheus, set: new Map([['machine', 'alpha']]), json: false, from: '10m', to: 'now', step: '5m', ...changes },
      around(),
    );

  /** A range of which every point has a value that follows from its time. */
  function answerRange(value: (at: number) => string): void {
    server.handle = (_, response, form) => {
      const [start, end, step] = ['start', 'end', 'step'].map((key) => Number(form.get(key)));
      const points: [number, string][] = [];
      for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 1) points.push([at, value(at)]);
      const data = { resultType: 'matrix', result: [{ metric: {}, values: points }] };
      response.end(JSON.stringify({ status: 'success', data }));
    };
  }

  it('says what would have been decided, in stretches', async () => {
    answerRange((at) => (at < 1_795_341_300 ? '1' : '5'));
    expect(await replay({ file: await gateFile(), to: '2026-11-22T09:58:00Z', step: '1m' })).toBe(1);
    expect(output.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toStrictEqual([
      'few-errors',
      'from to points verdict because',
      '2026-11-22T09:50:00Z 2026-11-22T09:54:00Z 5 go all pass',
      '2026-11-22T09:55:00Z 2026-11-22T09:58:00Z 4 roll back errors: fail, 1 of 1 failed, the last: 5 is not < 2',
      '',
    ]);
  });

  it('prints for programs, and is inconclusive for what has not happened yet', async () => {
    answerRange(() => '1');
    expect(await replay({ file: await gateFile(), json: true })).toBe(2);
    const { points } = JSON.parse(output);
    expect(points.map(({ at, verdict }: { at: number; verdict: string }) => [at, verdict])).toStrictEqual([
      [1_795_341_000, 'go'],
      [1_795_341_300, 'go'],
      [1_795_341_600, 'inconclusive'],
    ]);
    expect(await replay({ file: await gateFile(), to: '1m' })).toBe(0);
  });

  it.each([
    [{ from: 'yesterday' }, '--from takes a time such as'],
    [{ from: '1m', to: '2m' }, '--from is later than --to'],
    [{ step: '0s' }, '--step takes a duration'],
    [{ from: '2000-01-01T00:00:00Z', step: '1s' }, 'choose a shorter window'],
  ])('refuses %j', async (changes, words) => {
    expect(await replay({ file: await gateFile(), ...changes })).toBe(2);
    expect(problems.join()).toContain(words);
    expect(server.asked).toStrictEqual([]);
  });
});
