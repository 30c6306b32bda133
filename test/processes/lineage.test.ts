import { describe, expect, it } from 'vitest';
import type { Evidence, Match } from '../../src/processes/identify.js';
import type { KnownProcess } from '../../src/processes/knownProcess.js';
import { agentAbove, processesByAgent, processesOf } from '../../src/processes/lineage.js';
import type { ProcessState } from '../../src/system/processStat.js';

/** A process in short: who it is, whose child, how it was recognised. */
interface Short {
  readonly pid: number;
  readonly parent?: number;
  readonly is?: string;
  readonly by?: Evidence;
  readonly state?: ProcessState;
  readonly startTicks?: number;
  readonly workerOf?: string;
}

function processes(shorts: readonly Short[]): ReadonlyMap<number, KnownProcess> {
  return new Map(shorts.map((short) => [short.pid, known(short)]));
}

function known({
  pid,
  parent = 1,
  is,
  by = 'script',
  state = 'sleeping',
  startTicks = pid,
  workerOf,
}: Short): KnownProcess {
  const stat = { pid, command: 'python3', state, parentPid: parent, startTicks };
  const figures = { userTicks: 0, systemTicks: 0, threads: 1, virtualBytes: 1, residentPages: 1 };
  const match: Match | undefined = is === undefined ? undefined : { agent: is, evidence: by, drift: by !== 'script' };
  return { stat: { ...stat, ...figures }, match, workerOf, started: undefined, unconfigured: undefined };
}

interface Case {
  readonly name: string;
  readonly processes: readonly Short[];
  /** Pids that are the agent A, oldest first. */
  readonly main: readonly number[];
  readonly zombies?: number;
}

const cases: readonly Case[] = [
  { name: 'nothing', processes: [{ pid: 5 }, { pid: 6, is: 'B' }], main: [] },
  { name: 'one process', processes: [{ pid: 5, is: 'A' }], main: [5] },
  {
    name: 'a double start, the oldest first',
    processes: [
      { pid: 5, is: 'A', startTicks: 900 },
      { pid: 6, is: 'A', startTicks: 800 },
      { pid: 7, is: 'A', startTicks: 800 },
    ],
    main: [6, 7, 5],
  },
  {
    name: 'children and grandchildren are workers',
    processes: [
      { pid: 5, is: 'A' },
      { pid: 6, parent: 5, is: 'A' },
      { pid: 7, parent: 6, is: 'A', by: 'environment' },
    ],
    main: [5],
  },
  {
    name: 'a worker below a shell is a worker',
    processes: [
      { pid: 5, is: 'A', by: 'environment' },
      { pid: 6, parent: 5 },
      { pid: 7, parent: 6, is: 'A', by: 'environment' },
    ],
    main: [5],
  },
  {
    name: 'a helper that inherited the name does not count beside the script',
    processes: [
      { pid: 5, is: 'A', by: 'environment' },
      { pid: 6, is: 'A' },
    ],
    main: [6],
  },
  { name: 'another script alone is the agent', processes: [{ pid: 5, is: 'A', by: 'environment' }], main: [5] },
  {
    name: 'the configured script below a launcher that carries the name is the agent',
    processes: [
      { pid: 5, is: 'A', by: 'environment' },
      { pid: 6, parent: 5, is: 'A' },
    ],
    main: [6],
  },
  {
    name: 'an agent that another agent has started is none of its workers',
    processes: [
      { pid: 5, is: 'B' },
      { pid: 6, parent: 5, is: 'A' },
    ],
    main: [6],
  },
  {
    name: 'workers that a former agent has left behind do not count beside the new one',
    processes: [
      { pid: 5, is: 'A', workerOf: 'A' },
      { pid: 6, is: 'A', workerOf: 'A' },
      { pid: 7, is: 'A' },
    ],
    main: [7],
  },
  {
    name: 'of orphaned workers of the same script one stands for the agent',
    processes: [
      { pid: 5, is: 'A', workerOf: 'A' },
      { pid: 6, is: 'A', workerOf: 'A' },
    ],
    main: [5],
  },
  {
    name: 'an orphaned helper of another script is not the agent',
    processes: [{ pid: 5, is: 'A', by: 'environment', workerOf: 'A' }],
    main: [],
  },
  {
    name: 'who worked for another agent before is no worker of this one',
    processes: [{ pid: 5, is: 'A', workerOf: 'B' }],
    main: [5],
  },
  {
    name: 'a dead agent that nobody has waited for',
    processes: [{ pid: 5, is: 'A', state: 'zombie' }],
    main: [],
    zombies: 1,
  },
  {
    name: 'a restarted agent beside its dead former self',
    processes: [
      { pid: 5, is: 'A', state: 'zombie' },
      { pid: 6, is: 'A' },
    ],
    main: [6],
    zombies: 1,
  },
  {
    name: 'dead children that the agent has not waited for',
    processes: [
      { pid: 5, is: 'A' },
      { pid: 6, parent: 5, is: 'A', state: 'zombie' },
      { pid: 7, parent: 5, state: 'zombie' },
      { pid: 8, parent: 1, state: 'zombie' },
    ],
    main: [5],
    zombies: 2,
  },
  { name: 'a process on its very end', processes: [{ pid: 5, is: 'A', state: 'dead' }], main: [] },
  {
    name: 'parents in a circle, as a reused pid can make them look',
    processes: [
      { pid: 5, parent: 6 },
      { pid: 6, parent: 5 },
      { pid: 7, parent: 6, is: 'A' },
    ],
    main: [7],
  },
];

describe('the processes of an agent:', () => {
  it.each(cases)('$name', ({ processes: shorts, main, zombies = 0 }) => {
    const found = processesOf(processesByAgent(processes(shorts)), 'A');
    expect({ main: found.main.map(({ stat }) => stat.pid), zombies: found.zombies }).toEqual({ main, zombies });
  });
});

describe('agentAbove', () => {
  const all = processes([
    { pid: 5, is: 'A' },
    { pid: 6, parent: 5 },
    { pid: 7, parent: 6 },
    { pid: 8, parent: 1 },
    { pid: 9, parent: 7, is: 'B' },
  ]);
  it.each([
    [5, 'A'],
    [7, 'A'],
    [8, undefined],
    [9, 'B'],
    [99, undefined],
  ])('of process %s is %s', (pid, agent) => {
    expect(agentAbove(all.get(pid), all)).toBe(agent);
  });
});
