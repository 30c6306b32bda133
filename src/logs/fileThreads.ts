import type { Worker } from 'node:worker_threads';
import { startFileThread } from './fileThread.js';

/** Threads that may be caught at the same time; beyond them nothing is asked any more. */
const caughtAtMost = 4;

/**
 * The thread in which file systems and processes are asked that may hang, a dead network file system above all. A thread in such a
 * call cannot be ended from outside, so it must be none that others need: neither the main thread, nor one of the four that
 * libuv has for all files and names. It is given up and replaced when it does not answer. Of a place that has caught a thread
 * nothing is asked until that thread comes back.
 *
 * Whoever asks does so in turn, and takes the thread for the time of one call: all of an exporter share one, which costs 7 MB.
 *
 * While a thread is caught, `process.exit()` waits for it without end: a process that ends then must let a signal end it.
 */
export class FileThreads {
  readonly #start: () => Worker;
  readonly #caught = new Map<string, Worker>();
  #idle: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(start: () => Worker = startFileThread) {
    this.#start = start;
  }

  /** Whether a thread is caught, at that place or at any. */
  hangs(place?: string): boolean {
    return place === undefined ? this.#caught.size > 0 : this.#caught.has(place);
  }

  /** Whether nothing may be asked of that place. */
  refuses(place: string): boolean {
    return this.#stopped || this.#caught.has(place) || this.#caught.size >= caughtAtMost;
  }

  /** Has one call made after the other. */
  inTurn<Result>(call: () => Promise<Result>): Promise<Result> {
    const done = this.#queue.then(call);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** The thread for the call whose turn it is. */
  take(): Worker {
    const thread = this.#idle ?? this.#start();
    this.#idle = undefined;
    return thread;
  }

  /** The thread does not come back from that place; the next call is made by another. */
  giveUp(thread: Worker, place: string): void {
    this.#caught.set(place, thread);
  }

  /** The thread is back, also one that was given up. */
  giveBack(thread: Worker): void {
    this.#release(thread);
    if (this.#idle === undefined && !this.#stopped) this.#idle = thread;
    else void thread.terminate();
  }

  /** The thread has ended with an error, also one that was given up. */
  lose(thread: Worker): void {
    this.#release(thread);
  }

  /** Ends the thread; false if another is caught and will outlive this. */
  async stop(): Promise<boolean> {
    this.#stopped = true;
    await this.#queue;
    await this.#idle?.terminate();
    this.#idle = undefined;
    return this.#caught.size === 0;
  }

  #release(thread: Worker): void {
    for (const [place, caught] of this.#caught) if (caught === thread) this.#caught.delete(place);
  }
}
