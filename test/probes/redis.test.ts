import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ReadyKeys } from '../../src/probes/redis.js';
import { nobody, type Peer, peer, stoppedAccepting } from './peers.js';

const password = 'correct horse';
let server: ChildProcess;
let folder: string;
let port: number;
let admin: Redis;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-redis-'));
  port = (await nobody()).port;
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', requirepass: password, daemonize: 'no' };
  const options = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, `${value}`]);
  server = spawn('redis-server', options, { stdio: 'ignore' });
  await Promise.race([
    listens(port),
    once(server, 'exit').then(([code]) => {
      throw new Error(`redis-server ended with ${code} before it listened`);
    }),
    once(server, 'error').then(([error]) => {
      throw new Error('these tests need redis-server on the PATH (Debian: redis-server)', { cause: error });
    }),
  ]);
  admin = new Redis({ host: '127.0.0.1', port, password });
});

afterAll(async () => {
  admin?.disconnect();
  if (server.exitCode === null && server.pid !== undefined) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  await admin.flushall();
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function listens(port: number): Promise<void> {
  const until = performance.now() + 10_000;
  while (performance.now() < until) {
    const socket = connect(port, '127.0.0.1');
    const accepted = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (accepted) return;
    await nextTurn();
  }
  throw new Error('redis-server did not listen within 10 s');
}

function keysOf(url: string, secret?: string, timeoutMs = 10_000): ReadyKeys {
  const keys = new ReadyKeys({ url, timeoutMs, ...(secret === undefined ? {} : { password: secret }) });
  open.push(keys);
  return keys;
}

const real = (): string => `redis://127.0.0.1:${port}`;
const at = (someone: Peer): string => `redis://127.0.0.1:${someone.port}`;

describe('ReadyKeys', () => {
  it('says of each agent which of its keys is there', async () => {
    await admin.set('agent:ready:Up', '{"ready":true}', 'EX', 300);
    await admin.set('agent:shutdown:Gone', '1');
    await admin.mset('agent:ready:Leaving', '', 'agent:shutdown:Leaving', '1');
    await admin.hset('agent:ready:Odd', 'a', 'hash');
    const answer = await keysOf(real(), password).read(['Up', 'Gone', 'Leaving', 'Odd', 'Never']);
    expect(answer).toEqual({
      kind: 'read',
      agents: new Map([
        ['Up', { ready: true, shutdown: false }],
        ['Gone', { ready: false, shutdown: true }],
        ['Leaving', { ready: true, shutdown: true }],
        ['Odd', { ready: false, shutdown: false }],
        ['Never', { ready: false, shutdown: false }],
      ]),
      seconds: expect.any(Number),
    });
  });

  it('reads more agents than fit into one command, in order', async () => {
    const names = Array.from({ length: 1_234 }, (_, i) => `Agent${i}`);
    const up = names.filter((_, i) => i % 3 === 0);
    await admin.mset(new Map(up.map((name) => [`agent:ready:${name}`, '1'])));
    const answer = await keysOf(real(), password).read(names);
    if (answer.kind !== 'read') throw new Error(answer.reason);
    expect([...answer.agents.keys()]).toEqual(names);
    expect([...answer.agents].filter(([, state]) => state.ready).map(([name]) => name)).toEqual(up);
  });

  it('reads nothing where nobody is asked for', async () => {
    expect(await keysOf(real(), password).read([])).toMatchObject({ kind: 'read', agents: new Map() });
  });

  it('keeps one connection for all reads, also for reads at the same time', async () => {
    const clients = async (): Promise<number> =>
      String(await admin.client('LIST'))
        .trim()
        .split('\n').length;
    const before = await clients();
    const keys = keysOf(real(), password);
    await Promise.all([keys.read(['A']), keys.read(['B'])]);
    await keys.read(['C']);
    expect(await clients()).toBe(before + 1);
  });

  it('reads again after the connection was lost', async () => {
    const keys = keysOf(real(), password);
    expect((await keys.read(['A'])).kind).toBe('read');
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    // The first read may still meet the dead connection; it says so and does not wait.
    await keys.read(['A']);
    expect((await keys.read(['A'])).kind).toBe('read');
  });

  it.each([
    ['no password', undefined],
    ['a wrong password', 'wrong horse'],
  ])('with %s: unreachable', async (_, secret) => {
    const answer = await keysOf(real(), secret).read(['A']);
    expect(answer).toMatchObject({ kind: 'unreachable', reason: 'password refused' });
    expect(JSON.stringify(answer)).not.toContain('horse');
  });

  it.each<[string, () => Promise<Peer>, string, number]>([
    ['nobody', nobody, 'connection refused', 10_000],
    ['a server that closes', () => peer((socket) => socket.end()), 'connection closed or not Redis', 10_000],
    [
      'a server that speaks nonsense',
      () => peer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'connection closed or not Redis',
      10_000,
    ],
    ['a silent server', () => peer(() => {}), 'no answer in time', 300],
    ['a server that no longer accepts', stoppedAccepting, 'no answer in time', 300],
  ])('with %s: unreachable', async (_, start, reason, timeoutMs) => {
    const someone = await start();
    if (start !== nobody) open.push(someone);
    const answer = await keysOf(at(someone), undefined, timeoutMs).read(['A']);
    expect(answer).toMatchObject({ kind: 'unreachable', reason });
  });

  it('ends a read under way when it is closed', async () => {
    const silent = await peer(() => keys.close());
    open.push(silent);
    const keys = keysOf(at(silent));
    expect(await keys.read(['A'])).toMatchObject({ kind: 'unreachable' });
  });
});
