import type { Stats } from 'node:fs';
import type { FileCalls, FileFacts, Followed, News, Part } from './fileCall.js';

type Follow = (question: FileCalls['follow']['question']) => FileCalls['follow']['answer'];

export interface FollowLimits {
  /** Files kept open at most: of the 1024 descriptors that a process usually has, few should be taken by this. */
  readonly heldAtMost: number;
  /** First bytes of a file that are handed over with every part of it. */
  readonly headBytes: number;
}

export const followLimits: FollowLimits = { heldAtMost: 128, headBytes: 64 };

/** What the thread has for all its calls. */
export interface ThreadTools {
  readonly fs: typeof import('node:fs');
  readonly factsOf: (stats: Stats) => FileFacts;
  /** The name of a system error; throws what is none. */
  readonly codeOf: (error: unknown) => string;
}

/** Follows files in the thread. It is handed over as text, as all of the thread is, and knows nothing but its parameters. */
export function followFiles({ fs, factsOf, codeOf }: ThreadTools, { heldAtMost, headBytes }: FollowLimits): Follow {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
  const held = new Map<string, number>();

  const identityOf = ({ device, inode }: Pick<Followed, 'device' | 'inode'>) => `${device}:${inode}`;
  const isSame = (file: Followed, stats: Stats) =>
    stats.isFile() && stats.dev === file.device && stats.ino === file.inode;
  const release = (identity: string) => {
    const fd = held.get(identity);
    held.delete(identity);
    if (fd !== undefined) fs.closeSync(fd);
  };

  /** The file if it is held, or still bears its name; it is held from then on. */
  const reach = (file: Followed, named: Stats | undefined): { fd: number; stats: Stats } | undefined => {
    const known = held.get(identityOf(file));
    if (known !== undefined) return { fd: known, stats: fs.fstatSync(known) };
    if (named === undefined || !isSame(file, named)) return undefined;
    // O_NONBLOCK: should it have become a FIFO by now, opening it does not wait for a writer (fifo(7)).
    const fd = fs.openSync(file.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    held.set(identityOf(file), fd);
    const stats = fs.fstatSync(fd);
    if (isSame(file, stats)) return { fd, stats };
    release(identityOf(file));
    return undefined;
  };

  const read = (file: Followed, fd: number, size: number, memory: Uint8Array, used: number): Part | undefined => {
    const start = used + Math.min(headBytes, size);
    const length = Math.max(0, Math.min(file.length, size - file.from));
    if (start + length > memory.length) return undefined;
    fs.readSync(fd, memory, used, start - used, 0);
    return { head: used, start, end: length === 0 ? start : start + fs.readSync(fd, memory, start, length, file.from) };
  };

  const newsOf = (file: Followed, nth: number, memory: Uint8Array, used: number): News | undefined => {
    try {
      const atName = fs.lstatSync(file.path, { throwIfNoEntry: false });
      const named = atName?.isFile() && !isSame(file, atName) ? factsOf(atName) : undefined;
      const reached = reach(file, atName);
      if (reached === undefined) return { nth, facts: undefined, named, code: undefined, part: undefined };
      const facts = factsOf(reached.stats);
      const unchanged = facts.size === file.size && facts.writtenAt === file.writtenAt;
      if (unchanged && facts.links > 0 && named === undefined) return undefined;
      const part = unchanged ? undefined : read(file, reached.fd, facts.size, memory, used);
      return { nth, facts, named, code: undefined, part };
    } catch (error) {
      return { nth, facts: undefined, named: undefined, code: codeOf(error), part: undefined };
    }
  };

  return ({ files, memory }) => {
    const began = performance.now();
    const wanted = new Set(files.map(identityOf));
    for (const identity of [...held.keys()]) if (!wanted.has(identity)) release(identity);
    const bytes = new Uint8Array(memory);
    const news: News[] = [];
    let used = 0;
    for (const [nth, file] of files.entries()) {
      const found = newsOf(file, nth, bytes, used);
      if (found !== undefined) news.push(found);
      used = found?.part?.end ?? used;
      if (held.size > heldAtMost) release(identityOf(file));
    }
    return { news, milliseconds: performance.now() - began };
  };
}
