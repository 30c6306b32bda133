import { expect, it } from 'vitest';
import { forEachLimited } from '../../src/simulator/limited.js';

it.each([
  [1, 1],
  [3, 3],
  [9, 5],
])('runs at most %i of five tasks at a time', async (limit, most) => {
  let running = 0;
  let highest = 0;
  const done: number[] = [];
  await forEachLimited([1, 2, 3, 4, 5], limit, async (item) => {
    running += 1;
    highest = Math.max(highest, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    done.push(item);
  });
  expect(highest).toBe(most);
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

it('passes on the first failure', async () => {
  const fail = async () => {
    throw new Error('no');
  };
  await expect(forEachLimited([1], 2, fail)).rejects.toThrow('no');
});
