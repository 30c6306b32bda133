import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { askHub } from '../../src/hubs/ask.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answers = Readonly<Record<string, readonly [status: number, body: string]>>;

async function serving(answers: Answers): Promise<string> {
  return listening((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [404, 'nothing here'];
    response.writeHead(status).end(body);
  });
}

async function listening(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const vector = (...series: readonly (readonly [labels: object, value: string])[]) =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: series.map(([metric, value]) => ({ metric, value: [100, value] })) },
  });

const ask = (prometheusUrl: string, alertmanagerUrl: string, storeUrl?: string) =>
  askHub({ machine: 'alpha', prometheusUrl, alertmanagerUrl }, storeUrl, new AbortController().signal);

describe('a hub that is asked', () => {
  it('says how its servers are, what they count, and what it knows of each machine', async () => {
    const prometheus = await serving({
      '/-/ready': [200, 'ready'],
      '/metrics': [200, 'prometheus_tsdb_head_max_time_seconds 99\n'],
      '/api/v1/query': [
        200,
        vector(
          [{ machine: 'alpha', newest: 'sample' }, '98.5'],
          [{ machine: 'alpha', newest: 'scrape' }, '98.5'],
          [{ machine: 'beta', newest: 'scrape' }, '97'],
        ),
      ],
    });
    const alertmanager = await serving({ '/-/ready': [503, 'starting'] });
    const store = await serving({ '/api/v1/query': [200, vector([{}, '1'])] });
    expect(await ask(prometheus, alertmanager, store)).toMatchObject({
      prometheusReady: { heard: 200 },
      metrics: { heard: { headMaxAt: 99 } },
      alertmanagerReady: { heard: 503 },
      machines: {
        heard: new Map([
          ['alpha', { sampleAt: 98.5, scrapedAt: 98.5 }],
          ['beta', { sampleAt: undefined, scrapedAt: 97 }],
        ]),
      },
      store: { heard: true },
    });
  });

  it('is silent where nobody listens, and why is said', async () => {
    const gone = await serving({});
    servers.pop()?.close();
    const why = { silence: 'no connection (ECONNREFUSED)' };
    expect(await ask(gone, gone, gone)).toStrictEqual({
      prometheusReady: why,
      metrics: why,
      alertmanagerReady: why,
      machines: why,
      store: why,
    });
  });

  it('is silent where it hangs, after 4 seconds, whatever it has sent', { timeout: 15_000 }, async () => {
    const hung = await listening((request, response) => {
      if (request.url === '/metrics') response.writeHead(200).write('prometheus_tsdb_head_max_time_seconds 9');
    });
    const { metrics, prometheusReady, machines, store } = await ask(hung, hung);
    const why = { silence: 'no whole answer within 4 s' };
    expect([metrics, prometheusReady, machines, store]).toStrictEqual([why, why, why, undefined]);
  });

  it('is silent where something else answers', async () => {
    const other = await serving({ '/api/v1/query': [200, '<html>'], '/metrics': [401, 'who are you'] });
    const { metrics, store } = await ask(other, other, other);
    expect(metrics).toStrictEqual({ silence: 'HTTP status 401' });
    expect(store).toStrictEqual({ silence: 'HTTP status 200 and no JSON object: not a Prometheus' });
  });
});
