import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseText, sampleOf } from '../exposition/parseText.js';
import { TempExporter } from './tempExporter.js';

let exporter: TempExporter;
let url: string;

beforeAll(async () => {
  exporter = await TempExporter.prepare();
  ({ url } = await exporter.start());
});

afterAll(() => exporter.remove());

interface RawAnswer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Asks without the decoding that fetch does. */
function ask(method: string, headers: Record<string, string>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/metrics`, { method, headers, agent: false }, async (response) => {
      resolve({ headers: response.headers, body: Buffer.concat(await response.toArray()) });
    });
    outgoing.once('error', reject).end();
  });
}

describe('GET /metrics', () => {
  it.each([
    ['*/*', 'text/plain; version=0.0.4; charset=utf-8', false],
    ['application/openmetrics-text;version=1.0.0', 'application/openmetrics-text; version=1.0.0; charset=utf-8', true],
  ])('answers %s', async (accept, type, openMetrics) => {
    const { headers, body } = await ask('GET', { Accept: accept });
    expect(headers['content-type']).toBe(type);
    expect(headers.vary).toMatch(/Accept\b/);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.toString().endsWith('# EOF\n')).toBe(openMetrics);
    expect(body.toString()).toContain(`# TYPE fleet_agent_probes${openMetrics ? '' : '_total'} counter\n`);
  });

  it('has every configured agent from the first scrape on', async () => {
    const samples = parseText((await ask('GET', {})).body.toString());
    for (const name of ['fleet_agent_info', 'fleet_agent_up', 'fleet_agent_processes', 'fleet_agent_restarts_total']) {
      const agents = samples.filter((sample) => sample.name === name).map(({ labels }) => labels.agent);
      expect(agents).toStrictEqual(['Planner', 'Courier']);
    }
    const series = samples.map(({ name, labels }) => `${name}${JSON.stringify(labels)}`);
    expect(new Set(series).size).toBe(series.length);
    expect(samples.filter(({ labels }) => labels.machine !== 'alpha')).toStrictEqual([]);
  });

  it('has nothing that promtool complains of', async () => {
    const { body } = await ask('GET', {});
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body });
    expect({ status, said: `${stdout}${stderr}` }).toStrictEqual({ status: 0, said: '' });
  });

  it('is compressed for who takes it', async () => {
    const plain = await ask('GET', {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    const { headers, body } = await ask('GET', { 'Accept-Encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers.vary).toMatch(/Accept-Encoding/);
    expect(parseText(gunzipSync(body).toString()).length).toBeGreaterThan(50);
    expect(body.length).toBeLessThan(plain.body.length / 3);
  });

  it('has a HEAD without a body', async () => {
    const { headers, body } = await ask('HEAD', {});
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toHaveLength(0);
  });

  it('counts the time that it takes', async () => {
    const countOf = async () =>
      sampleOf((await ask('GET', {})).body.toString(), 'fleetwatch_scrape_duration_seconds_count') ?? 0;
    const before = await countOf();
    expect(await countOf()).toBe(before + 1);
  });
});
