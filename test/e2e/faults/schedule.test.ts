import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentsOfDemo } from './demoAgents.js';
import { type Extent, meet } from './extent.js';
import { type Item, playAll } from './schedule.js';

const places = [...agentsOfDemo('alpha'), ...agentsOfDemo('beta')];
const extent: fc.Arbitrary<Extent> = fc.record({
  agents: fc.subarray(places, { minLength: 1, maxLength: 3 }),
  fails: fc.boolean(),
  machines: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray(['alpha', 'beta'] as const)),
});
const plan = fc.record({ touches: extent, fails: fc.nat(9), seconds: fc.nat(500), turns: fc.nat(5) });

describe('a schedule', () => {
  it('plays everything once, nothing beside what it meets, and not more failures at a time than one cause brings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { maxLength: 30 }), async (plans) => {
        const playing = new Set<(typeof plans)[number]>();
        const played: unknown[] = [];
        const items = plans.map(
          (one): Item => ({
            ...one,
            play: async () => {
              expect([...playing].filter((other) => meet(one.touches, other.touches))).toEqual([]);
              playing.add(one);
              const failing = [...playing].reduce((sum, { fails }) => sum + fails, 0);
              expect(playing.size === 1 || failing <= 7).toBe(true);
              for (let count = 0; count < one.turns; count++) await turn();
              playing.delete(one);
              played.push(one);
            },
          }),
        );
        await playAll(items);
        expect(played).toHaveLength(plans.length);
        expect(new Set(played)).toEqual(new Set(plans));
      }),
    );
  });

  it('begins with what takes longest, and ends with what touches everything', async () => {
    const order: string[] = [];
    const item = (name: string, seconds: number, touches: Extent): Item => ({
      touches,
      seconds,
      fails: 0,
      play: async () => {
        order.push(name);
      },
    });
    await playAll([
      item('everything', 900, { agents: [], machines: ['alpha', 'beta'], fails: true }),
      item('short', 60, { agents: ['alpha/DutyBalancer'], machines: [], fails: true }),
      item('machine', 800, { agents: [], machines: ['beta'], fails: true }),
      item('long', 700, { agents: ['alpha/YardSorter'], machines: [], fails: true }),
    ]);
    expect(order).toEqual(['long', 'short', 'machine', 'everything']);
  });
});
