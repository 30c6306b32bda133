import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteRunning, settleLeftBehind } from '../../../src/changes/command/leftBehind.js';
import { type Order, orderOf } from '../../../src/changes/command/order.js';
import { BoundedOutput } from '../../../src/changes/command/output.js';
import { runCommand } from '../../../src/changes/command/run.js';
import { command } from '../making.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'run-')));
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

function order(text: string, changes: Partial<Order> = {}): Order {
  return { file: '/bin/sh', arguments: ['-c', text], directory: folder, deadlineSeconds: 20, home: folder, ...changes };
}

describe('runCommand', () => {
  const ends: [name: string, order: Partial<Order>, end: object][] = [
    ['an end', { arguments: ['-c', 'exit 3'] }, { kind: 'exited', code: 3 }],
    ['a signal', { arguments: ['-c', 'kill -KILL $$'] }, { kind: 'killed', signal: 'SIGKILL' }],
    [
      'no such program',
      { file: '/no/such/program' },
      { kind: 'not-started', reason: 'there is no program /no/such/program' },
    ],
    [
      'no such program in the search path',
      { file: 'no-such-program' },
      {
        kind: 'not-started',
        reason: 'there is no program `no-such-program` in /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      },
    ],
    ['a program that is none', { file: '/etc/passwd' }, { kind: 'not-started', reason: 'spawn /etc/passwd EACCES' }],
    [
      'no such folder',
      { directory: '/no/such/folder' },
      { kind: 'not-started', reason: 'there is no folder /no/such/folder' },
    ],
    ['the deadline', { arguments: ['-c', 'sleep 30'], deadlineSeconds: 0.1 }, { kind: 'timed-out', seconds: 0.1 }],
  ];
  it.each(ends)('tells %s', async (_name, changes, end) => {
    expect((await runCommand(order('', changes), never)).end).toMatchObject(end);
  });

  it('gives three variables and nothing else of its own environment', async () => {
    process.env.FLEETWATCH_TEST_CANARY = 'here';
    const { output } = await runCommand(order('', { file: '/usr/bin/env', arguments: [] }), never);
    delete process.env.FLEETWATCH_TEST_CANARY;
    expect(output.trim().split('\n').sort()).toEqual([
      `HOME=${folder}`,
      'LANG=C.UTF-8',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ]);
  });

  it('starts no shell: arguments are what they are', async () => {
    const words = ['$(touch made)', '`id`', '; touch made', '"', "'", '\n', '*', '{a}'];
    const { output } = await runCommand(order('', { file: '/usr/bin/printf', arguments: ['%s\\0', ...words] }), never);
    expect(output.split('\0').slice(0, -1)).toEqual(words);
  });

  it('ends the whole process group at the deadline, also what ignores a request', async () => {
    const stubborn = `trap '' TERM; (trap '' TERM; while :; do sleep 0.05; echo alive >> beats; done) & wait`;
    await runCommand(order(stubborn, { deadlineSeconds: 0.3 }), never);
    const beats = () => readFile(join(folder, 'beats'), 'utf8').catch(() => '');
    const before = await beats();
    expect(before).not.toBe('');
    await expect.poll(async () => (await beats()) === before, { interval: 300 }).toBe(true);
  });

  it('does not wait for what a command leaves behind with its output open', async () => {
    const { end, output } = await runCommand(order('sleep 2 & echo started'), never);
    expect(end).toEqual({ kind: 'exited', code: 0 });
    expect(output).toBe('started\n');
  });

  it('is given up when it is told to', async () => {
    const abort = new AbortController();
    const running = runCommand(order('sleep 30'), abort.signal);
    abort.abort('rollback');
    expect((await running).end).toEqual({ kind: 'aborted' });
  });

  it('keeps the beginning and the end of a long output', async () => {
    const { output } = await runCommand(order('seq 1 100000'), never);
    expect(Buffer.byteLength(output)).toBeLessThan(66 * 1024);
    expect(output).toMatch(/^1\n2\n[\s\S]*\n\[\d+ bytes left out\]\n\d+\n[\s\S]*\n100000\n$/);
  });
});

describe('BoundedOutput', () => {
  it.each([1, 7, 4096, 65_536])('keeps all of 64 KiB, in pieces of %i bytes', (size) => {
    const text = Array.from({ length: 8192 }, (_, index) => `${String(index).padStart(7)}\n`).join('');
    const output = new BoundedOutput();
    for (let at = 0; at < text.length; at += size) output.take(Buffer.from(text.slice(at, at + size)));
    expect(output.text()).toBe(text);
  });

  it('shows no half of a line', () => {
    const output = new BoundedOutput();
    output.take(Buffer.from(`${'x'.repeat(40_000)}\nlast\n`.repeat(3)));
    expect(output.text()).toBe(`[${120_018 - 5} bytes left out]\nlast\n`);
  });
});

describe('orderOf', () => {
  const values = new Map([
    ['project_root', '/srv/fleet'],
    ['change_directory', '/state/changes/one'],
    ['agent', '{machine}; rm -rf /'],
  ]);
  it('fills values in once, and takes them for nothing else', () => {
    const filled = orderOf(command('/bin/echo', '{agent}', '{{agent}', 'a{agent}b'), values, ['node']);
    expect(filled.arguments).toEqual(['{machine}; rm -rf /', '{agent}', 'a{machine}; rm -rf /b']);
    expect(filled).toMatchObject({ file: '/bin/echo', directory: '/state/changes/one', home: '/state/changes/one' });
  });

  it('puts this program for the word fleetwatch, and only there', () => {
    const filled = orderOf(command('fleetwatch', 'check', 'fleetwatch'), values, ['/usr/bin/node', '/opt/main.js']);
    expect([filled.file, ...filled.arguments]).toEqual(['/usr/bin/node', '/opt/main.js', 'check', 'fleetwatch']);
  });

  it('refuses what has no value', () => {
    expect(() => orderOf(command('/bin/echo', '{nothing}'), values, ['node'])).toThrow('{nothing}');
  });
});

describe('settleLeftBehind', () => {
  const begun = async () => (await readdir(folder)).includes('begun');
  const texts: [name: string, text: string][] = [
    ['its arguments', 'touch begun; sleep 0.5; echo done > end'],
    [
      'what was noted of it, where it has become another program',
      `touch begun; exec sh -c 'sleep 0.5; echo done > end'`,
    ],
  ];
  it.each(texts)('waits for a command of an earlier program that still runs, known by %s', async (_name, text) => {
    const left = order(text);
    void runCommand(left, never, (pid) => noteRunning(folder, pid));
    await expect.poll(begun).toBe(true);
    await settleLeftBehind(left, Date.now() + 10_000);
    expect(await readFile(join(folder, 'end'), 'utf8')).toBe('done\n');
  });

  it('ends it when its time is over', async () => {
    const left = order('touch begun; sleep 30; echo done > end');
    const running = runCommand(left, never);
    await expect.poll(begun).toBe(true);
    await settleLeftBehind(left, Date.now());
    expect((await running).end).toEqual({ kind: 'killed', signal: 'SIGTERM' });
  });

  it('leaves alone what is of another change, or another command', async () => {
    const text = 'touch begun; sleep 0.5; exit 7';
    const other = runCommand(order(text), never);
    await expect.poll(begun).toBe(true);
    await settleLeftBehind(order(text, { home: '/elsewhere' }), 0);
    await settleLeftBehind(order('touch begun; sleep 0.5; exit 8'), 0);
    expect((await other).end).toEqual({ kind: 'exited', code: 7 });
  });
});
