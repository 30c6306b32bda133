import { describe, expect, it } from 'vitest';
import { type CronExpression, cronPeriod, cronProblem, isCronExpression } from '../src/cron.js';

describe('cronPeriod', () => {
  const cases: [expression: CronExpression, seconds: number][] = [
    ['* * * * * *', 1],
    ['*/15 * * * * *', 15],
    ['30 */2 * * * *', 120],
    ['0 */5 * * * *', 300],
    ['0 0 * * * *', 3600],
    // Unequal gaps: 20 and 40 minutes.
    ['0 0,20 * * * *', 2400],
  ];
  it.each(cases)('of %s is %i s', (expression, seconds) => {
    expect(cronPeriod(expression)).toBe(seconds);
  });

  it('sees the weekend behind a week of office hours', () => {
    // From Friday 17:00 to Monday 9:00, an hour more or less where clocks are changed.
    expect(cronPeriod('0 0 9-17 * * 1-5')).toBeGreaterThanOrEqual(63 * 3600);
  });
});

describe('cronProblem', () => {
  it.each([
    ['', 'it needs six fields, seconds first, and has 0'],
    ['every minute', 'and has 2'],
    ['*/5 * * * *', 'and has 5'],
    ['@daily', 'and has 1'],
    ['99 * * * * *', '99'],
    ['0 0 0 31 2 *', '31 2'],
    ['x * * * * *', 'x'],
  ])('of %j: %s', (expression, problem) => {
    expect(cronProblem(expression)).toContain(problem);
    expect(isCronExpression(expression)).toBe(false);
  });

  it.each(['*/15 * * * * *', '0 0 9-17 * * 1-5', '0 0 0 29 2 *', ' 0 0 3 * * sun '])('%j is fine', (expression) => {
    expect(cronProblem(expression)).toBeUndefined();
    expect(isCronExpression(expression)).toBe(true);
  });
});
