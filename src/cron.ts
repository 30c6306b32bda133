import { createTask, validateDetailed } from 'node-cron';

/** Six fields, seconds first, as node-cron reads them. */
export type CronExpression = `${string} ${string} ${string} ${string} ${string} ${string}`;

/** Runs looked ahead for the longest gap: enough to see the weekend behind a week of hourly office hours. */
const runsLookedAhead = 64;

/** What is wrong with a cron expression, or nothing. */
export function cronProblem(expression: string): string | undefined {
  const fields = expression.match(/\S+/g)?.length ?? 0;
  if (fields !== 6) return `it needs six fields, seconds first, and has ${fields}`;
  const { valid, errors } = validateDetailed(expression);
  return valid ? undefined : errors.map((error) => error.message).join('; ');
}

export function isCronExpression(expression: string): expression is CronExpression {
  return cronProblem(expression) === undefined;
}

/** Longest gap among the next runs of a valid expression, in seconds. */
export function cronPeriod(expression: CronExpression): number {
  const task = createTask(expression, () => undefined);
  const times = task.getNextRuns(runsLookedAhead).map((date) => date.getTime());
  void task.destroy();
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return Math.max(1000, ...gaps) / 1000;
}
