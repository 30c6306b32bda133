import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cronBeat } from '../../src/exposition/schedule.js';

describe('cronBeat', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'UTC');
    vi.useFakeTimers({ now: Date.parse('2026-11-22T10:00:00Z') });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it.each([
    { expression: '*/10 * * * * *', random: 0, late: 0 },
    { expression: '*/10 * * * * *', random: 0.999_999, late: 1 },
    // A tenth of a day would be more than two hours.
    { expression: '10 0 10 * * *', random: 0.999_999, late: 300 },
  ] as const)(
    'beats at $expression and at most $late s later, until it is stopped',
    async ({ expression, random, late }) => {
      vi.spyOn(Math, 'random').mockReturnValue(random);
      const times: number[] = [];
      const beat = cronBeat(expression, async () => {
        times.push((Date.now() - Date.parse('2026-11-22T10:00:00Z')) / 1000);
      });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(times).toStrictEqual([]);
      vi.setSystemTime('2026-11-22T10:00:00Z');
      beat.start();
      await vi.advanceTimersByTimeAsync((10 + late) * 1000 + 500);
      await beat.stop();
      await vi.advanceTimersByTimeAsync(86_400_000);
      expect(times).toHaveLength(1);
      expect(times[0]).toBeGreaterThan(10 + late - 0.1);
      expect(times[0]).toBeLessThan(10 + late + 0.1);
    },
  );
});
