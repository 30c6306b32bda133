import { setImmediate } from 'node:timers/promises';

/** Longest time that a piece of work keeps the event loop for itself, in milliseconds. */
const sliceMilliseconds = 8;

/** Runs the steps of a generator to their end, and lets others run every few milliseconds. */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  let started = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - started < sliceMilliseconds) continue;
    await setImmediate();
    started = performance.now();
  }
}
