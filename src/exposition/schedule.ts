import { createTask, type ScheduledTask, validateDetailed } from 'node-cron';
import type { CronExpression } from './collector.js';

/** Largest random delay of a beat, as a share of its period: neighbours on one machine must not march in step. */
const jitterShare = 0.1;

/** A collector's beat, off the scrape path. */
export interface Beat {
  readonly periodSeconds: number;
  start(): void;
  stop(): Promise<void>;
}

/** Calls `run` at each time of the cron expression, jittered. Whether a run may overlap is for `run` to decide. */
export function cronBeat(expression: CronExpression, run: () => Promise<void>): Beat {
  const periodSeconds = cronPeriod(expression);
  const task = createTask(expression, run, {
    maxRandomDelay: periodSeconds * jitterShare * 1000,
    suppressMissedWarning: true,
    unref: true,
  });
  return {
    periodSeconds,
    start: () => void task.start(),
    stop: async () => void (await task.destroy()),
  };
}

/** Longest gap between two of the next runs, in seconds. */
export function cronPeriod(expression: CronExpression): number {
  const task: ScheduledTask = createTask(expression, () => undefined);
  try {
    const times = task.getNextRuns(8).map((date) => date.getTime());
    return (
      times.slice(1).reduce((longest, time, index) => Math.max(longest, time - (times[index] ?? time)), 1000) / 1000
    );
  } finally {
    void task.destroy();
  }
}

/** What is wrong with a cron expression, or nothing. */
export function cronProblem(expression: string): string | undefined {
  if (expression.trim().split(/\s+/).length !== 6) return 'it needs six fields, seconds first';
  const { valid, errors } = validateDetailed(expression);
  return valid ? undefined : errors.map((error) => error.message).join('; ');
}
