import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inSlices } from '../../../src/adoption/project/slices.js';

describe('working in slices', () => {
  it('gives what the work returns', async () => {
    const work = function* (): Generator<void, string> {
      yield;
      return 'done';
    };
    expect(await inSlices(work())).toBe('done');
  });

  it('lets others run while it goes on', async () => {
    let turns = 0;
    let seen = 0;
    const endless = function* (): Generator<void, void> {
      // Ends only because somebody else comes to run.
      while (turns < 3) {
        seen = turns;
        yield;
      }
    };
    const work = inSlices(endless());
    for (let turn = 0; turn < 3; turn += 1) {
      await setImmediate();
      turns += 1;
    }
    await work;
    expect(seen).toBe(2);
  });

  it('hands on what the work throws', async () => {
    const work = function* (): Generator<void, void> {
      yield;
      throw new Error('no');
    };
    await expect(inSlices(work())).rejects.toThrow('no');
  });
});
