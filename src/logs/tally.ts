import type { FileFacts } from './fileCall.js';

/** The log files of one agent, as one pass over the tree found them. Times are Unix seconds, 0 where there is no file. */
export interface Tally {
  readonly files: number;
  /** On disk, files put aside included. */
  readonly diskBytes: number;
  /** Of the largest file that is not put aside, on disk. */
  readonly largestBytes: number;
  readonly largestFile: string | undefined;
  readonly lastWriteAt: number;
  /** When the oldest file began, as far as can be told. */
  readonly oldestAt: number;
  /** The last write to a file that was put aside: about the moment in which that was done. */
  readonly putAsideAt: number;
}

export const emptyTally: Tally = {
  files: 0,
  diskBytes: 0,
  largestBytes: 0,
  largestFile: undefined,
  lastWriteAt: 0,
  oldestAt: 0,
  putAsideAt: 0,
};

/** The tally with one more file. */
export function withFile(tally: Tally, path: string, file: FileFacts, rotated: boolean): Tally {
  const larger = !rotated && (tally.largestFile === undefined || file.diskBytes > tally.largestBytes);
  // A compressed file is younger than what it holds, a copied one may be older than its place.
  const began = file.bornAt > 0 ? Math.min(file.bornAt, file.writtenAt) : file.writtenAt;
  return {
    files: tally.files + 1,
    diskBytes: tally.diskBytes + file.diskBytes,
    largestBytes: larger ? file.diskBytes : tally.largestBytes,
    largestFile: larger ? path : tally.largestFile,
    lastWriteAt: Math.max(tally.lastWriteAt, file.writtenAt),
    oldestAt: tally.files === 0 ? began : Math.min(tally.oldestAt, began),
    putAsideAt: rotated ? Math.max(tally.putAsideAt, file.writtenAt) : tally.putAsideAt,
  };
}
