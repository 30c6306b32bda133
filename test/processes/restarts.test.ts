import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RestartCounter } from '../../src/processes/restarts.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-restarts-'));
  file = join(folder, 'state', 'restarts.json');
});
afterEach(() => rm(folder, { recursive: true }));

async function counter(): Promise<RestartCounter> {
  const restarts = new RestartCounter(file);
  await restarts.load();
  return restarts;
}

describe('restarts', () => {
  it('are none for an agent that was never seen', async () => {
    expect((await counter()).restarts('A')).toBe(0);
  });

  it.each<{ name: string; lives: [number, number][]; restarts: number }>([
    { name: 'the first process is no restart', lives: [[7, 100]], restarts: 0 },
    { name: 'the same process is none', lives: Array.from({ length: 9 }, () => [7, 100]), restarts: 0 },
    {
      name: 'another pid is one',
      lives: [
        [7, 100],
        [8, 200],
      ],
      restarts: 1,
    },
    {
      name: 'the same pid with another start time is one',
      lives: [
        [7, 100],
        [7, 200],
      ],
      restarts: 1,
    },
    {
      name: 'after a boot start times begin anew',
      lives: [
        [7, 90_000],
        [7, 100],
        [9, 300],
      ],
      restarts: 2,
    },
  ])('$name', async ({ lives, restarts }) => {
    const counting = await counter();
    for (const [pid, startTicks] of lives) counting.note('A', pid, startTicks);
    expect(counting.restarts('A')).toBe(restarts);
    expect(counting.restarts('B')).toBe(0);
  });

  it('are counted on by the next exporter, also the one that it did not see', async () => {
    const first = await counter();
    first.note('A', 7, 100);
    first.note('A', 8, 200);
    await first.save();
    const second = await counter();
    expect(second.restarts('A')).toBe(1);
    second.note('A', 8, 200);
    expect(second.restarts('A')).toBe(1);
    await second.save();
    const third = await counter();
    third.note('A', 9, 300);
    expect(third.restarts('A')).toBe(2);
  });

  it('never decrease over any sequence of lives and exporters', async () => {
    let counting = await counter();
    let before = 0;
    for (let round = 0; round < 40; round++) {
      counting.note('A', 5 + ((round * 7) % 3), 100 + ((round * 11) % 4));
      expect(counting.restarts('A')).toBeGreaterThanOrEqual(before);
      before = counting.restarts('A');
      if (round % 9 === 0) {
        await counting.save();
        counting = await counter();
      }
    }
    expect(before).toBeGreaterThan(10);
  });

  it.each([
    { what: 'nothing', text: '' },
    { what: 'half a file', text: '{"A":{"pid":7,' },
    { what: 'null', text: 'null' },
    { what: 'a list', text: '[1]' },
    { what: 'a number in place of a life', text: '{"A":3}' },
    { what: 'no count', text: '{"A":{"pid":7,"startTicks":100}}' },
    { what: 'a count below 0', text: '{"A":{"pid":7,"startTicks":100,"restarts":-3}}' },
    { what: 'a count beyond counting', text: '{"A":{"pid":7,"startTicks":100,"restarts":1e300}}' },
    { what: 'text for a start time', text: '{"A":{"pid":7,"startTicks":"100","restarts":3}}' },
  ])('begin anew where the file holds $what', async ({ text }) => {
    const old = new RestartCounter(file);
    old.note('B', 1, 1);
    await old.save();
    await writeFile(file, text);
    const counting = await counter();
    expect(counting.restarts('A')).toBe(0);
    counting.note('A', 7, 100);
    counting.note('A', 8, 200);
    expect(counting.restarts('A')).toBe(1);
  });

  it('that could not be written are reported, and written later', async () => {
    const counting = await counter();
    counting.note('A', 7, 100);
    counting.note('A', 8, 100);
    await writeFile(join(folder, 'state'), 'a file where the folder should be');
    await expect(counting.save()).rejects.toMatchObject({ code: 'EEXIST' });
    await rm(join(folder, 'state'));
    await counting.save();
    expect((await counter()).restarts('A')).toBe(1);
  });

  it('that have not changed are not written again', async () => {
    const counting = await counter();
    counting.note('A', 7, 100);
    await counting.save();
    await rm(file);
    counting.note('A', 7, 100);
    await counting.save();
    expect((await counter()).restarts('A')).toBe(0);
    counting.note('A', 8, 100);
    await counting.save();
    expect((await counter()).restarts('A')).toBe(1);
  });
});
