import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something holds; with the seconds that it took. Rejects after `seconds`, saying what was waited for. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<number> {
  const began = Date.now();
  while (!(await holds())) {
    if (Date.now() - began > seconds * 1000) throw new Error(`after ${seconds} s it does not hold: ${what}`);
    await delay(250);
  }
  return (Date.now() - began) / 1000;
}
