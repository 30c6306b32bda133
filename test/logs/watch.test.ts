import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileCaller } from '../../src/logs/fileCaller.js';
import { FileThreads } from '../../src/logs/fileThreads.js';
import { logFindings } from '../../src/logs/findings.js';
import type { AgentLogs, LogView } from '../../src/logs/view.js';
import { LogWatch } from '../../src/logs/watch.js';
import { temporaryOnDisk } from '../temporaryOnDisk.js';
import { hangingPlace } from './hangingThread.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

let logs: string;
beforeEach(() => {
  const root = mkdtempSync(join(temporaryOnDisk, 'logs-'));
  ends.push(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'real'));
  // Configured by a link, as deployments by release do.
  symlinkSync('real', join(root, 'logs'));
  logs = join(root, 'logs');
});

function watchOver(
  directory = logs,
  agentOf = async (_pid: number): Promise<string | undefined> => undefined,
  caller = new FileCaller(),
): LogWatch {
  const watch = new LogWatch({
    procRoot: '/proc',
    directory,
    caller,
    agentOf,
    now: Date.now,
    elapsed: () => performance.now(),
    scanEverySeconds: 0,
  });
  watch.setAgents(['Planner', 'Hub']);
  ends.push(async () => {
    watch.stop();
    await caller.stop();
  });
  return watch;
}

function write(name: string, bytes: number): void {
  mkdirSync(join(logs, name, '..'), { recursive: true });
  writeFileSync(join(logs, name), Buffer.alloc(bytes, 'x'));
}

function hold(name: string, flags: string): number {
  const fd = openSync(join(logs, name), flags);
  ends.push(() => closeSync(fd));
  return fd;
}

function logsOf(view: LogView, agent: string): AgentLogs {
  const found = view.agents.find((one) => one.agent === agent);
  if (found === undefined) throw new Error(`no ${agent}`);
  return found;
}

const limits = { maxFileBytes: 100_000, maxDeletedBytes: 100_000 };
const codesOf = (view: LogView) =>
  logFindings('alpha', view, limits, Date.now() / 1000).map(({ code, agent }) => `${code} ${agent ?? '-'}`);

/** This very process stands for the agent's. */
const planner = async (pid: number) => (pid === process.pid ? 'Planner' : undefined);

