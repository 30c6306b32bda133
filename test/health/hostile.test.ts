import { once } from 'node:events';
import { createServer } from 'node:http';
import { Histogram } from 'prom-client';
import { afterEach, expect, it, vi } from 'vitest';
import type { Agent } from '../../src/fleet/model.js';
import { askAgent } from '../../src/health/ask.js';
import type { Verdict } from '../../src/health/verdict.js';
import { HealthWatch } from '../../src/health/watch.js';
import { drip, nobody, type Peer, peer, portOf, pour, stoppedAccepting } from '../probes/peers.js';
import { delimiter, frameHeader, greeting, ready } from '../probes/zmtp.js';
import { agent } from './agents.js';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const gigabyte = 2 ** 30;
const block = Buffer.alloc(64 * 1024, '{"status": "ok", ');

/** Who answers, in which way it was known to answer, and what has to come of it. */
interface Hostile {
  readonly name: string;
  readonly protocol: 'zeromq' | 'http';
  readonly start: () => Promise<Peer>;
  readonly verdict: Verdict;
}

const hostile: readonly Hostile[] = [
  { name: 'Gone', protocol: 'zeromq', start: nobody, verdict: 'refused' },
  { name: 'Hung', protocol: 'zeromq', start: () => peer(() => {}), verdict: 'hung' },
  { name: 'HungHttp', protocol: 'http', start: () => peer(() => {}), verdict: 'hung' },
  { name: 'StoppedAccepting', protocol: 'zeromq', start: stoppedAccepting, verdict: 'hung' },
  {
    name: 'HungAfterHandshake',
    protocol: 'zeromq',
    start: () => peer((socket) => socket.write(Buffer.concat([greeting, ready('REP')]))),
    verdict: 'hung',
  },
  {
    name: 'EndlessHttp',
    protocol: 'http',
    start: () =>
      peer((socket) => {
        socket.write(`${head}\r\n{"status": "ok"`);
        drip(socket, () => ' ');
      }),
    verdict: 'hung',
  },
  {
    name: 'GigabyteHttp',
    protocol: 'http',
    start: () =>
      peer((socket) => {
        socket.write(`${head}\r\n`);
        void pour(socket, block, gigabyte);
      }),
    verdict: 'invalid',
  },
  {
    name: 'GigabyteZeromq',
    protocol: 'zeromq',
    start: () =>
      peer((socket) => {
        socket.write(Buffer.concat([greeting, ready('REP'), delimiter, frameHeader(gigabyte, false)]));
        void pour(socket, block, gigabyte);
      }),
    verdict: 'invalid',
  },
  {
    name: 'BrokenJson',
    protocol: 'http',
    start: () => peer((socket) => socket.once('data', () => socket.end(`${head}\r\n{"health_status": "hea`))),
    verdict: 'invalid',
  },
  {
    name: 'Nonsense',
    protocol: 'zeromq',
    start: () => peer((socket) => socket.write('no ZeroMQ at all, but long enough for a greeting of 64 bytes or more')),
    verdict: 'invalid',
  },
  {
    name: 'DiesInTheMiddle',
    protocol: 'http',
    start: () =>
      peer((socket) => {
        socket.once('data', () => {
          socket.write(`${head}Content-Length: 5000\r\n\r\n{"health_status": "healthy"`, () =>
            socket.resetAndDestroy(),
          );
        });
      }),
    verdict: 'invalid',
  },
  {
    name: 'DiesInTheHandshake',
    protocol: 'zeromq',
    start: () => peer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    verdict: 'invalid',
  },
];

/** A web server of a healthy agent. */
async function healthyAgent(name: string, port: number): Promise<Agent> {
  const body = JSON.stringify({ health_status: 'healthy', health_details: { port } });
  const server = createServer((_, response) => response.end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return agent(name, { port, healthCheckPort: portOf(server.address()) });
}

it('ends each probe of a hostile agent as its verdict, and keeps nobody else waiting', async () => {
  const peers = await Promise.all(
    hostile.map(async ({ name, start }, index) => {
      const someone = await start();
      closing.push(() => someone.close());
      return agent(name, { port: 7000 + index, healthCheckPort: someone.port });
    }),
  );
  const healthy = await Promise.all(['Well0', 'Well1', 'Well2'].map((name, index) => healthyAgent(name, 7100 + index)));
  const ended: string[] = [];
  const durations = new Histogram({ name: 'd', help: 'd', labelNames: ['machine', 'protocol'], registers: [] });
  const watch = new HealthWatch({
    httpPortOffset: 1,
    concurrency: 256,
    // Said, so that no port is asked that the test does not own.
    protocolOf: ({ name }) => hostile.find((each) => each.name === name)?.protocol ?? 'http',
    ask: async (asked, route) => {
      const judgement = await askAgent(
        asked,
        '127.0.0.1',
        { ...route, port: asked.healthCheckPort },
        {
          machine: 'alpha',
          timeoutMs: 1000,
          answerBytes: 65_536,
          durations,
          standing: async () => 'unknown',
        },
      );
      ended.push(asked.name);
      return judgement;
    },
    now: Date.now,
    onTransition: () => {},
    onRoute: () => {},
  });
  closing.push(() => watch.stop());
  const all = [...peers, ...healthy];
  // All are asked at the same moment, the hostile ones first.
  watch.setAgents(all, { intervalSeconds: 3, retries: 1, retryDelaySeconds: 60 }, new Map());
  for (const { name } of all) watch.poke(name);

  const told = () => Object.fromEntries(all.map(({ name }) => [name, watch.health(name).verdict]));
  const wanted = {
    ...Object.fromEntries(hostile.map(({ name, verdict }) => [name, verdict])),
    ...Object.fromEntries(healthy.map(({ name }) => [name, 'healthy'])),
  };
  await vi.waitFor(() => expect(told()).toEqual(wanted), { timeout: 10_000, interval: 20 });

  const firstHung = Math.min(
    ...hostile.filter(({ verdict }) => verdict === 'hung').map(({ name }) => ended.indexOf(name)),
  );
  for (const { name } of healthy) expect(ended.indexOf(name)).toBeLessThan(firstHung);
  for (const { name } of hostile) expect(watch.health(name).reason).not.toMatch(/status|hea\b|greeting/);
});
