import { Arrears } from './arrears.js';
import type { FileRecord } from './record.js';

/**
 * One file of the log tree: what is remembered of it, and what was last seen of it. It is known by its inode: the tree is on one file system, and the number of that may be
 * another one after a mount. What is remembered of its bytes tells when the inode is another file's.
 */
export interface LogFile {
  readonly inode: number;
  record: FileRecord;
  /** As last seen; `record` has them as of the last look. */
  size: number;
  writtenAt: number;
  /** When these were last seen to change; milliseconds of a clock that is never set. */
  changedAt: number;
  /** Whether the last look ended before the file did. */
  more: boolean;
  /** Whether it was looked at, an unfinished line included, since it last changed. */
  rested: boolean;
  /** Why it could not be read the last time; `lost` where it does not bear its name any more. */
  unreachable: 'lost' | 'denied' | 'failed' | undefined;
  /** Whether a pass has met it since then. */
  retry: boolean;
  /** The pass that last met it, and how many have missed it since. */
  pass: object | undefined;
  missed: number;
  /** Number of the round that last read in it. */
  servedIn: number;
  arrears: Arrears;
}

/** Name of the file among the book's sources. */
export function sourceOf({ inode }: Pick<LogFile, 'inode'>): string {
  return `${sourcePrefix}${inode}`;
}

export const sourcePrefix = 'log ';

/** A file that was just met, or that is remembered from a former run. */
export function logFile(inode: number, record: FileRecord, changedAt: number): LogFile {
  const { size, writtenAt } = record;
  return {
    ...{ inode, record, size, writtenAt, changedAt, more: false, rested: false },
    ...{ unreachable: undefined, retry: false, pass: undefined, missed: 0, servedIn: 0 },
    arrears: new Arrears(),
  };
}

/** Bytes that were not looked at yet. */
export function unreadBytes({ record: { reading }, size }: LogFile): number {
  return reading.kind === 'packed' ? 0 : Math.max(0, size - reading.position.looked);
}

/** Whether all of it was read. */
export function isRead(file: LogFile): boolean {
  return file.record.reading.kind !== 'packed' && unreadBytes(file) === 0;
}

/** Whether it was not looked at since it last changed. */
export function hasChanged({ record, size, writtenAt }: LogFile): boolean {
  return record.reading.kind !== 'packed' && (record.size !== size || record.writtenAt !== writtenAt);
}
