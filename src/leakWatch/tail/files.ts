import { basename } from 'node:path';
import type { FileFacts } from '../../logs/fileCall.js';
import { isPacked } from '../../logs/owners.js';
import type { TreeListener, TreeRoot } from '../../logs/treeWatch.js';
import type { Gap } from '../../logs/walk.js';
import type { LeakBook } from '../book/book.js';
import type { Journal } from '../book/journal.js';
import { Finished } from './finished.js';
import { hasChanged, isRead, type LogFile, logFile, sourceOf, sourcePrefix } from './logFile.js';
import { atBeginning, skippedTo } from './position.js';
import { type FileRecord, keyOf, type Reading, readFileRecords } from './record.js';

export interface LogFilesOptions {
  readonly journal: Journal;
  readonly entries: ReadonlyMap<string, unknown>;
  readonly book: LeakBook;
  /** The agent whose log a file is, by its absolute path. */
  readonly agentOf: (path: string) => string | undefined;
  /** Where a file begins that is there at the very first start. */
  readonly start: 'beginning' | 'end';
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
  readonly filesAtMost?: number;
}

/** Each takes some 700 bytes of memory, and as many on disk. */
const filesAtMost = 20_000;
/** A file that is renamed while the tree is walked may be missed once. */
const missedAtMost = 1;
const begunKey = 'begun';

/** The files of the log tree: which are new, which bear another name now, which are gone. */
export class LogFiles implements TreeListener {
  readonly #options: LogFilesOptions;
  readonly #files = new Map<number, LogFile>();
  readonly #finished = new Finished();
  readonly #startedAt: number;
  /** Whether a pass has met all that was there at the very first start. */
  #begun: boolean;
  #root: TreeRoot | undefined;
  #pass: object = {};
  #gaps: string[] = [];
  /** Files that this pass has met. */
  #met = 0;
  #left = 0;
  #passedAt = 0;
  /** Files that give way to ones that were written later, the oldest last. */
  #giving: LogFile[] | undefined;

