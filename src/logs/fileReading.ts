/**
 * What a file gave. `gone`: it is not there; `denied`: this user may not read it; `failed`: any other error; `special`: it
 * is no file but a FIFO, a device or a folder, or a link that is not followed.
 */
export const outcomes = ['open', 'whole', 'part', 'gone', 'denied', 'failed', 'special'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Files to read, as many of them, in their order, as the memory has room for. Messages with an object for each file would cost about as
 * much as the reading itself.
 */
export interface ReadQuestion {
  /** Paths, each ended by NUL: the one byte that no path holds. */
  readonly paths: string;
  /** Offset of the first byte wanted of each. */
  readonly from: Float64Array;
  /** 1 where a file is read though its path is a symbolic link. */
  readonly followed: Uint8Array;
  /** Takes what is read. */
  readonly bytes: SharedArrayBuffer;
  /** Takes three numbers a file: the index of its outcome, where its bytes begin and how many they are. The last number of all is 1 from the start on. */
  readonly answers: SharedArrayBuffer;
  /** Largest part of a file, in bytes. */
  readonly most: number;
}

/** Reads files in the thread. It is handed over as text, as all of the thread is, and knows nothing but its parameters. */
export function readFiles(fs: typeof import('node:fs'), names: typeof outcomes): (question: ReadQuestion) => void {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;

  const outcomeOf = (error: unknown): Outcome => {
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

  return ({ paths, from, followed, bytes, answers, most }) => {
    const memory = new Uint8Array(bytes);
    const numbers = new Int32Array(answers);
    Atomics.store(numbers, numbers.length - 1, 1);
    let used = 0;
    for (const [nth, path] of paths.split('\0').slice(0, -1).entries()) {
      if (used + most > memory.length) break;
      let outcome: Outcome;
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
  };
}
