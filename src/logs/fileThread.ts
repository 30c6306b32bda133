import type { Dir, Stats } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Entry, FileCall, FileCalls, FileFacts, Listing, Space, Unreadable, Weight } from './fileCall.js';
import { followFiles, followLimits } from './fileFollower.js';
import { outcomes, type ReadQuestion, readFiles } from './fileReading.js';

/** One call on its way to the thread. `read` has its answer in memory that is shared, and an empty message at the end. */
export type Asked =
  | { [Name in FileCall]: { readonly call: Name; readonly question: FileCalls[Name]['question'] } }[FileCall]
  | { readonly call: 'read'; readonly question: ReadQuestion };

/** Entries handed over at a time at most. */
const entriesAtATime = 1000;

/** A thread for calls that may hang. It gets no environment: credentials have no business there. */
export function startFileThread(): Worker {
  const follower = `(${followFiles}), ${JSON.stringify(followLimits)}`;
  const reader = `(${readFiles}), ${JSON.stringify(outcomes)}`;
  const thread = new Worker(`(${threadBody})(require, ${entriesAtATime}, ${follower}, ${reader})`, {
    eval: true,
    env: {},
    execArgv: [],
    name: 'file calls',
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32, stackSizeMb: 1 },
  });
  thread.unref();
  return thread;
}

/**
 * All of the thread: it is handed over as text, so that it is the same thread wherever this module runs from, and so
 * knows nothing but its parameters. Each message is a call, and each has one message as its answer.
 */
function threadBody(
  require: NodeJS.Require,
  most: number,
  makeFollow: typeof followFiles,
  limits: typeof followLimits,
  makeRead: typeof readFiles,
  names: typeof outcomes,
): void {
  const fs: typeof import('node:fs') = require('node:fs');
  const { parentPort }: typeof import('node:worker_threads') = require('node:worker_threads');
  let open: { readonly directory: string; readonly handle: Dir } | undefined;

  const seconds = (milliseconds: number) => milliseconds / 1000;
  const weigh = (stats: Stats): Weight => ({
    links: stats.nlink,
    inode: stats.ino,
    device: stats.dev,
    size: stats.size,
    // Small files may live in their inode and take no block.
    diskBytes: stats.blocks === 0 ? stats.size : stats.blocks * 512,
  });
  const factsOf = (stats: Stats): FileFacts => ({
    ...weigh(stats),
    writtenAt: seconds(stats.mtimeMs),
    bornAt: seconds(stats.birthtimeMs),
  });
  const codeOf = (error: unknown): string => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string') throw error;
    return code;
  };
  const unreadable = (error: unknown): Unreadable => ({ kind: 'unreadable', code: codeOf(error) });
  const follow = makeFollow({ fs, factsOf, codeOf }, limits);
  const read = makeRead(fs, names);
  const close = () => {
    open?.handle.closeSync();
    open = undefined;
  };

  const entryOf = (directory: string, name: string): Entry | undefined => {
    const path = `${directory}/${name}`;
    try {
      const stats = fs.lstatSync(path, { throwIfNoEntry: false });
      if (stats?.isFile()) return { kind: 'file', name, ...factsOf(stats) };
      if (stats?.isDirectory()) return { kind: 'directory', name, device: stats.dev };
      return stats?.isSymbolicLink() ? { kind: 'link', name, target: fs.readlinkSync(path) } : undefined;
    } catch (error) {
      unreadable(error);
      return { kind: 'unreadable', name };
    }
  };

  const list = ({ directory, goOn, milliseconds }: FileCalls['list']['question']): Listing => {
    const began = performance.now();
    const spent = () => performance.now() - began;
    const entries: Entry[] = [];
    try {
      if (!goOn || open?.directory !== directory) {
        close();
        // Read bit by bit: a directory may hold 100,000 files.
        open = { directory, handle: fs.opendirSync(directory, { bufferSize: 256 }) };
      }
      do {
        const entry = open.handle.readSync();
        if (entry === null) {
          close();
          return { kind: 'end', entries, milliseconds: spent() };
        }
        const known = entryOf(directory, entry.name);
        if (known !== undefined) entries.push(known);
      } while (entries.length < most && spent() < milliseconds);
      return { kind: 'part', entries, milliseconds: spent() };
    } catch (error) {
      close();
      return unreadable(error);
    }
  };

  const space = ({ directory }: FileCalls['space']['question']): Space => {
    try {
      const realPath = fs.realpathSync.native(directory);
      const { bsize, blocks, bavail, files, ffree } = fs.statfsSync(realPath);
      return {
        kind: 'space',
        realPath,
        device: fs.statSync(realPath).dev,
        sizeBytes: blocks * bsize,
        availableBytes: bavail * bsize,
        inodes: files,
        freeInodes: ffree,
      };
    } catch (error) {
      return unreadable(error);
    }
  };

  const weighAll = ({ paths }: FileCalls['weigh']['question']): FileCalls['weigh']['answer'] =>
    paths.map((path) => {
      try {
        const stats = fs.statSync(path, { throwIfNoEntry: false });
        return stats && weigh(stats);
      } catch (error) {
        unreadable(error);
        return undefined;
      }
    });

  const answer = (asked: Asked) => {
    switch (asked.call) {
      case 'list':
        return list(asked.question);
      case 'space':
        return space(asked.question);
      case 'weigh':
        return weighAll(asked.question);
      case 'follow':
        return follow(asked.question);
      case 'read':
        return read(asked.question);
    }
  };
  parentPort?.on('message', (asked: Asked) => parentPort.postMessage(answer(asked)));
}
