import { Worker } from 'node:worker_threads';
import type { ReadingOrder } from './order.js';

/** The thread is started from the build also where this module runs from its source: Node's threads know no TypeScript. */
const module = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/adoption/thread.js' : './thread.js',
  import.meta.url,
);

/** Starts a thread that carries out the order and ends. It gets no environment: credentials have no business there. */
export function startReadingThread(order: ReadingOrder): Worker {
  const thread = new Worker(module, {
    workerData: order,
    env: {},
    execArgv: [],
    name: 'adoption',
    // Outlines of 500 files take some 10 MB, the parser's tree of a large one as much again.
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  thread.unref();
  return thread;
}
