import { closeSync, open, read } from 'node:fs';
import { type Reading, whyUnreadable } from './access.js';

/** Largest content that is read, in bytes; what is beyond is left. */
const LARGEST_READ = 256 * 1024;

/** The thread pool of libuv has 4 threads by default; half of them stay free for all other file and DNS work. */
const SLOTS = 2;

/** Milliseconds after which a read counts as stuck; it takes well under one where nothing is wrong. */
const DEADLINE_MS = 1000;

/** Milliseconds by which a deadline comes too late to say anything: this process itself was busy, and heard no answers. */
const LATE_MS = DEADLINE_MS / 4;

type Parse<T> = (bytes: Buffer) => T;
/** `'stuck'`: the kernel did not answer in time, or it has not yet answered earlier reads. */
export type LockedReading<T> = Reading<T> | 'stuck';

interface Slot {
  readonly buffer: Buffer;
  stuck: boolean;
}

interface Waiting {
  readonly start: (slot: Slot) => void;
  readonly refuse: () => void;
}

const free: Slot[] = [];
const busy = new Set<Slot>();
const queue: Waiting[] = [];

function takeSlot(): Slot | undefined {
  const slot =
    free.pop() ?? (busy.size < SLOTS ? { buffer: Buffer.allocUnsafeSlow(LARGEST_READ), stuck: false } : undefined);
  if (slot !== undefined) busy.add(slot);
  return slot;
}

function allStuck(): boolean {
  return busy.size === SLOTS && [...busy].every((slot) => slot.stuck);
}

function release(slot: Slot): void {
  busy.delete(slot);
  slot.stuck = false;
  free.push(slot);
  const next = queue.shift();
  const taken = next && takeSlot();
  if (next && taken) next.start(taken);
}

function markStuck(slot: Slot): void {
  slot.stuck = true;
  if (allStuck()) for (const waiting of queue.splice(0)) waiting.refuse();
}

/** Reads until the end or until the buffer is full, then closes. */
function fill(path: string, buffer: Buffer, done: (error: Error | null, length: number) => void): void {
  open(path, 'r', (openError, descriptor) => {
    if (openError) return done(openError, 0);
    const more = (length: number): void => {
      read(descriptor, buffer, length, buffer.length - length, null, (readError, count) => {
        if (!readError && count > 0 && length + count < buffer.length) return more(length + count);
        closeSync(descriptor);
        done(readError, length + count);
      });
    };
    more(0);
  });
}

/**
 * Reads a file of procfs for which the kernel takes a lock of the process looked at, and gives what `parse` makes of it.
 *
 * `cmdline` and `environ` are copied out of the process' memory (fs/proc/base.c: get_mm_cmdline, environ_read), which
 * takes its mmap lock. A process stuck in the kernel with that lock held, say on a dead network file system, blocks the
 * reader as well. So this never runs on the main thread, a read that takes over a second is given up on as `'stuck'`, and
 * no more than two threads are ever risked: while both are caught, every further read is `'stuck'` at once.
 *
 * `parse` must not keep the bytes: the buffer is wiped after it, since an environment carries credentials.
 */
export function readLocked<T>(path: string, parse: Parse<T>): Promise<LockedReading<T>> {
  return new Promise((resolve, reject) => {
    const start = (slot: Slot): void => {
      let deadline: NodeJS.Timeout;
      const wait = (): void => {
        const due = performance.now() + DEADLINE_MS;
        deadline = setTimeout(() => {
          if (performance.now() > due + LATE_MS) return wait();
          markStuck(slot);
          resolve('stuck');
        }, DEADLINE_MS);
      };
      wait();
      fill(path, slot.buffer, (error, length) => {
        clearTimeout(deadline);
        const bytes = slot.buffer.subarray(0, length);
        try {
          resolve(error ? whyUnreadable(error) : parse(bytes));
        } catch (failure) {
          reject(failure);
        } finally {
          bytes.fill(0);
          release(slot);
        }
      });
    };
    const slot = takeSlot();
    if (slot) start(slot);
    else if (allStuck()) resolve('stuck');
    else queue.push({ start, refuse: () => resolve('stuck') });
  });
}
