import type { Worker } from 'node:worker_threads';
import type { AdoptionReading, ReadingOrder, Stuck, ThreadMessage } from './order.js';
import { startReadingThread } from './startThread.js';

export interface ProjectReaderOptions {
  readonly startThread?: (order: ReadingOrder) => Worker;
  /** Milliseconds without a sign of life after which the thread counts as stuck. */
  readonly silenceMs?: number;
}

/** It says something every second, if it gets any time at all. */
const silenceMs = 15_000;
/** Milliseconds that a thread has to end when it is told to. */
const endMs = 1000;

/**
 * Reads projects in a thread of its own, one at a time, which ends with the reading: parsing some hundred files takes
 * seconds and 100 MB, and a file system that hangs must catch no thread that others need. A thread that was caught is
 * left alone, and nothing is read until it comes back.
 */
export class ProjectReader {
  readonly #options: Required<ProjectReaderOptions>;
  #thread: Worker | undefined;

  constructor(options: ProjectReaderOptions = {}) {
    this.#options = { startThread: startReadingThread, silenceMs, ...options };
  }

  /** Rejects only for what is a fault of this program, and for want of memory. Readings must not overlap. */
  read(order: ReadingOrder): Promise<AdoptionReading | Stuck> {
    if (this.#thread !== undefined) return Promise.resolve('stuck');
    const thread = this.#options.startThread(order);
    this.#thread = thread;
    return new Promise((resolve, reject) => {
      let reading: AdoptionReading | undefined;
      const deadline = setTimeout(() => resolve('stuck'), this.#options.silenceMs);
      deadline.unref();
      thread.on('message', (message: ThreadMessage) => {
        deadline.refresh();
        if (message.kind === 'done') reading = message.reading;
      });
      thread.once('error', reject);
      // The memory of a thread is free only when it has ended.
      thread.once('exit', () => {
        clearTimeout(deadline);
        this.#thread = undefined;
        if (reading === undefined) reject(new Error('the thread that reads the project ended before it was done'));
        else resolve(reading);
      });
    });
  }

  /** Ends the reading under way; false if its thread is caught and will outlive this. */
  async stop(): Promise<boolean> {
    const thread = this.#thread;
    if (thread === undefined) return true;
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<false>((resolve) => {
      late = setTimeout(() => resolve(false), endMs);
    });
    const ended = await Promise.race([thread.terminate().then(() => true), tooLate]);
    clearTimeout(late);
    return ended;
  }
}
