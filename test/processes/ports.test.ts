import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Listeners } from '../../src/processes/listeners.js';
import { PortEvidence } from '../../src/processes/portEvidence.js';
import { RestartCounter } from '../../src/processes/restarts.js';
import { standingOf } from '../../src/processes/standing.js';
import { ProcessTable } from '../../src/processes/table.js';
import { ProcessWatch } from '../../src/processes/watch.js';
import { agent } from '../health/agents.js';
import { ProcTree } from './procTree.js';

const root = '/srv/alpha';
const loopback = '127.0.0.1';
const router = agent('Router', { port: 7200 });
const planner = agent('Planner', { port: 7210 });

let tree: ProcTree;
let now = 0;
beforeEach(() => {
  tree = new ProcTree();
  now = 1_000_000;
});
afterEach(() => tree.close());

const script = (name: string) => ['python3', `${root}/agents/${name}.py`];

describe('port evidence', () => {
  let table: ProcessTable;
  let evidence: PortEvidence;
  beforeEach(() => {
    table = new ProcessTable(tree.root, () => now);
    table.setAgents(root, [router, planner]);
    evidence = new PortEvidence(tree.root, () => now);
  });

  /** The processes that stand for the router and the planner by their ports. */
  async function found(): Promise<Record<string, string>> {
    const matches = await evidence.find([router, planner], loopback, await table.scan());
    return Object.fromEntries(
      [...matches].map(([name, { stat, match }]) => [name, `${stat.pid}${match.drift ? ' (drift)' : ''}`]),
    );
  }

  it.each([
    { port: 7200, what: 'the request port' },
    { port: 8200, what: 'the health port' },
  ])('is who listens on $what', async ({ port }) => {
    tree.set({ pid: 10, argv: ['node', 'server.js'], sockets: [900] });
    tree.listen({ port, inode: 900 });
    expect(await found()).toEqual({ Router: '10' });
  });

  it.each([
    { address: '0.0.0.0', is: { Router: '10' } },
    { address: '127.0.0.2', is: {} },
  ])('of a listener on $address is $is', async ({ address, is }) => {
    tree.set({ pid: 10, argv: ['node', 'server.js'], sockets: [900] });
    tree.listen({ port: 7200, inode: 900, address });
    expect(await found()).toEqual(is);
  });

  it('tells that an interpreter runs something else than configured', async () => {
    tree.set({ pid: 10, argv: ['python3', '/opt/old/router.py'], sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    expect(await found()).toEqual({ Router: '10 (drift)' });
  });

  it.each([
    { who: 'a process that is another agent', process: { pid: 11, argv: script('planner') } },
    { who: 'a process that works for another agent', process: { pid: 11, parent: 10, argv: ['ffmpeg'] } },
  ])('is never $who', async ({ process }) => {
    tree.set({ pid: 10, argv: script('planner') });
    tree.set({ ...process, sockets: [900] });
    tree.listen({ port: 8200, inode: 900 });
    expect(await found()).toEqual({});
  });

  it('is not taken from nobody', async () => {
    tree.listen({ port: 7200, inode: 900 });
    expect(await found()).toEqual({});
  });

  it('goes when the process goes, its pid is reused, or it dies', async () => {
    const server = { pid: 10, argv: ['node', 'server.js'], sockets: [900] };
    tree.listen({ port: 7200, inode: 900 });
    const changes = [
      () => tree.remove(10),
      () => tree.set({ ...server, startTicks: 999_000 }),
      () => tree.set({ ...server, state: 'Z' }),
    ];
    for (const change of changes) {
      tree.set(server);
      now += 60_000;
      expect(await found()).toEqual({ Router: '10' });
      change();
      now += 1000;
      expect(await found()).toEqual({});
    }
  });

  it('gives way when the process turns out to be another agent', async () => {
    const server = { pid: 10, argv: ['sh', 'start.sh'], sockets: [900] };
    tree.listen({ port: 7200, inode: 900 });
    tree.set(server);
    expect(await found()).toEqual({ Router: '10' });
    tree.set({ ...server, argv: script('planner') });
    now += 6000;
    expect(await found()).toEqual({});
  });

  it('is forgotten with the fleet that it was found for', async () => {
    tree.set({ pid: 10, argv: ['node', 'server.js'], sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    expect(await found()).toEqual({ Router: '10' });
    tree.listen();
    evidence.clear();
    expect(await found()).toEqual({});
  });
});

describe('listeners', () => {
  it('are found by address, the particular one before any', async () => {
    tree.set({ pid: 10, sockets: [900] });
    tree.set({ pid: 11, sockets: [901] });
    tree.listen({ port: 7200, inode: 900, address: '0.0.0.0' }, { port: 7200, inode: 901 });
    const listeners = new Listeners(tree.root, () => now);
    expect(await listeners.ownerOf('127.0.0.1', 7200)).toBe(11);
    expect(await listeners.ownerOf('127.0.0.9', 7200)).toBe(10);
    expect(await listeners.ownerOf('127.0.0.1', 7201)).toBeUndefined();
  });

  it('whose owner cannot be seen have none', async () => {
    tree.listen({ port: 7200, inode: 900 });
    const listeners = new Listeners(tree.root, () => now);
    expect(await listeners.ownerOf(loopback, 7200)).toBeUndefined();
  });

  it('are read again after a while', async () => {
    const listeners = new Listeners(tree.root, () => now);
    expect(await listeners.ownerOf(loopback, 7200)).toBeUndefined();
    tree.set({ pid: 10, sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    expect(await listeners.ownerOf(loopback, 7200)).toBeUndefined();
    now += 5000;
    expect(await listeners.ownerOf(loopback, 7200)).toBe(10);
    tree.remove(10);
    tree.listen({ port: 7200, inode: 901 });
    tree.set({ pid: 11, sockets: [901] });
    now += 5000;
    expect(await listeners.ownerOf(loopback, 7200)).toBe(11);
  });

  it('are taken from their owner itself for a minute, while it has the socket', async () => {
    tree.set({ pid: 10, sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    const listeners = new Listeners(tree.root, () => now);
    expect(await listeners.ownerOf(loopback, 7200)).toBe(10);
    tree.listen();
    now += 59_000;
    expect(await listeners.ownerOf(loopback, 7200)).toBe(10);
    now += 1000;
    expect(await listeners.ownerOf(loopback, 7200)).toBeUndefined();
  });

  it('left by their owner to a child are the child’s', async () => {
    tree.set({ pid: 10, sockets: [900] });
    tree.set({ pid: 11, parent: 10, sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    const listeners = new Listeners(tree.root, () => now);
    expect(await listeners.ownerOf(loopback, 7200)).toBe(10);
    tree.remove(10);
    expect(await listeners.ownerOf(loopback, 7200)).toBe(11);
    tree.set({ pid: 11, startTicks: 999_000 });
    expect(await listeners.ownerOf(loopback, 7200)).toBeUndefined();
  });

  it('are found for many who ask at the same time', async () => {
    const ports = Array.from({ length: 50 }, (_, index) => 7000 + index);
    tree.listen(...ports.map((port) => ({ port, inode: port + 1000 })));
    for (const port of ports) tree.set({ pid: port, sockets: [port + 1000] });
    const listeners = new Listeners(tree.root, () => now);
    const owners = await Promise.all(ports.map((port) => listeners.ownerOf(loopback, port)));
    expect(owners).toEqual(ports);
  });
});

describe('the standing of a port', () => {
  async function standing(port: number): Promise<string> {
    const watch = new ProcessWatch({ procRoot: tree.root, now: () => now, restarts: new RestartCounter('/nowhere') });
    watch.setAgents(root, loopback, [router, planner]);
    await watch.scan();
    return standingOf('Router', loopback, port, new Listeners(tree.root, () => now), watch);
  }

  it.each([
    { name: 'of the agent', owner: { pid: 20, argv: script('router') }, is: 'own' },
    { name: 'of its worker', owner: { pid: 21, parent: 10, argv: ['node'] }, is: 'own' },
    { name: 'of another agent', owner: { pid: 20, argv: script('planner') }, is: 'other' },
    { name: 'of a stranger', owner: { pid: 20, argv: ['nc', '-l', '7200'] }, is: 'other' },
  ])('$name is $is', async ({ owner, is }) => {
    tree.set({ pid: 10, argv: script('router') });
    tree.set({ ...owner, sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    expect(await standing(7200)).toBe(is);
  });

  it('of a stranger is unknown where the agent’s own process is not known', async () => {
    tree.set({ pid: 20, argv: ['nc', '-l', '7200'], sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    expect(await standing(7200)).toBe('unknown');
  });

  it('of nobody who can be seen is unknown', async () => {
    tree.set({ pid: 10, argv: script('router') });
    expect(await standing(7200)).toBe('unknown');
  });

  it('of an agent that has restarted since the last scan is its own', async () => {
    tree.set({ pid: 10, argv: script('router') });
    const watch = new ProcessWatch({ procRoot: tree.root, now: () => now, restarts: new RestartCounter('/nowhere') });
    watch.setAgents(root, loopback, [router, planner]);
    await watch.scan();
    tree.remove(10);
    tree.set({ pid: 30, argv: script('router'), sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    const listeners = new Listeners(tree.root, () => now);
    expect(await standingOf('Router', loopback, 7200, listeners, watch)).toBe('own');
  });
});
