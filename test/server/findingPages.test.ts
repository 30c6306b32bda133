import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding.js';
import { application } from '../../src/server/app.js';
import { findingRoutes } from '../../src/server/findingPages.js';
import { type Listening, listen } from '../../src/server/listen.js';

const codes = readdirSync(new URL('../../docs/findings', import.meta.url))
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .map((file) => file.slice(0, -3));

const finding: Finding = {
  code: 'port-twice',
  risk: 'C',
  severity: 'error',
  place: { kind: 'file', file: 'startup.yaml', line: 12, column: 3 },
  message: 'two agents want port 7200 <b>',
  why: 'only one gets it',
  remedy: 'give one of them another port',
  machine: 'alpha',
  agent: 'Planner',
};
const process: Finding = { ...finding, code: 'port-taken', place: { kind: 'process', pid: 4711, startTimeTicks: 1 } };

let server: Listening;
let found: readonly Finding[] = [];

beforeAll(async () => {
  server = await listen(
    application([findingRoutes('alpha', () => found)], () => {}),
    { host: '127.0.0.1', port: 0 },
  );
});

afterAll(() => server.close());

async function get(path: string, accept = 'text/html'): Promise<{ status: number; body: string }> {
  const response = await fetch(new URL(path, server.url), { headers: { accept } });
  return { status: response.status, body: await response.text() };
}

describe('/findings', () => {
  it('lists what is wrong with place and remedy, as text that no browser runs', async () => {
    found = [process, finding];
    const { status, body } = await get('/findings');
    expect(status).toBe(200);
    for (const text of ['startup.yaml:12:3', 'pid 4711', 'give one of them another port', 'Planner', '&lt;b&gt;'])
      expect(body).toContain(text);
    expect(body).not.toContain('<b>');
    expect(body).toContain('<a href="/findings/port-twice">port-twice</a>');
    expect(body.indexOf('startup.yaml:12:3')).toBeLessThan(body.indexOf('pid 4711'));
  });

  it('gives the same as JSON to programs', async () => {
    found = [process, finding];
    const { body } = await get('/findings', 'application/json');
    expect(JSON.parse(body)).toEqual({ machine: 'alpha', findings: [finding, process] });
  });

  it('says so where nothing is wrong', async () => {
    found = [];
    expect((await get('/findings')).body).toContain('alpha: no findings');
  });

  it.each(codes)('explains %s', async (code) => {
    const { status, body } = await get(`/findings/${code}`);
    expect(status).toBe(200);
    expect(body).toContain(`<h1>${code}</h1>`);
  });

  it.each(['README', 'no-such-code', '..%2F..%2Fpackage', 'port-twice.md'])('knows no page %s', async (name) => {
    expect((await get(`/findings/${name}`)).status).toBe(404);
  });
});
