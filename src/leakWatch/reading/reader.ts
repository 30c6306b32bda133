import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { type Answer, ReadMemory } from './outcome.js';
import { type Asked, startReadThread, type Wanted } from './readThread.js';

/**
 * What a file gave, see {@link Answer}; `stuck`: the kernel or the file system does not answer. The bytes are wiped after
 * they were looked at.
 */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly end: boolean }
  | { readonly kind: Exclude<Answer['outcome'], 'whole' | 'part'> | 'stuck' };

export interface ReaderOptions {
  readonly startThread?: () => Worker;
  /** Milliseconds without progress after which a file counts as stuck. */
  readonly deadlineMs?: number;
  /** Largest part of a file that is handed over, in bytes. */
  readonly pieceBytes?: number;
}

/** As much as the kernel gives of an environment in one read: it ends where the stack may (execve(2)), far above what is usual. */
const pieceBytes = 256 * 1024;
/** Bytes read before they are looked at, as pieces of the largest size. */
const piecesAtATime = 3;
const filesAtATime = 500;
/** Far above what a busy disk takes for one read. */
const deadlineMs = 2000;
/** Threads that may be caught at the same time; beyond them nothing is read any more. */
const caughtAtMost = 4;
/** Milliseconds of looking at bytes after which the event loop gets its turn. */
const sliceMilliseconds = 4;

interface Thread {
  readonly worker: Worker;
  readonly memory: ReadMemory;
}

/**
 * Reads many small files at the cost of their system calls, in a thread of its own: a read of a stuck process or of a dead
 * network file system may never return. The thread is given up then, and the file it is caught in is known; its
 * place is not asked again until the thread comes back. A trip through the thread pool for each file costs ten times as
 * much (measured: 150 ms against 12 ms for both files of 1,000 processes).
 *
 * While a thread is caught, `process.exit()` waits for it without end: a process that ends then must let a signal end it.
 */
export class Reader {
  readonly #options: Required<ReaderOptions>;
  readonly #caught = new Map<string, Worker>();
  #idle: Thread | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: ReaderOptions = {}) {
    this.#options = { startThread: startReadThread, deadlineMs, pieceBytes, ...options };
  }

  /**
   * Reads files one after the other and hands each to `take`, by its index, which must keep nothing of the bytes.
   * Rejects only for what is a fault of this program.
   */
  read(files: readonly Wanted[], take: (file: number, content: Content) => void): Promise<void> {
    const done = this.#queue.then(() => this.#readAll(files, take));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Ends the thread; false if another is caught and will outlive this. */
  async stop(): Promise<boolean> {
    this.#stopped = true;
    await this.#queue;
    await this.#idle?.worker.terminate();
    this.#idle = undefined;
    return this.#caught.size === 0;
  }

  async #readAll(files: readonly Wanted[], take: (file: number, content: Content) => void): Promise<void> {
    let open = [...files.entries()];
    while (open.length > 0) {
      open = open.filter(([index, { place }]) => {
        const refused = this.#refuses(place);
        if (refused) take(index, { kind: 'stuck' });
        return !refused;
      });
      const batch = open.slice(0, filesAtATime);
      if (batch.length === 0) return;
      const thread = this.#idle ?? this.#start();
      this.#idle = undefined;
      const wanted = batch.map(([, file]) => file);
      const stuckAt = await this.#ask(thread, wanted);
      if (stuckAt === undefined) {
        const answered = thread.memory.answered(batch.length);
        await handOver(thread.memory, answered, (nth, content) => {
          const entry = batch[nth];
          if (entry !== undefined) take(entry[0], content);
        });
        this.#idle = thread;
        open = open.slice(answered);
      } else {
        // What it has read before is read again by another thread: this one may write at any time.
        const [stuck] = open.splice(stuckAt, 1);
        if (stuck !== undefined) take(stuck[0], { kind: 'stuck' });
      }
    }
  }

  #refuses(place: string): boolean {
    return this.#stopped || this.#caught.has(place) || this.#caught.size >= caughtAtMost;
  }

  #start(): Thread {
    const memory = new ReadMemory(this.#options.pieceBytes * piecesAtATime, filesAtATime);
    return { worker: this.#options.startThread(), memory };
  }

  /** Has the thread read as far as its memory goes. Gives the index of the file it is caught in, if it is. */
  #ask({ worker, memory }: Thread, files: readonly Wanted[]): Promise<number | undefined> {
    memory.begin(files.length);
    return new Promise((resolve, reject) => {
      let caughtAt: string | undefined;
      let before = -1;
      const deadline = setInterval(() => {
        const now = memory.answered(files.length);
        // A thread that is yet to start, on a machine with much to do, is caught in nothing.
        if (now !== before || !memory.hasBegun) {
          before = now;
          return;
        }
        clearInterval(deadline);
        caughtAt = files[now]?.place ?? '';
        this.#caught.set(caughtAt, worker);
        resolve(now);
      }, this.#options.deadlineMs);
      const back = () => {
        clearInterval(deadline);
        for (const event of ['message', 'error']) worker.removeAllListeners(event);
        if (caughtAt === undefined) return false;
        this.#caught.delete(caughtAt);
        memory.wipe();
        return true;
      };
      worker.once('message', () => {
        if (back()) void worker.terminate();
        else resolve(undefined);
      });
      worker.once('error', (error) => {
        back();
        reject(error);
      });
      const asked: Asked = {
        paths: files.map(({ path }) => `${path}\0`).join(''),
        from: Float64Array.from(files, ({ from }) => from),
        followed: Uint8Array.from(files, ({ followed }) => (followed ? 1 : 0)),
        bytes: memory.bytes,
        answers: memory.answers,
        most: this.#options.pieceBytes,
      };
      worker.postMessage(asked);
    });
  }
}

async function handOver(
  memory: ReadMemory,
  answered: number,
  take: (nth: number, content: Content) => void,
): Promise<void> {
  let sliceStart = performance.now();
  try {
    for (let nth = 0; nth < answered; nth++) {
      const answer = memory.answer(nth);
      if (answer !== undefined) take(nth, contentOf(memory, answer));
      if (performance.now() - sliceStart < sliceMilliseconds) continue;
      await nextTurn();
      sliceStart = performance.now();
    }
  } finally {
    memory.wipe(answered);
  }
}

function contentOf({ bytes }: ReadMemory, { outcome, start, length }: Answer): Content {
  if (outcome !== 'whole' && outcome !== 'part') return { kind: outcome };
  return { kind: 'bytes', bytes: Buffer.from(bytes, start, length), end: outcome === 'whole' };
}
