import type { FileCall, FileCalls } from './fileCall.js';
import { FileThreads } from './fileThreads.js';

/** The file system did not answer in time, or has not yet answered earlier. */
export type Stuck = 'stuck';

export interface FileCallerOptions {
  readonly threads?: FileThreads;
  /** Milliseconds after which a call counts as stuck. */
  readonly deadlineMs?: number;
}

/** Far above what a busy disk takes for a call. */
const deadlineMs = 3000;

/** Asks file systems that may hang, see {@link FileThreads}. */
export class FileCaller {
  readonly threads: FileThreads;
  readonly #deadlineMs: number;

  constructor(options: FileCallerOptions = {}) {
    this.threads = options.threads ?? new FileThreads();
    this.#deadlineMs = options.deadlineMs ?? deadlineMs;
  }

  /** Whether a thread is caught, at that place or at any. */
  hangs(place?: string): boolean {
    return this.threads.hangs(place);
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
    return this.threads.inTurn(async () =>
      this.threads.refuses(place) ? 'stuck' : this.#perform(place, call, question),
    );
  }

  /** Ends the thread; false if another is caught and will outlive this. */
  stop(): Promise<boolean> {
    return this.threads.stop();
  }

  #perform<Name extends FileCall>(
    place: string,
    call: Name,
    question: FileCalls[Name]['question'],
  ): Promise<FileCalls[Name]['answer'] | Stuck> {
    const thread = this.threads.take();
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.threads.giveUp(thread, place);
        resolve('stuck');
      }, this.#deadlineMs);
      const end = () => {
        clearTimeout(deadline);
        for (const event of ['message', 'error']) thread.removeAllListeners(event);
      };
      thread.once('message', (answer: FileCalls[Name]['answer']) => {
        end();
        this.threads.giveBack(thread);
        resolve(answer);
      });
      thread.once('error', (error) => {
        end();
        this.threads.lose(thread);
        reject(error);
      });
      thread.postMessage({ call, question });
    });
  }
}
