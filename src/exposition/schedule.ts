import { createTask } from 'node-cron';
import { type CronExpression, cronPeriod } from '../cron.js';

/** Largest random delay of a beat, as a share of its period: neighbours on one machine must not march in step. */
const jitterShare = 0.1;
/** It is not more than this, however long the period, in seconds. */
const longestJitterSeconds = 300;

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
    maxRandomDelay: Math.min(periodSeconds * jitterShare, longestJitterSeconds) * 1000,
    suppressMissedWarning: true,
    unref: true,
  });
  return {
    periodSeconds,
    start: () => void task.start(),
    stop: async () => void (await task.destroy()),
  };
}
