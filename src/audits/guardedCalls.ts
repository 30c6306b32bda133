/** The file system did not answer in time, or has not yet answered an earlier question. */
export class FileSystemHangs extends Error {
  override readonly name = 'FileSystemHangs';
}

/** Milliseconds after which a question counts as caught; far above what a busy disk takes. */
const deadlineMs = 3000;

/**
 * Asks file systems that may hang, a dead network file system above all, and comes back all the same. A question that
 * is caught keeps one of the four threads that libuv has for all files and names (docs.libuv.org, "Thread pool work
 * scheduling"), and nothing can end it. So one question is asked at a time, and none while one is caught: it is never
 * more than one thread.
 */
export class GuardedCalls {
  readonly #deadlineMs: number;
  #queue: Promise<unknown> = Promise.resolve();
  #caught = false;

  constructor(deadline = deadlineMs) {
    this.#deadlineMs = deadline;
  }

  /** Whether a question is caught: then only a signal ends the process. */
  get hangs(): boolean {
    return this.#caught;
  }

  /** Rejects with {@link FileSystemHangs} where no answer comes, else as the question does. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#queue.then(() => this.#perform(question));
    this.#queue = answer.catch(() => {});
    return answer;
  }

  #perform<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    if (this.#caught) return Promise.reject(new FileSystemHangs('the file system has not yet answered'));
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#caught = true;
        reject(new FileSystemHangs(`the file system did not answer within ${this.#deadlineMs / 1000} s`));
      }, this.#deadlineMs);
      const back = () => {
        clearTimeout(deadline);
        this.#caught = false;
      };
      question().finally(back).then(resolve, reject);
    });
  }
}
