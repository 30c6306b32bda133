import { Histogram } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asking, addressOf, askAgent } from '../../src/health/ask.js';
import type { Protocol } from '../../src/health/route.js';
import type { Verdict } from '../../src/health/verdict.js';
import type { PortStanding } from '../../src/processes/standing.js';
import { nobody, type Peer, peer } from '../probes/peers.js';
import { agent } from './agents.js';

const open: Peer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function page(body: string): () => Promise<Peer> {
  return () =>
    peer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
    });
}

const silent = () => peer(() => {});
const nonsense = () => peer((socket) => socket.end('220 ready to receive mail\r\n'));
const own = page(JSON.stringify({ health_status: 'degraded', health_details: { port: 7200 } }));

function asking(standing: Asking['standing']): Asking {
  const durations = new Histogram({ name: 'd', help: 'd', labelNames: ['machine', 'protocol'], registers: [] });
  return { machine: 'alpha', timeoutMs: 300, answerBytes: 65_536, durations, standing };
}

interface Case {
  readonly name: string;
  readonly start: () => Promise<Peer>;
  readonly protocol: Protocol;
  readonly standing: PortStanding;
  readonly verdict: Verdict;
}

const cases: readonly Case[] = [
  { name: 'a word from the own process', start: page('ok'), protocol: 'http', standing: 'own', verdict: 'healthy' },
  { name: 'a word from who knows', start: page('ok'), protocol: 'http', standing: 'unknown', verdict: 'healthy' },
  { name: 'a word from another process', start: page('ok'), protocol: 'http', standing: 'other', verdict: 'imposter' },
  { name: 'an answer that names the agent', start: own, protocol: 'http', standing: 'other', verdict: 'degraded' },
  { name: 'silence of the own process', start: silent, protocol: 'zeromq', standing: 'own', verdict: 'hung' },
  { name: 'silence of another process', start: silent, protocol: 'zeromq', standing: 'other', verdict: 'imposter' },
  { name: 'nonsense of the own process', start: nonsense, protocol: 'zeromq', standing: 'own', verdict: 'invalid' },
  { name: 'nonsense of another process', start: nonsense, protocol: 'http', standing: 'other', verdict: 'imposter' },
  { name: 'a connect to the own process', start: silent, protocol: 'tcp', standing: 'own', verdict: 'unverified' },
  { name: 'a connect to another process', start: silent, protocol: 'tcp', standing: 'other', verdict: 'imposter' },
  { name: 'nobody', start: nobody, protocol: 'zeromq', standing: 'other', verdict: 'refused' },
];

describe('askAgent takes', () => {
  it.each(cases)('$name for $verdict', async ({ start, protocol, standing, verdict }) => {
    const someone = await start();
    open.push(someone);
    const route = { protocol, port: someone.port };
    const how = asking(async () => standing);
    expect(await askAgent(agent('A'), '127.0.0.1', route, how)).toMatchObject({ verdict });
    const { values } = await how.durations.get();
    expect(values).toContainEqual(expect.objectContaining({ labels: { machine: 'alpha', protocol }, value: 1 }));
  });

  it('a failed look at the port for no look', async () => {
    const someone = await page('ok')();
    open.push(someone);
    const how = asking(() => Promise.reject(new Error('too many open files')));
    const found = await askAgent(agent('A'), '127.0.0.1', { protocol: 'http', port: someone.port }, how);
    expect(found).toMatchObject({ verdict: 'healthy', identity: 'unclaimed' });
  });
});

describe('addressOf', () => {
  it.each([
    [undefined, '10.0.0.1'],
    ['0.0.0.0', '10.0.0.1'],
    ['::', '10.0.0.1'],
    ['*', '10.0.0.1'],
    ['10.0.0.7', '10.0.0.7'],
    ['localhost', 'localhost'],
  ])('an agent that binds to %s is reached at %s', (host, address) => {
    expect(addressOf(agent('A', { host }), '10.0.0.1')).toBe(address);
  });
});
