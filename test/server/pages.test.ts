import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/discovery/endpoints.js';
import { apiRoutes } from '../../src/server/api/routes.js';
import { application } from '../../src/server/app.js';
import { boardRoutes } from '../../src/server/board/route.js';
import { findingRoutes } from '../../src/server/findingPages.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { runbookRoutes } from '../../src/server/runbookPages.js';
import { serviceDiscoveryRoute } from '../../src/server/serviceDiscovery.js';
import { agent, stagedBoard } from './board/stagedBoard.js';

const { staged, source } = stagedBoard({ agents: [agent('Well'), agent('Weak')] });
const endpoints: Endpoint[] = [
  { agent: 'Well', host: '10.0.0.1', port: 8201, path: '/metrics' },
  { agent: 'Weak', host: '::1', port: 8301, path: '/own' },
];

let server: Listening;
let failures: unknown[];

beforeAll(async () => {
  failures = [];
  const routes = [
    serviceDiscoveryRoute('alpha', () => endpoints),
    runbookRoutes(),
    findingRoutes('alpha', () => []),
    await boardRoutes({
      ...source,
      health: (name) => {
        if (name === 'Broken') throw new Error('the inside');
        return source.health(name);
      },
    }),
    await apiRoutes(source),
  ];
  server = await listen(
    application(routes, (error) => failures.push(error)),
    { host: '127.0.0.1', port: 0 },
  );
});

afterAll(() => server.close());

/** Asks for a path as it is written; fetch would tidy it up. */
function get(path: string, method = 'GET'): Promise<{ status: number | undefined; type: string; body: string }> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, agent: false }, async (response) => {
      const body = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode, type: String(response.headers['content-type']), body });
    })
      .once('error', reject)
      .end();
  });
}

describe('the board', () => {
  it('links to what there is', async () => {
    const links = [...(await get('/')).body.matchAll(/href="(\/[^"]*)"/g)].map(([, path = '']) => path);
    expect(links).toContain('/runbooks');
    // /metrics and /-/ready belong to routes that this application does not have.
    for (const path of links.filter((link) => !['/metrics', '/-/ready'].includes(link))) {
      expect((await get(path)).status).toBe(200);
    }
  });
});

describe('/runbooks', () => {
  const names = readdirSync('runbooks/alerts').map((file) => file.replace(/\.md$/, ''));

  it('lists every alert', async () => {
    const { body } = await get('/runbooks');
    expect([...body.matchAll(/href="\/runbooks\/(\w+)"/g)].map(([, name]) => name)).toStrictEqual(names.sort());
  });

  it.each(names)('has a page for %s', async (name) => {
    const { status, type, body } = await get(`/runbooks/${name}`);
    expect({ status, type }).toStrictEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(body).toContain(`<h1>${name}</h1>`);
  });

  it.each([
    '/runbooks/NoSuchAlert',
    '/runbooks/..',
    '/runbooks/../package.json',
    '/runbooks/../../package.json',
    '/runbooks/..%2f..%2fREADME',
    '/runbooks/%2e%2e%2f%2e%2e%2fpackage.json',
    '/runbooks/..%5c..%5cpackage.json',
    '/runbooks/FleetAgentDown.md',
    '/runbooks/FleetAgentDown%00',
    '/runbooks/%2fetc%2fpasswd',
    '/runbooks//etc/passwd',
    '/runbooks/file:%2f%2f%2fetc%2fpasswd',
  ])('has nothing at %s', async (path) => {
    const { status, type, body } = await get(path);
    expect({ status, type }).toStrictEqual({ status: 404, type: 'text/plain; charset=utf-8' });
    expect(body).not.toMatch(/root:|devDependencies/);
  });
});

describe('/sd/agents', () => {
  it('is what Prometheus reads, one group an agent', async () => {
    const { type, body } = await get('/sd/agents');
    expect(type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toStrictEqual([
      { targets: ['10.0.0.1:8201'], labels: { machine: 'alpha', agent: 'Well', __metrics_path__: '/metrics' } },
      { targets: ['[::1]:8301'], labels: { machine: 'alpha', agent: 'Weak', __metrics_path__: '/own' } },
    ]);
  });
});

describe('every answer', () => {
  it.each(['/', '/runbooks', '/sd/agents', '/nothing'])('of %s has strict headers', async (path) => {
    const { headers } = await fetch(server.url + path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('is 404 in plain text where nothing is', async () => {
    const { status, type, body } = await get('/%3Cscript%3E');
    expect({ status, type }).toStrictEqual({ status: 404, type: 'text/plain; charset=utf-8' });
    expect(body).toBe('There is no /%3Cscript%3E here; / lists what is.\n');
  });

  it('is 400 where a request cannot be understood, which is no failure of the program', async () => {
    expect(await get('/runbooks/%E0%A4%A')).toMatchObject({
      status: 400,
      body: 'This request cannot be understood.\n',
    });
    expect(failures).toStrictEqual([]);
  });

  it('tells nothing of the inside where the program fails', async () => {
    staged.agents = [agent('Broken')];
    const { status, body } = await get('/');
    expect({ status, body }).toStrictEqual({ status: 500, body: 'fleetwatch failed to answer; its log says why.\n' });
    expect(failures).toMatchObject([{ message: 'the inside' }]);
  });
});
