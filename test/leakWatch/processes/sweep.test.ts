import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprinter } from '../../../src/leakWatch/fingerprint.js';
import { type ProcessSweep, sweepProcesses } from '../../../src/leakWatch/processes/sweep.js';
import { type Content, Reader } from '../../../src/leakWatch/reading/reader.js';
import { mark, markScanner } from '../markScanner.js';

const fingerprint = fingerprinter(Buffer.from('a key for tests'));
const of = (value: string) => fingerprint(Buffer.from(value));

let root = '';
let reader: Reader;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fleetwatch-sweep-'));
  reader = new Reader();
});

afterEach(async () => {
  await reader.stop();
  rmSync(root, { recursive: true });
});

function addProcess(pid: number, command: string, argv: readonly string[], environment: readonly string[]): void {
  mkdirSync(join(root, String(pid)));
  const put = (name: string, text: string) => writeFileSync(join(root, String(pid), name), text);
  put('cmdline', argv.map((part) => `${part}\0`).join(''));
  put('environ', environment.map((part) => `${part}\0`).join(''));
  const rest = '0 -1 4194304 100 0 0 0 40 2 0 0 20 0 3 0 99000 200000000 8000';
  put('stat', `${pid} (${command}) R 1 ${pid} ${pid} ${rest}${' 0'.repeat(28)}\n`);
}

function sweep(procRoot = root, by: Pick<Reader, 'read'> = reader): Promise<ProcessSweep> {
  const agentOf = async (pid: number) => (pid === 20 ? 'Planner' : undefined);
  return sweepProcesses({ procRoot, scanner: markScanner, fingerprint, reader: by, agentOf });
}

const shown = ({ sightings }: ProcessSweep) =>
  sightings.map(({ surface, place, agent, where, fingerprint: print }) => [surface, place.pid, agent, where, print]);

describe('a sweep of all processes', () => {
  it('names process, argument and variable, and never a value', async () => {
    addProcess(20, 'python3', ['python3', 'agent.py', '--token', mark(1)], ['HOME=/root', `API_TOKEN=${mark(2)}`]);
    addProcess(30, 'sh', ['sh'], ['HOME=/root']);
    const seen = await sweep();
    expect(shown(seen)).toStrictEqual([
      ['cmdline', 20, 'Planner', 'argument 3 of python3', of(mark(1))],
      ['environ', 20, 'Planner', 'variable API_TOKEN of python3', of(mark(2))],
    ]);
    expect(seen.sightings[0]?.place).toStrictEqual({ kind: 'process', pid: 20, startTimeTicks: 99_000 });
    expect(JSON.stringify(seen)).not.toContain('mark-');
  });

  it('gives equal credentials equal fingerprints, wherever they are', async () => {
    addProcess(20, 'a', ['a', mark(1)], [`ONE=${mark(1)}`]);
    addProcess(30, 'b', ['b', `--key=${mark(1)}`], [`TWO=${mark(2)}`]);
    expect(shown(await sweep()).map(([, pid, , , print]) => [pid, print])).toStrictEqual([
      [20, of(mark(1))],
      [20, of(mark(1))],
      [30, of(mark(1))],
      [30, of(mark(2))],
    ]);
  });

  it('tells once of a credential that a process shows often', async () => {
    addProcess(20, 'a', ['a', mark(1), '-x', mark(1), mark(1), mark(1)], []);
    expect(shown(await sweep())).toStrictEqual([
      ['cmdline', 20, 'Planner', 'argument 1, argument 3, argument 4 and 1 more of a', of(mark(1))],
    ]);
  });

  it.each([
    { what: 'the name of a variable', environment: `${mark(1)}=yes`, where: 'the name of a variable of a' },
    { what: 'no variable at all', environment: mark(1), where: 'the name of a variable of a' },
    { what: 'a name that holds another', environment: `X_${mark(1)}=${mark(2)}`, where: 'a variable of a' },
  ])('does not tell a credential that is $what', async ({ environment, where }) => {
    addProcess(20, 'a', ['a'], [environment]);
    const seen = await sweep();
    expect(shown(seen).map(([, , , name]) => name)).toContain(where);
    expect(JSON.stringify(seen)).not.toContain('mark-');
  });

  it('does not tell a credential that a process has as its name', async () => {
    addProcess(20, mark(1).slice(0, 15), ['a', mark(2)], []);
    expect(shown(await sweep())[0]?.[3]).toBe('argument 1');
  });

  it('counts what it could read, and neither kernel threads nor zombies', async () => {
    addProcess(2, 'kthreadd', [], []);
    addProcess(20, 'a', ['a'], ['HOME=/root']);
    addProcess(30, 'b', ['b'], ['HOME=/root']);
    addProcess(40, 'c', ['c'], ['HOME=/root']);
    const answers: Readonly<Record<string, Content>> = {
      [`${root}/30/environ`]: { kind: 'denied' },
      [`${root}/2/environ`]: { kind: 'denied' },
      [`${root}/40/cmdline`]: { kind: 'stuck' },
      [`${root}/40/environ`]: { kind: 'stuck' },
    };
    const partly: Pick<Reader, 'read'> = {
      read: (files, take) =>
        reader.read(files, (index, content) => take(index, answers[files[index]?.path ?? ''] ?? content)),
    };
    const { processes, commandLinesRead, environmentsRead, unread } = await sweep(root, partly);
    expect({ processes, commandLinesRead, environmentsRead, unread }).toStrictEqual({
      processes: 3,
      commandLinesRead: 2,
      environmentsRead: 1,
      unread: [
        { pid: 30, surface: 'environ', reason: 'denied' },
        { pid: 40, surface: 'cmdline', reason: 'stuck' },
        { pid: 40, surface: 'environ', reason: 'stuck' },
      ],
    });
  });

  it('says that there are no processes to list', async () => {
    await expect(sweep(join(root, 'missing'))).rejects.toThrow('ENOENT');
  });
});

describe('real processes', () => {
  let child: ChildProcess | undefined;
  afterEach(async () => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });

  it('are looked through, fleetwatch itself among them, and are forgotten when they end', async () => {
    const env = { PATH: process.env.PATH, TEST_TOKEN: mark(7) };
    child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1e6)', mark(8)], { env });
    await once(child.stdout ?? process.stdin, 'data');
    const { pid } = child;
    const mine = (seen: ProcessSweep) => seen.sightings.filter(({ place }) => place.pid === pid);
    const seen = await sweep('/proc');
    expect(mine(seen).map(({ surface, fingerprint: print }) => [surface, print])).toStrictEqual([
      ['cmdline', of(mark(8))],
      ['environ', of(mark(7))],
    ]);
    expect(seen.environmentsRead).toBeGreaterThan(1);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(mine(await sweep('/proc'))).toStrictEqual([]);
  });
});
