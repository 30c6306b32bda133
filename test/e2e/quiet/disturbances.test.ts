import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disturbances } from './disturbances.js';

describe('a quiet hour', () => {
  const hour = disturbances(1, 1200, 1).flatMap(({ acts }) => acts);

  it('has slow answers, restarts of agents, and restarts of each of those who watch', () => {
    const on = (fault: string) => hour.flatMap((act) => ('on' in act && act.fault === fault ? act.on : []));
    expect(on('slow')).toHaveLength(240);
    expect(on('kill')).toHaveLength(40);
    const restarted = hour.flatMap((act) => ('restart' in act ? [act.restart] : []));
    expect(restarted).toHaveLength(12);
    expect(new Set(restarted).size).toBe(5);
  });

  it('restarts no agent twice, starts again each that it kills, and lasts no longer than it may', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.05, max: 1, noNaN: true }), (seed, hours) => {
        const all = disturbances(hours, 100, seed);
        expect(all.every(({ at }) => at >= 0 && at <= 100)).toBe(true);
        const killed = all.flatMap(({ acts }) =>
          acts.flatMap((act) => ('on' in act && act.fault === 'kill' ? act.on : [])),
        );
        expect(new Set(killed).size).toBe(killed.length);
        for (const { acts } of all) {
          const last = acts.at(-1);
          expect(last !== undefined && ('restart' in last || ('on' in last && last.fault === 'clear'))).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});
