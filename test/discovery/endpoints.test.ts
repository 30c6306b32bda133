import { afterEach, describe, expect, it } from 'vitest';
import { type Candidate, findEndpoints } from '../../src/discovery/endpoints.js';
import { agent } from '../health/agents.js';
import { nobody, type Peer, peer } from '../probes/peers.js';

const open: Peer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const metrics = '# HELP requests_total Requests.\n# TYPE requests_total counter\nrequests_total{path="/a b"} 3\n';

function server(body: string, contentType = 'text/plain; version=0.0.4', status = '200 OK'): () => Promise<Peer> {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return () => peer((socket) => socket.once('data', () => socket.end(`${head}\r\n${body}`)));
}

async function candidate(start: () => Promise<Peer>, named = false, name = 'A'): Promise<Candidate> {
  const someone = await start();
  open.push(someone);
  return { agent: agent(name), host: '127.0.0.1', port: someone.port, path: '/metrics', named };
}

async function find(...candidates: Candidate[]): Promise<string[]> {
  const found = await findEndpoints(candidates, 300, new AbortController().signal);
  return found.map((endpoint) => endpoint.agent);
}

describe('an endpoint', () => {
  it.each<{ what: string; start: () => Promise<Peer>; is: boolean; named?: boolean }>([
    { what: 'a page of metrics', start: server(metrics), is: true },
    { what: 'samples without comments', start: server('up 1\n\nload1 0.25 1712000000000\n'), is: true },
    { what: 'every kind of number', start: server('a 1e+06\nb NaN\nc +Inf\nd{e="f"} -0.5\n'), is: true },
    {
      what: 'OpenMetrics',
      start: server('# TYPE a counter\na_total 1 # {id="7"} 1\n# EOF\n', 'application/openmetrics-text; version=1.0.0'),
      is: true,
    },
    { what: 'a page longer than is looked at', start: server(metrics.repeat(2000)), is: true },
    { what: 'an empty page', start: server(''), is: false },
    { what: 'comments only', start: server('# EOF\n'), is: false },
    { what: 'prose with a line like a sample', start: server('Welcome to agent A.\nUptime 12\n'), is: false },
    { what: 'prose with a word after a word', start: server('Agent Nora\n'), is: false },
    { what: 'HTML', start: server('<html>\n</html>\n', 'text/html'), is: false },
    { what: 'metrics that call themselves HTML', start: server(metrics, 'text/html'), is: false },
    { what: 'JSON', start: server('{"status": "ok"}\n', 'application/json'), is: false },
    { what: 'JSON that calls itself text', start: server('{\n"up": 1\n}\n'), is: false },
    { what: 'no such page', start: server(metrics, 'text/plain', '404 Not Found'), is: false },
    { what: 'a silent port', start: () => peer(() => {}), is: false },
    { what: 'nobody', start: nobody, is: false },
    { what: 'nobody, but named in the settings', start: nobody, is: true, named: true },
  ])('$what: $is', async ({ start, is, named }) => {
    expect(await find(await candidate(start, named))).toEqual(is ? ['A'] : []);
  });

  it('tells where to scrape', async () => {
    const one = await candidate(server(metrics));
    expect(await findEndpoints([one], 300, new AbortController().signal)).toEqual([
      { agent: 'A', host: '127.0.0.1', port: one.port, path: '/metrics' },
    ]);
  });

  it('keeps the order of the candidates, whoever answers first', async () => {
    const hung = await candidate(() => peer(() => {}), true, 'Named');
    const others = await Promise.all(
      Array.from({ length: 9 }, (_, index) => candidate(server(metrics), index === 4, `A${index}`)),
    );
    expect(await find(...others, hung)).toEqual(['A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'Named']);
  });

  it('is not looked for after the search was given up', async () => {
    let asked = 0;
    const one = await candidate(() => peer(() => asked++));
    expect(await findEndpoints([one, one, one], 5000, AbortSignal.abort())).toEqual([]);
    expect(asked).toBe(0);
  });

  it('does not outlast the search', async () => {
    const giveUp = new AbortController();
    const one = await candidate(() => peer(() => giveUp.abort()));
    expect(await findEndpoints([one, one], 60_000, giveUp.signal)).toEqual([]);
  });
});
