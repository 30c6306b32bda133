import { expect, it } from 'vitest';
import { Sparse } from '../../src/triggers/sparse.js';

it('says the first at once, and then once a minute how many there were', () => {
  const said: number[] = [];
  let now = 0;
  const sparse = new Sparse(
    (times) => said.push(times),
    () => now,
  );
  for (const at of [0, 1, 59_999, 60_000, 60_001, 200_000]) {
    now = at;
    sparse.note();
  }
  expect(said).toEqual([1, 3, 2]);
});
