import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connections } from '../../src/sockets/connections.js';
import { ProcTree } from '../processes/procTree.js';
import { socket } from './socketLines.js';

let tree: ProcTree;
let connections: Connections;
beforeEach(() => {
  tree = new ProcTree();
  connections = new Connections(tree.root);
});
afterEach(() => tree.close());

async function attribute(inodes: readonly number[], pids: Readonly<Record<number, string>>) {
  const agentPids = new Map(Object.entries(pids).map(([pid, agent]) => [Number(pid), agent]));
  const { byAgent, denied } = await connections.attribute(
    inodes.map((inode) => socket({ inode })),
    agentPids,
  );
  return { ...Object.fromEntries([...byAgent].map(([agent, own]) => [agent, own.map(({ inode }) => inode)])), denied };
}

describe('sockets belong', () => {
  it('to the agent whose process or worker has them, and to nobody else', async () => {
    tree.set({ pid: 10, sockets: [100, 101] });
    tree.set({ pid: 11, parent: 10, sockets: [102] });
    tree.set({ pid: 30, sockets: [300] });
    expect(await attribute([100, 101, 102, 300, 0], { 10: 'Router', 11: 'Router' })).toEqual({
      Router: [100, 101, 102],
      denied: 0,
    });
  });

  it('to an agent that began after they were first seen', async () => {
    tree.set({ pid: 10, sockets: [100] });
    tree.set({ pid: 20, sockets: [200] });
    expect(await attribute([100, 200], { 10: 'Router' })).toEqual({ Router: [100], denied: 0 });
    expect(await attribute([100, 200], { 10: 'Router', 20: 'Planner' })).toEqual({
      Router: [100],
      Planner: [200],
      denied: 0,
    });
  });

  it('to the worker that is left when the process ends that had them first', async () => {
    tree.set({ pid: 10, sockets: [100] });
    tree.set({ pid: 11, sockets: [100] });
    await attribute([100], { 10: 'Router', 11: 'Router' });
    tree.remove(10);
    expect(await attribute([100], { 11: 'Router' })).toEqual({ Router: [100], denied: 0 });
  });

  it('to the process as what it is now known', async () => {
    tree.set({ pid: 10, sockets: [100] });
    await attribute([100], { 10: 'Router' });
    expect(await attribute([100], { 10: 'Planner' })).toEqual({ Planner: [100], denied: 0 });
  });

  it('to nobody where the process has ended', async () => {
    expect(await attribute([100], { 10: 'Router' })).toEqual({ denied: 0 });
  });

  it('to nobody who may be seen where the process is another user’s, which is counted', async () => {
    tree.set({ pid: 10, sockets: [100] });
    tree.deny(10, 'fd');
    if (process.getuid?.() === 0) process.seteuid?.(65_534);
    try {
      expect(await attribute([100], { 10: 'Router' })).toEqual({ denied: 1 });
      expect(await attribute([100], { 10: 'Router' })).toEqual({ denied: 1 });
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0);
    }
    expect(await attribute([100, 101], { 10: 'Router' })).toEqual({ Router: [100], denied: 0 });
  });
});
