import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endProcesses, isAlive, ProcessRecord, startTicksOf } from '../../src/stack/leftovers.js';
import { type ServiceOrder, startService, untilReady } from '../../src/stack/service.js';
import { endLeftovers, Stack } from '../../src/stack/stack.js';
import { writeJson } from '../../src/state/store.js';

let folder: string;
let record: ProcessRecord;
let stacks: Stack[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-'));
  record = new ProcessRecord(join(folder, 'processes.json'));
  stacks = [];
});

afterEach(async () => {
  await Promise.all(stacks.map((stack) => stack.stop()));
  await rm(folder, { recursive: true });
});

function stackOf(): Stack {
  const stack = new Stack(record);
  stacks.push(stack);
  return stack;
}

/** A service that runs a script of sh(1); it is ready when it has written `ready` to its log. */
function order(name: string, script = 'echo ready; exec sleep 60', changes: Partial<ServiceOrder> = {}): ServiceOrder {
  const logFile = join(folder, `${name}.log`);
  return {
    name,
    file: '/bin/sh',
    arguments: ['-c', script],
    workingDirectory: folder,
    searchPath: '/usr/bin:/bin',
    logFile,
    isReady: async () => (await readFile(logFile, 'utf8')).includes('ready'),
    ...changes,
  };
}

describe('a service', () => {
  it('is ready when it says so, and ends when it is told to', async () => {
    const service = await startService(order('one'));
    await untilReady(service);
    expect(isAlive(service.process)).toBe(true);
    await service.stop();
    await service.ended;
    expect(isAlive(service.process)).toBe(false);
  });

  it('that ends before it is ready is told with its log', async () => {
    const ready = startService(order('short', 'echo no such option >&2; exit 2')).then(untilReady);
    const log = join(folder, 'short.log');
    await expect(ready).rejects.toThrow(
      `short ended before it was ready; ${log} says why, at its end:\n  no such option`,
    );
    expect(await readFile(log, 'utf8')).toBe('no such option\n');
  });

  it('that wrote nothing before it ended is told so', async () => {
    const ready = startService(order('mute', 'exit 2')).then(untilReady);
    await expect(ready).rejects.toThrow(`mute ended before it was ready; it wrote nothing to ${folder}/mute.log`);
  });

  it('that cannot be started is told with the reason', async () => {
    await expect(startService(order('none', '', { file: '/no/such/program' }))).rejects.toThrow(
      /^none cannot be started: .*ENOENT/,
    );
  });

  it('that does not end at a request is ended by force', { timeout: 30_000 }, async () => {
    const service = await startService(order('stubborn', "trap '' TERM; echo ready; while :; do sleep 1; done"));
    await untilReady(service);
    await service.stop();
    expect(isAlive(service.process)).toBe(false);
  });
});

describe('a stack', () => {
  it('starts stage by stage, and ends in the opposite order', async () => {
    const ends = join(folder, 'ends');
    const noting = (name: string) =>
      order(name, `trap 'echo ${name} >> ${ends}; exit' TERM; echo ready; while :; do sleep 0.05; done`);
    const stages: string[][] = [];
    const stack = stackOf();
    await stack.start([[noting('a'), noting('b')], [noting('c')]], (names) => stages.push([...names]));
    expect(stages).toStrictEqual([['a', 'b'], ['c']]);
    expect(stack.services.map(({ order: { name } }) => name)).toStrictEqual(['a', 'b', 'c']);
    expect((await record.read()).map(({ name }) => name)).toStrictEqual(['a', 'b', 'c']);
    await stack.stop();
    expect(await readFile(ends, 'utf8')).toBe('c\nb\na\n');
    expect(await record.read()).toStrictEqual([]);
  });

  it('starts no stage after one that did not become ready', async () => {
    const stack = stackOf();
    const start = stack.start([[order('bad', 'exit 1')], [order('next')]], () => {});
    await expect(start).rejects.toThrow('bad ended before it was ready');
    expect(stack.services.map(({ order: { name } }) => name)).not.toContain('next');
  });

  it('names the service that ends by itself', async () => {
    const stack = stackOf();
    await stack.start([[order('steady'), order('brief', 'echo ready; sleep 0.1')]], () => {});
    expect(await stack.firstDeath).toBe(`brief ended by itself; ${folder}/brief.log says why, at its end:\n  ready`);
  });

  it('that is ended while it starts leaves nothing behind', async () => {
    const stack = stackOf();
    const starting = stack.start([[order('first'), order('second')], [order('later')]], () => {});
    // The first process exists by now; that it does is not known yet.
    await Promise.all([stack.stop(), starting]);
    expect(stack.services.map(({ order: { name } }) => name)).toStrictEqual(['first']);
    expect(stack.services.filter((service) => isAlive(service.process))).toStrictEqual([]);
    expect(await record.read()).toStrictEqual([]);
  });
});

describe('what an earlier stack left behind', () => {
  it('is ended by pid and start time, and nothing else is', async () => {
    const left = await startService(order('left'));
    const stranger = await startService(order('stranger'));
    const { process: own } = stranger;
    // The pid of the stranger, as if a former service of the stack had had it.
    await record.write([left.process, { ...own, name: 'reused', startTicks: own.startTicks - 1 }]);
    const ended = await endLeftovers(record);
    expect(ended.map(({ name }) => name)).toStrictEqual(['left']);
    expect(isAlive(left.process)).toBe(false);
    expect(isAlive(own)).toBe(true);
    await stranger.stop();
  });

  it.each([undefined, 'no list', [{ pid: 'x' }, null, 7]])('is nothing where the record holds %j', async (content) => {
    if (content !== undefined) await writeJson(join(folder, 'processes.json'), content);
    expect(await endLeftovers(record)).toStrictEqual([]);
  });

  it('takes a zombie for dead', async () => {
    const zombie = await startService(order('parent', 'sleep 0.05 & echo ready $!; exec sleep 60'));
    await untilReady(zombie);
    const child = Number(/ready (\d+)/.exec(await readFile(join(folder, 'parent.log'), 'utf8'))?.[1]);
    // sleep(1) waits for no child, so that this one stays a zombie until its parent ends.
    await expect.poll(() => startTicksOf(child)).toBeUndefined();
    await endProcesses([zombie.process]);
  });
});
