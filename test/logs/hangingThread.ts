import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Stands in for a file system whose server is gone: the thread hangs in open(2) of a named pipe that nobody writes to
 * (fifo(7)), whenever a question names it. `release` lets it go on for good, as if the server were back.
 */
export interface HangingPlace {
  readonly path: string;
  startThread(): Worker;
  release(): void;
  remove(): void;
}

/** Answers all else with what it was asked, as a directory's real path. */
const body = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', ({ call, question }) => {
  const { directory } = question;
  if (directory === workerData) require('node:fs').closeSync(require('node:fs').openSync(directory, 'r'));
  if (directory === 'fault') throw new Error('a fault of the thread');
  parentPort.postMessage(call === 'list' ? { kind: 'end', entries: [], milliseconds: 0 } :
    { kind: 'space', realPath: directory, device: 1, sizeBytes: 1, availableBytes: 1, inodes: 1, freeInodes: 1 });
});`;

export function hangingPlace(): HangingPlace {
  const directory = mkdtempSync(join(tmpdir(), 'hanging-'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  let held: number | undefined;
  return {
    path,
    startThread: () => {
      const thread = new Worker(body, { eval: true, workerData: path, execArgv: [], env: {} });
      thread.unref();
      return thread;
    },
    // Opened for both, a pipe opens at once (fifo(7)), and lets everybody in who comes for either side.
    release: () => {
      held ??= openSync(path, 'r+');
    },
    remove: () => {
      if (held !== undefined) closeSync(held);
      rmSync(directory, { recursive: true });
    },
  };
}
