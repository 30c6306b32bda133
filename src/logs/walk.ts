import { dirname, resolve } from 'node:path';
import type { Entry, FileCalls, FileFacts, Listing } from './fileCall.js';
import type { Stuck } from './fileCaller.js';

/** Why part of the tree was not looked at. `denied`: no permission; `failed`: any other error; `mount`: another file system
 * is mounted there; `link`: a symbolic link that leads out of the tree, and is not followed. */
export const gapReasons = ['denied', 'failed', 'mount', 'link'] as const;
export type GapReason = (typeof gapReasons)[number];

/** Something in the tree that was not looked at. */
export interface Gap {
  readonly reason: GapReason;
  /** Relative to the root; empty for the root itself. */
  readonly path: string;
}

export interface WalkEvents {
  /** A file, by its path relative to the root. */
  file(path: string, facts: FileFacts): void;
  gap(gap: Gap): void;
}

/** Lists directories bit by bit. */
export interface Lister {
  ask(place: string, call: 'list', question: FileCalls['list']['question']): Promise<Listing | Stuck>;
}

/** What a slice came to: the tree is not done, done, or does not answer. */
export type SliceOutcome = 'more' | 'done' | 'stuck';

/** A call costs about this much besides what it does, in milliseconds. */
const callMilliseconds = 0.1;

/** One pass over a directory tree, in slices. Symbolic links are not followed, other file systems not entered. */
export class Walk {
  readonly #caller: Lister;
  readonly #place: string;
  readonly #root: { readonly path: string; readonly device: number };
  readonly #events: WalkEvents;
  readonly #pending: string[] = [''];
  /** The directory that the last listing left unfinished. */
  #unfinished: string | undefined;

  /** @param root without symbolic links */
  constructor(
    caller: Lister,
    place: string,
    root: { readonly path: string; readonly device: number },
    events: WalkEvents,
  ) {
    this.#caller = caller;
    this.#place = place;
    this.#root = root;
    this.#events = events;
  }

  /** Goes on for about so many milliseconds of work. */
  async slice(milliseconds: number): Promise<SliceOutcome> {
    let left = milliseconds;
    for (;;) {
      const directory = this.#pending.at(-1);
      if (directory === undefined) return 'done';
      if (left <= 0) return 'more';
      const listing = await this.#caller.ask(this.#place, 'list', {
        directory: directory === '' ? this.#root.path : `${this.#root.path}/${directory}`,
        goOn: directory === this.#unfinished,
        milliseconds: left,
      });
      if (listing === 'stuck') return 'stuck';
      this.#unfinished = listing.kind === 'part' ? directory : undefined;
      if (listing.kind !== 'part') this.#pending.pop();
      if (listing.kind === 'unreadable') {
        left -= callMilliseconds;
        this.#notListed(directory, listing.code);
        continue;
      }
      left -= callMilliseconds + listing.milliseconds;
      this.#take(directory, listing.entries);
    }
  }

  #take(directory: string, entries: readonly Entry[]): void {
    const found: string[] = [];
    for (const entry of entries) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.kind === 'file') this.#events.file(path, entry);
      else if (entry.kind === 'unreadable') this.#events.gap({ reason: 'failed', path });
      else if (entry.kind === 'link') this.#link(path, entry.target);
      else if (entry.device === this.#root.device) found.push(path);
      else this.#events.gap({ reason: 'mount', path });
    }
    // Behind the directory that is being read: the thread keeps one directory open, and goes on in that one.
    this.#pending.splice(Math.max(0, this.#pending.length - 1), 0, ...found);
  }

  /** A link within the tree leads to what is counted anyway. Where it leads is judged by its text: nothing is touched. */
  #link(path: string, target: string): void {
    const from = dirname(`${this.#root.path}/${path}`);
    if (!`${resolve(from, target)}/`.startsWith(`${this.#root.path}/`)) this.#events.gap({ reason: 'link', path });
  }

  #notListed(path: string, code: string): void {
    // A directory below the root may be removed while the tree is walked.
    if ((code === 'ENOENT' || code === 'ENOTDIR') && path !== '') return;
    this.#events.gap({ reason: code === 'EACCES' || code === 'EPERM' ? 'denied' : 'failed', path });
  }
}
