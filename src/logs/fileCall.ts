/** What can be asked of a file system. Every one of these may hang as long as a server does not answer. */
export interface FileCalls {
  /** Reads a directory for so many milliseconds, or goes on where the last such call stopped. */
  readonly list: {
    readonly question: { readonly directory: string; readonly goOn: boolean; readonly milliseconds: number };
    readonly answer: Listing;
  };
  /** Asks how full the file system of a directory is. */
  readonly space: { readonly question: { readonly directory: string }; readonly answer: Space };
  /** Asks what the files behind paths take, such as `/proc/<pid>/fd/<n>`; nothing for those that are gone. */
  readonly weigh: {
    readonly question: { readonly paths: readonly string[] };
    readonly answer: readonly (Weight | undefined)[];
  };
  /**
   * Asks of files whether they have changed, and reads on in those that have. They are kept open from one such call to
   * the next, so that one that is renamed or deleted between the two is still the same.
   */
  readonly follow: {
    /** `memory` takes the bytes that are read. One that is caught in a call may still be written to later. */
    readonly question: { readonly files: readonly Followed[]; readonly memory: SharedArrayBuffer };
    /** Of files with news only. */
    readonly answer: { readonly news: readonly News[]; readonly milliseconds: number };
  };
}

export type FileCall = keyof FileCalls;

/** Part of a directory; `end` with its last part. `milliseconds` is the time it took. */
export type Listing =
  | { readonly kind: 'part' | 'end'; readonly entries: readonly Entry[]; readonly milliseconds: number }
  | Unreadable;

/** `code` is the error's name, such as `EACCES` (errno(3)). */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly code: string;
}

/** What stands in a directory; sockets, pipes and devices are left out. */
export type Entry =
  | (FileFacts & { readonly kind: 'file'; readonly name: string })
  | { readonly kind: 'directory'; readonly name: string; readonly device: number }
  /** `target` as the link holds it. */
  | { readonly kind: 'link'; readonly name: string; readonly target: string }
  | { readonly kind: 'unreadable'; readonly name: string };

/** A file, from lstat(2). Times are Unix seconds. */
export interface FileFacts extends Weight {
  /** Of the last write. */
  readonly writtenAt: number;
  /** Of its creation; 0 where the file system does not keep it. */
  readonly bornAt: number;
}

export interface Weight {
  /** Names the file has left; 0 for one that is only held open. */
  readonly links: number;
  readonly inode: number;
  readonly device: number;
  /** Bytes that a reader sees; holes count. */
  readonly size: number;
  /** Bytes on disk: st_blocks, which are of 512 bytes each (stat(3type)). */
  readonly diskBytes: number;
}

/** A file as it was when it was last asked for: by what it is, its size and the time of its last write. */
export interface Followed extends Pick<FileFacts, 'device' | 'inode' | 'size' | 'writtenAt'> {
  /** Where it was; a symbolic link there is not followed. */
  readonly path: string;
  /** Offset and number of the bytes that are wanted if it has changed. */
  readonly from: number;
  readonly length: number;
}

export interface News {
  /** Index of the file in the question. */
  readonly nth: number;
  /** The file itself, whatever its name is now; nothing where it can no longer be reached. */
  readonly facts: FileFacts | undefined;
  /** Another file that bears its name now. */
  readonly named: FileFacts | undefined;
  /** Why it cannot be opened: the error's name, such as `EACCES` (errno(3)). */
  readonly code: string | undefined;
  /** Where its bytes stand in the memory; nothing where there was no room for them. */
  readonly part: Part | undefined;
}

/** Offsets in the memory: the first bytes of the file from `head` on, those that were wanted from `start` on. */
export interface Part {
  readonly head: number;
  readonly start: number;
  readonly end: number;
}

/** A file system as statfs(2) describes it. Sizes in bytes. */
export type Space =
  | {
      readonly kind: 'space';
      /** The directory without symbolic links. */
      readonly realPath: string;
      readonly device: number;
      readonly sizeBytes: number;
      /** What programs without privileges may still take; the kernel keeps a part for root. */
      readonly availableBytes: number;
      /** 0 where the file system has no fixed number of inodes. */
      readonly inodes: number;
      readonly freeInodes: number;
    }
  | Unreadable;