describe('the logs of a machine', () => {
  it('are counted agent by agent, from the first look on', async () => {
    write('Planner.log', 50_000);
    write('planner.log.1', 60_000);
    write('nobody.log', 70_000);
    const view = await watchOver().look();
    expect(logsOf(view, 'Planner').tally).toMatchObject({ files: 2, largestFile: 'Planner.log' });
    expect(logsOf(view, 'Planner').tally.diskBytes).toBeGreaterThanOrEqual(110_000);
    expect(logsOf(view, 'Planner').rotatedAt).toBeGreaterThan(0);
    expect(logsOf(view, 'Hub')).toMatchObject({ tally: { files: 0, diskBytes: 0, lastWriteAt: 0 }, writtenBytes: 0 });
    expect(view.tree).toMatchObject({
      files: 3,
      unowned: { files: 1 },
      passedAt: expect.closeTo(Date.now() / 1000, -2),
    });
    expect(codesOf(view)).toEqual(['log-orphan -']);
  });

  it('grow, and are cut', async () => {
    write('Hub.log', 1000);
    const watch = watchOver();
    await watch.look();
    write('Hub.log', 1500);
    expect(logsOf(await watch.look(), 'Hub')).toMatchObject({ writtenBytes: 500, rotatedAt: 0 });
    truncateSync(join(logs, 'Hub.log'), 0);
    write('Hub.log', 20);
    expect(logsOf(await watch.look(), 'Hub')).toMatchObject({ writtenBytes: 520, rotatedAt: 0 });
    renameSync(join(logs, 'Hub.log'), join(logs, '..', 'archived'));
    write('Hub.log', 30);
    expect(logsOf(await watch.look(), 'Hub')).toMatchObject({
      writtenBytes: 550,
      rotatedAt: expect.closeTo(Date.now() / 1000, -2),
    });
  });

  it('are too large where nobody rotates them', async () => {
    write('Hub.log', 150_000);
    const watch = watchOver();
    expect(codesOf(await watch.look())).toEqual(['log-oversize Hub']);
    write('Hub.log.1', 10);
    expect(codesOf(await watch.look())).toEqual([]);
  });

  it('are missed where there is no directory', async () => {
    const watch = watchOver(join(logs, 'none'));
    const view = await watch.look();
    expect(view.tree).toMatchObject({ files: 0, gaps: { failed: 1 } });
    expect(codesOf(view)).toEqual(['log-unread -']);
    mkdirSync(join(logs, 'none'));
    expect((await watch.look()).tree.gaps.failed).toBe(0);
  });

  it('are raced by a writer that does not append', async () => {
    write('Planner.log', 100);
    const appending = hold('Planner.log', 'a');
    expect(appending).toBeGreaterThan(0);
    const watch = watchOver(logs, planner);
    expect(codesOf(await watch.look())).toEqual([]);
    hold('Planner.log', 'r+');
    expect(codesOf(await watch.look())).toEqual(['log-race Planner']);
  });

  it('are written on after they were put aside', async () => {
    hold('Hub.log', 'a');
    const watch = watchOver();
    expect(codesOf(await watch.look())).toEqual([]);
    renameSync(join(logs, 'Hub.log'), join(logs, 'Hub.log.1'));
    expect(codesOf(await watch.look())).toEqual(['log-rotated-open Hub']);
    renameSync(join(logs, 'Hub.log.1'), join(logs, 'Hub.log.1.gz'));
    expect(codesOf(await watch.look())).toEqual([]);
  });

  it('belong to the agent that writes them, whatever they are called', async () => {
    hold('debug.txt', 'a');
    const watch = watchOver(logs, planner);
    const view = await watch.look();
    expect(logsOf(view, 'Planner').tally.files).toBe(1);
    expect(view.tree.unowned.files).toBe(0);
  });

  it('are held open when they were deleted', async () => {
    write('Planner.log', 150_000);
    hold('Planner.log', 'a');
    hold('Planner.log', 'r');
    rmSync(join(logs, 'Planner.log'));
    const view = await watchOver(logs, planner).look();
    const mine = logsOf(view, 'Planner').deleted.filter(({ path }) => path.endsWith('/real/Planner.log'));
    expect(mine).toEqual([{ pid: process.pid, path: expect.any(String), diskBytes: expect.any(Number) }]);
    expect(mine[0]?.diskBytes).toBeGreaterThanOrEqual(150_000);
    expect(codesOf(view)).toEqual(['log-deleted-open Planner']);
  });

  it('are not held where they have another name left', async () => {
    write('Planner.log', 150_000);
    hold('Planner.log', 'a');
    renameSync(join(logs, 'Planner.log'), join(logs, 'other'));
    const view = await watchOver(logs, planner).look();
    expect(logsOf(view, 'Planner').deleted.filter(({ path }) => path.includes('/real/'))).toEqual([]);
  });

  it('of a large tree are counted over many slices', async () => {
    for (let index = 0; index < 4000; index++) write(`Planner/${index % 40}/${index}.log`, 1);
    const watch = watchOver();
    const first = await watch.look();
    expect(first.tree.files).toBeGreaterThan(0);
    await vi.waitFor(async () => expect((await watch.look()).tree.files).toBe(4000), {
      timeout: 20_000,
      interval: 250,
    });
  });
});

describe('a directory that may not be entered', () => {
  it('is a gap, and all else is counted', async () => {
    write('Planner.log', 10);
    write('closed/Hub.log', 10);
    chmodSync(join(logs, 'closed'), 0);
    chmodSync(join(logs, '..'), 0o755);
    // Root is refused nothing, so the watch runs as a user who is.
    if (process.getuid?.() === 0) process.seteuid?.(65_534);
    ends.push(() => {
      if (process.getuid?.() === 0) process.seteuid?.(0);
    });
    const view = await watchOver().look();
    expect(view.tree).toMatchObject({ files: 1, gaps: { denied: 1 } });
    expect(view.unseenProcesses).toBeGreaterThan(0);
    expect(codesOf(view)).toEqual(['log-unread -']);
  });
});

describe('a directory on a file system that hangs', () => {
  it('leaves all agents their series, and all else its answers', async () => {
    const place = hangingPlace();
    ends.push(() => place.remove());
    const caller = new FileCaller({ threads: new FileThreads(place.startThread), deadlineMs: 100 });
    ends.push(() => place.release());
    const watch = watchOver(place.path, undefined, caller);
    const view = await watch.look();
    expect(view.agents.map(({ agent, tally }) => [agent, tally.files])).toEqual([
      ['Planner', 0],
      ['Hub', 0],
    ]);
    expect(view.tree.passedAt).toBe(0);
    expect(caller.hangs()).toBe(true);
    place.release();
    await vi.waitFor(async () => expect((await watch.look()).tree.passedAt).toBeGreaterThan(0), { timeout: 5000 });
  });
});
