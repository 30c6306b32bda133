import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { OpenProcessStats } from '../../src/system/openProcessStats.js';

const children: ChildProcess[] = [];

async function sleeper(): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return { child, pid: child.pid ?? 0 };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
});

const openFiles = (): number => readdirSync('/proc/self/fd').length;

describe('OpenProcessStats', () => {
  it('reads a process anew each time', async () => {
    const stats = new OpenProcessStats('/proc');
    const first = stats.read(process.pid);
    for (const until = performance.now() + 60; performance.now() < until; );
    const second = stats.read(process.pid);
    if (typeof first !== 'object' || typeof second !== 'object') throw new Error('this process cannot be read');
    expect(second.pid).toBe(process.pid);
    expect(second.userTicks + second.systemTicks).toBeGreaterThan(first.userTicks + first.systemTicks);
    stats.forget(process.pid);
  });

  it('knows at once that a process has ended, and gives its descriptor back', async () => {
    const { child, pid } = await sleeper();
    const stats = new OpenProcessStats('/proc');
    const before = openFiles();
    expect(stats.read(pid)).toMatchObject({ pid, command: 'sleep' });
    expect(openFiles()).toBe(before + 1);
    await end(child);
    expect(stats.read(pid)).toBeUndefined();
    expect(openFiles()).toBe(before);
  });

  it('keeps only those in sight that it is told to', async () => {
    const stats = new OpenProcessStats('/proc');
    const sleepers = [await sleeper(), await sleeper(), await sleeper()];
    const before = openFiles();
    for (const { pid } of sleepers) stats.read(pid);
    stats.retain(new Set([sleepers[1]?.pid ?? 0]));
    expect(openFiles()).toBe(before + 1);
    stats.retain(new Set());
    expect(openFiles()).toBe(before);
  });

  it('says nothing of a process that never was', () => {
    expect(new OpenProcessStats('/proc').read(2 ** 22 + 1)).toBeUndefined();
  });
});
