import { readSync } from 'node:fs';
import { systemCode } from '../systemCode.js';
import type { Fill } from './text.js';

/** Milliseconds between two looks at a pipe that has nothing yet. */
const waitMilliseconds = 10;

/** Reads what is piped in. A pipe that somebody else has made non-blocking says EAGAIN while it is empty (read(2)). */
export const readStdin: Fill = (into) => {
  const clock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (;;) {
    try {
      return readSync(0, into);
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, waitMilliseconds);
    }
  }
};
