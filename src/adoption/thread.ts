import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { ReadingOrder, ThreadMessage } from './order.js';
import { readOnce } from './readOnce.js';

/** All of a thread that reads one project and ends. */

/** Milliseconds between two signs of life. */
const beat = 1000;

// Linux keeps the nice value for each thread (setpriority(2), "C library/kernel differences"): half a minute of parsing
// is to wait for whatever else the machine has to do.
setPriority(0, 10);

const say = (message: ThreadMessage): void => parentPort?.postMessage(message);
const order: ReadingOrder = workerData;
const pulse = setInterval(() => say({ kind: 'alive' }), beat);
try {
  say({ kind: 'done', reading: await readOnce(order) });
} finally {
  clearInterval(pulse);
}
