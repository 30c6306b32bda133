import { Worker } from 'node:worker_threads';
import { outcomes } from './outcome.js';

/** One file, or the rest of one, that is to be read. */
export interface Wanted {
  /** What hangs together: when one file of a place does not answer, the others of it are not asked either. */
  readonly place: string;
  readonly path: string;
  /** Offset of the first byte wanted. */
  readonly from: number;
  /** Whether it is read where its path is a symbolic link. */
  readonly followed: boolean;
}

/** What is asked of the thread: as many of the files, in their order, as the memory has room for. */
export interface Asked {
  /** Paths, each ended by NUL: the one byte that no path holds. */
  readonly paths: string;
  readonly from: Float64Array;
  readonly followed: Uint8Array;
  readonly bytes: SharedArrayBuffer;
  readonly answers: SharedArrayBuffer;
  /** Largest part of a file, in bytes. */
  readonly most: number;
}

/** A thread that reads files which may hang. It gets no environment: credentials have no business there. */
export function startReadThread(): Worker {
  const thread = new Worker(`(${threadBody})(require, ${JSON.stringify(outcomes)})`, {
    eval: true,
    env: {},
    execArgv: [],
    name: 'leak reader',
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32, stackSizeMb: 1 },
  });
  thread.unref();
  return thread;
}

/** All of the thread, handed over as text so that it is the same wherever this module runs from. */
function threadBody(require: NodeJS.Require, names: typeof outcomes): void {
  const fs: typeof import('node:fs') = require('node:fs');
  const { parentPort }: typeof import('node:worker_threads') = require('node:worker_threads');
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;

  const outcomeOf = (error: unknown): (typeof names)[number] => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    switch (code) {
      case 'ENOENT':
      case 'ENOTDIR':
      case 'ESRCH':
        return 'gone';
      case 'EACCES':
      case 'EPERM':
        return 'denied';
      // A FIFO has no offsets (ESPIPE, pread(2)). ELOOP: a link, where none is followed (open(2)).
      case 'EISDIR':
      case 'ESPIPE':
      case 'ENXIO':
      case 'ELOOP':
        return 'special';
      default:
        if (typeof code !== 'string') throw error;
        return 'failed';
    }
  };

  parentPort?.on('message', ({ paths, from, followed, bytes, answers, most }: Asked) => {
    const memory = new Uint8Array(bytes);
    const numbers = new Int32Array(answers);
    Atomics.store(numbers, numbers.length - 1, 1);
    let used = 0;
    for (const [nth, path] of paths.split('\0').slice(0, -1).entries()) {
      if (used + most > memory.length) break;
      let outcome: (typeof names)[number];
      let length = 0;
      let descriptor: number | undefined;
      try {
        // Without O_NONBLOCK, opening a FIFO waits for somebody to write to it (fifo(7)).
        descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK | (followed[nth] === 1 ? 0 : O_NOFOLLOW));
        length = fs.readSync(descriptor, memory, used, most, from[nth] ?? 0);
        outcome = length < most ? 'whole' : 'part';
      } catch (error) {
        outcome = outcomeOf(error);
      } finally {
        if (descriptor !== undefined) fs.closeSync(descriptor);
      }
      numbers[nth * 3 + 1] = used;
      numbers[nth * 3 + 2] = length;
      Atomics.store(numbers, nth * 3, names.indexOf(outcome));
      used += length;
    }
    parentPort.postMessage(undefined);
  });
}
