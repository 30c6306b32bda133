import { expect, it } from 'vitest';
import { Keeper } from '../../../src/bus/reception/keeper.js';

/** A disk that writes when it is told to. */
function disk() {
  const begun: { end: () => void; fail: (error: Error) => void }[] = [];
  const keeper = new Keeper(() => new Promise((end, fail) => begun.push({ end, fail })));
  return { keeper, begun };
}

it('answers everybody who asks during a write by the one after it', async () => {
  const { keeper, begun } = disk();
  const order: string[] = [];
  const first = keeper.keep().then(() => order.push('first'));
  const others = Promise.all([keeper.keep(), keeper.keep()]).then(() => order.push('others'));
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await first;
  await expect.poll(() => begun.length).toBe(2);
  expect(order).toEqual(['first']);
  begun[1]?.end();
  await others;
  expect(begun).toHaveLength(2);
});

it('says that a write failed to those who asked for it, and writes again for the others', async () => {
  const { keeper, begun } = disk();
  const [first, second] = [keeper.keep(), keeper.keep()];
  begun[0]?.fail(new Error('no space'));
  await expect(first).rejects.toThrow('no space');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.end();
  await second;
});