  constructor(options: LogFilesOptions) {
    this.#options = options;
    this.#startedAt = options.now() / 1000;
    this.#begun = options.entries.has(begunKey);
    for (const [inode, record] of readFileRecords(options.entries)) {
      this.#files.set(inode, logFile(inode, record, options.elapsed()));
    }
    for (const source of options.book.sources()) {
      if (!source.startsWith(sourcePrefix)) continue;
      if (!this.#files.has(Number(source.slice(sourcePrefix.length)))) options.book.see(source, []);
    }
  }

  get root(): TreeRoot | undefined {
    return this.#root;
  }

  /** Unix seconds of the end of the last complete pass; 0 while there was none. */
  get passedAt(): number {
    return this.#passedAt;
  }

  /** Files that are not remembered, for want of room. */
  get left(): number {
    return this.#left;
  }

  all(): IterableIterator<LogFile> {
    return this.#files.values();
  }

  has(file: LogFile): boolean {
    return this.#files.get(file.inode) === file;
  }

  /** The absolute path. */
  pathOf({ record: { path } }: LogFile): string {
    return `${this.#root?.path ?? ''}/${path}`;
  }

  begin(root: TreeRoot): void {
    this.#root = root;
    this.#pass = {};
    this.#gaps = [];
    this.#met = 0;
    this.#giving = undefined;
  }

  file(path: string, facts: FileFacts): void {
    const known = this.#known(path, facts) ?? this.#add(path, facts);
    if (known?.pass !== this.#pass) this.#met += 1;
    if (known === undefined) return;
    // One with several names keeps the one that a pass meets first.
    if (known.record.path !== path && known.pass !== this.#pass) this.#rename(known, path);
    known.pass = this.#pass;
    known.missed = 0;
    known.retry = true;
    this.seen(known, facts);
  }

  gap({ path }: Gap): void {
    this.#gaps.push(path === '' ? '' : `${path}/`);
  }

  end(): void {
    let remembered = 0;
    for (const file of this.#files.values()) {
      if (file.pass === this.#pass) {
        remembered += 1;
        this.#options.book.renew(sourceOf(file));
      } else if (!this.#gaps.some((gap) => file.record.path.startsWith(gap))) {
        this.#miss(file);
      }
    }
    for (const file of this.#files.values()) this.#judgePacked(file);
    this.#left = this.#met - remembered;
    this.#passedAt = this.#options.now() / 1000;
    if (this.#begun) return;
    this.#begun = true;
    this.#options.journal.put(begunKey, true);
  }

  /** Notes size and last write of a file. */
  seen(file: LogFile, { size, writtenAt }: Pick<FileFacts, 'size' | 'writtenAt'>): void {
    if (file.size === size && file.writtenAt === writtenAt) return;
    file.size = size;
    file.writtenAt = writtenAt;
    file.changedAt = this.#options.elapsed();
    file.rested = false;
    if (hasChanged(file)) file.arrears.grown(size, this.#options.now() / 1000);
  }

  /** Notes what was read of a file. */
  keep(file: LogFile, record: FileRecord): void {
    file.record = record;
    this.#options.journal.put(keyOf(file.inode), record);
  }

  /** Gives up a file that is gone, or out of sight, with all it showed. */
  forget(file: LogFile): void {
    if (isRead(file)) this.#finished.note(file.record.path, file.record.writtenAt);
    this.#options.book.see(sourceOf(file), []);
    this.#drop(file);
  }

  #known(path: string, facts: FileFacts): LogFile | undefined {
    const known = this.#files.get(facts.inode);
    if (known === undefined || isPackedFile(path) === (known.record.reading.kind === 'packed')) return known;
    // The inode of a file that went was given to another.
    this.forget(known);
    return undefined;
  }

  #drop(file: LogFile): void {
    this.#files.delete(file.inode);
    this.#options.journal.remove(keyOf(file.inode));
  }

  #add(path: string, facts: FileFacts): LogFile | undefined {
    if (!this.#makeRoom(facts.writtenAt)) return undefined;
    const isOld = !this.#begun && this.#options.start === 'end' && facts.bornAt < this.#startedAt;
    // Not looked at yet, also where nothing in it is new: the look takes what it will be known again by.
    const record: FileRecord = { path, size: 0, writtenAt: 0, reading: readingOf(path, isOld, facts.size) };
    const file = logFile(facts.inode, record, this.#options.elapsed());
    this.#files.set(file.inode, file);
    this.keep(file, record);
    return file;
  }

  #rename(file: LogFile, path: string): void {
    this.keep(file, { ...file.record, path });
    const name = this.pathOf(file);
    const agent = this.#options.agentOf(name);
    this.#options.book.renew(sourceOf(file), ({ place }) => ({
      agent,
      place: place.kind === 'file' ? { ...place, file: name } : place,
    }));
  }

  #miss(file: LogFile): void {
    file.missed += 1;
    if (file.missed > missedAtMost) this.forget(file);
  }

  #judgePacked(file: LogFile): void {
    const { record, writtenAt } = file;
    if (record.reading.kind !== 'packed' || record.reading.known) return;
    if (!this.#finished.holds(record.path, writtenAt)) return;
    this.keep(file, { ...record, reading: { kind: 'packed', known: true } });
  }

  /** A file that was written lately is worth more than one that lies there read. */
  #makeRoom(writtenAt: number): boolean {
    if (this.#files.size < (this.#options.filesAtMost ?? filesAtMost)) return true;
    this.#giving ??= this.#givingWay();
    const oldest = this.#giving.at(-1);
    if (oldest === undefined || oldest.writtenAt >= writtenAt) return false;
    this.#giving.pop();
    this.#drop(oldest);
    return true;
  }

  #givingWay(): LogFile[] {
    const sources = new Set(this.#options.book.sources());
    const idle = [...this.#files.values()].filter((file) => !hasChanged(file) && !sources.has(sourceOf(file)));
    return idle.sort((a, b) => b.writtenAt - a.writtenAt);
  }
}

function readingOf(path: string, isOld: boolean, size: number): Reading {
  if (isPackedFile(path)) return { kind: 'packed', known: isOld };
  return { kind: 'text', position: isOld ? skippedTo(size) : atBeginning };
}

function isPackedFile(path: string): boolean {
  return isPacked(basename(path));
}
