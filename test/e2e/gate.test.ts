import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gateCommand } from '../../src/cli/gate.js';
import type { GateSurroundings } from '../../src/cli/gateAsked.js';
import { gateReplayCommand } from '../../src/cli/gateReplay.js';
import { resolveQuery } from '../../src/gate/template.js';
import { PrometheusClient } from '../../src/prometheus/client.js';
import { freePort, RealPrometheus, until } from './realPrometheus.js';

/** What the test's own target exposes. */
const exposed = new Map<string, number>();
/** The past: a fault in the second ten minutes, nothing at all in the third. */
const past = Math.floor(Date.now() / 1000 / 3600) * 3600 - 6 * 3600;

let folder: string;
let target: Server;
let prometheus: RealPrometheus;
let output: string;
let problems: string[];

/** An hour of the past as blocks that Prometheus finds at its start. */
async function writePast(name: string): Promise<void> {
  const samples = Array.from({ length: 120 }, (_, index) => index * 15)
    .filter((second) => second < 1200)
    .map((second) => `past_errors ${second < 600 ? 1 : 5} ${past + second}`);
  const file = join(folder, 'past.txt');
  await writeFile(file, `${['# TYPE past_errors gauge', ...samples, '# EOF'].join('\n')}\n`);
  await mkdir(join(folder, name), { recursive: true });
  await promisify(execFile)('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, join(folder, name)]);
}

interface Asking {
  readonly query: string;
  readonly reduce?: string;
  readonly count?: number;
}

async function gateFile({ query, reduce = 'only', count = 3 }: Asking): Promise<string> {
  const file = join(folder, 'gate.yaml');
  const lines = [
    'id: e2e',
    'title: few errors',
    'queries:',
    `  - { id: errors, title: few errors, query: '${query}', condition: '< 2', reduce: ${reduce}, count: ${count},`,
    '      interval: 1s, on_no_data: inconclusive, on_nan: inconclusive, on_error: inconclusive }',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

function around(onWrite: () => void = () => undefined): GateSurroundings {
  return {
    write: (text) => {
      output += text;
      onWrite();
    },
    problem: (line) => problems.push(line),
    now: Date.now,
    sleep: (milliseconds) => delay(milliseconds),
    signal: new AbortController().signal,
    runbookFile: async () => undefined,
  };
}

async function gate(asking: Asking, server = prometheus): Promise<number> {
  const file = await gateFile(asking);
  return gateCommand({ file, prometheus: server.address, set: new Map(), json: false }, around());
}

function scrape(port: number, others = ''): string {
  return `global: { scrape_interval: 1s }
rule_files: [${join(folder, 'rules.yml')}]
scrape_configs:
  - job_name: target
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
${others}`;
}

let targetPort: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gate-e2e-'));
  await writeFile(
    join(folder, 'rules.yml'),
    'groups: [{ name: g, interval: 1s, rules: [{ alert: ManyErrors, expr: errors > 100 }] }]\n',
  );
  target = createServer((_, response) => {
    response.end([...exposed].map(([series, value]) => `${series} ${value}\n`).join(''));
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  const address = target.address();
  targetPort = typeof address === 'object' && address !== null ? address.port : 0;
  await writePast('central');
  prometheus = await RealPrometheus.start(folder, 'central', scrape(targetPort));
});

afterAll(async () => {
  await prometheus?.stop();
  target?.closeAllConnections();
  target?.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  output = '';
  problems = [];
});

describe('a gate against a real Prometheus', () => {
  it('says go while all is well, and roll back when it is not', async () => {
    exposed.set('errors', 1);
    await prometheus.sees('errors', 1);
    expect(await gate({ query: 'errors' })).toBe(0);
    expect(output).toContain('3 of 3 passed');
    exposed.set('errors', 150);
    await prometheus.sees('errors', 150);
    expect(await gate({ query: 'errors' })).toBe(1);
    expect(output).toContain('150 is not < 2');
  });

  it('says neither where there is no data, no number, or no query', async () => {
    expect(await gate({ query: 'errors_of_nobody' })).toBe(2);
    expect(output).toContain('no data');
    expect(await gate({ query: 'rate(errors)' })).toBe(2);
    expect(output).toContain('refused: bad_data: ');
    expect(await gate({ query: '0 / 0 * max(up)' })).toBe(2);
    expect(output).toContain('not a number');
  });

  it.each([
    ['every', 1],
    ['any', 0],
    ['only', 2],
    ['sum', 1],
    ['min', 0],
    ['max', 1],
    ['avg', 1],
  ])('reduces two series of which one is bad by %s', async (reduce, code) => {
    exposed.set('pair{agent="good"}', 1);
    exposed.set('pair{agent="bad"}', 5);
    await prometheus.sees('pair', 5);
    expect(await gate({ query: 'pair', reduce })).toBe(code);
  });

  it.each(['"', "'", '`'])('is asked for the value of a parameter and nothing else, between %s', async (quote) => {
    const value = ['up"} or vector(5) #', "it's", '\\n \\x41', 'a\nb\u0000c\u001b', '{machine}', 'é😀'].join('\t');
    const hostile = quote === '`' ? value : `${value}\``;
    const query = `label_replace(vector(1), "held", ${quote}{value}${quote}, "", "")`;
    const resolved = resolveQuery(query, new Map([['value', hostile]]));
    const answer = await new PrometheusClient(prometheus.address).query('text' in resolved ? resolved.text : '');
    expect(answer).toMatchObject({ kind: 'series', series: [{ labels: { held: hostile }, points: [{ value: 1 }] }] });
  });

  it('sees its alerts, rules and version', async () => {
    exposed.set('errors', 150);
    await prometheus.sees('errors', 150);
    const client = new PrometheusClient(prometheus.address);
    const rule = { group: 'g', name: 'ManyErrors', type: 'alerting', query: 'errors > 100', health: 'ok' };
    await until('the rule was evaluated', async () => {
      const answer = await client.rules();
      return answer.kind === 'rules' && answer.rules[0]?.health === 'ok';
    });
    expect(await client.rules()).toStrictEqual({ kind: 'rules', rules: [rule] });
    await until('the alert fires', async () => {
      const answer = await client.alerts();
      return answer.kind === 'alerts' && answer.alerts[0]?.state === 'firing';
    });
    expect(await client.status()).toMatchObject({ kind: 'status', version: expect.stringMatching(/^\d+\.\d+/) });
  });

  it('is inconclusive while a part of the data is missing', async () => {
    const gone = `remote_read: [{ url: 'http://127.0.0.1:${await freePort()}/read', read_recent: true }]\n`;
    const partial = await RealPrometheus.start(folder, 'partial', scrape(targetPort, gone));
    try {
      exposed.set('errors', 1);
      await partial.sees('errors', 1);
      expect(await gate({ query: 'errors' }, partial)).toBe(2);
      expect(output).toContain('partial data: ');
    } finally {
      await partial.stop();
    }
  });

  it('is inconclusive when Prometheus dies mid-way, and keeps what was measured', async () => {
    exposed.set('errors', 1);
    const mortal = await RealPrometheus.start(folder, 'mortal', scrape(targetPort));
    await mortal.sees('errors', 1);
    const file = await gateFile({ query: 'errors', count: 30 });
    let died: Promise<void> | undefined;
    const onWrite = (): void => {
      died ??= mortal.stop('SIGKILL');
    };
    const given = { file, prometheus: mortal.address, set: new Map<string, string>(), json: false };
    expect(await gateCommand(given, around(onWrite))).toBe(2);
    await died;
    expect(output).toMatch(/errors: pass, 1 is < 2\n.*errors: inconclusive, unreachable/s);
  });
});

describe('a replay of real history', () => {
  it('says what would have been decided, point by point', async () => {
    const file = await gateFile({ query: 'past_errors' });
    const given = { file, prometheus: prometheus.address, set: new Map<string, string>(), json: true };
    const window = {
      from: new Date((past + 60) * 1000).toISOString(),
      to: new Date((past + 1560) * 1000).toISOString(),
      step: '5m',
    };
    expect(await gateReplayCommand({ ...given, ...window }, around())).toBe(1);
    const { points } = JSON.parse(output);
    expect(points.map(({ at, verdict }: { at: number; verdict: string }) => [at - past, verdict])).toStrictEqual([
      [60, 'go'],
      [360, 'go'],
      [660, 'rollback'],
      [960, 'rollback'],
      [1260, 'inconclusive'],
      [1560, 'inconclusive'],
    ]);
  });

  it('agrees with what the gate itself said', async () => {
    exposed.set('errors', 1);
    await prometheus.sees('errors', 1);
    const begun = Math.ceil(Date.now() / 1000);
    expect(await gate({ query: 'errors' })).toBe(0);
    const file = await gateFile({ query: 'errors' });
    const time = new Date(begun * 1000).toISOString();
    const given = { file, prometheus: prometheus.address, set: new Map<string, string>(), json: false };
    await until('the window is over', async () => Date.now() / 1000 > begun + 3);
    expect(await gateReplayCommand({ ...given, from: time, to: time, step: '1m' }, around())).toBe(0);
  });
});
