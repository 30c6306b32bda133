import type { Worker } from 'node:worker_threads';
import type { FileCall, FileCalls } from './fileCall.js';
import { startFileThread } from './fileThread.js';

/** The file system did not answer in time, or has not yet answered earlier. */
export type Stuck = 'stuck';

export interface FileCallerOptions {
  readonly startThread?: () => Worker;
  /** Milliseconds after which a call counts as stuck. */
  readonly deadlineMs?: number;
}

/** Far above what a busy disk takes for a call. */
const deadlineMs = 3000;
/** Threads that may be caught at the same time; beyond them nothing is asked any more. */
const caughtAtMost = 4;

/**
 * Asks file systems that may hang, a dead network file system above all. A thread in such a call cannot be
 * ended from outside, so it must be none that others need: neither the main thread, nor one of the four
 * that libuv has for all files and names. The call is made in a thread of its own, which is given up and replaced when it does not
 * answer. Of a place that has caught a thread nothing is asked until that thread comes back.
 *
 * While a thread is caught, `process.exit()` waits for it without end: a process that ends then must let a signal end it.
 */
export class FileCaller {
  readonly #options: Required<FileCallerOptions>;
  readonly #caught = new Map<string, Worker>();
  #idle: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: FileCallerOptions = {}) {
    this.#options = { startThread: startFileThread, deadlineMs, ...options };
  }

  /** Whether a thread is caught, at that place or at any. */
  hangs(place?: string): boolean {
    return place === undefined ? this.#caught.size > 0 : this.#caught.has(place);
  }

  /**
   * Makes one call after the other. Rejects only for what is a fault of this program.
   *
   * @param place what hangs together, a mount
   */
  ask<Name extends FileCall>(
    place: string,
    call: Name,
    question: FileCalls[Name]['question'],
  ): Promise<FileCalls[Name]['answer'] | Stuck> {
    const done = this.#queue.then(() => {
      const refused = this.#stopped || this.#caught.has(place) || this.#caught.size >= caughtAtMost;
      return refused ? 'stuck' : this.#perform(place, call, question);
    });
    this.#queue = done.catch(() => {});
    return done;
  }

  /** Ends the thread; false if another is caught and will outlive this. */
  async stop(): Promise<boolean> {
    this.#stopped = true;
    await this.#queue;
    await this.#idle?.terminate();
    return this.#caught.size === 0;
  }

  #perform<Name extends FileCall>(
    place: string,
    call: Name,
    question: FileCalls[Name]['question'],
  ): Promise<FileCalls[Name]['answer'] | Stuck> {
    const thread = this.#idle ?? this.#options.startThread();
    this.#idle = undefined;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#caught.set(place, thread);
        resolve('stuck');
      }, this.#options.deadlineMs);
      const back = () => {
        clearTimeout(deadline);
        for (const event of ['message', 'error']) thread.removeAllListeners(event);
        if (this.#caught.get(place) === thread) this.#caught.delete(place);
      };
      thread.once('message', (answer: FileCalls[Name]['answer']) => {
        back();
        if (this.#idle === undefined && !this.#stopped) this.#idle = thread;
        else void thread.terminate();
        resolve(answer);
      });
      thread.once('error', (error) => {
        back();
        reject(error);
      });
      thread.postMessage({ call, question });
    });
  }
}
