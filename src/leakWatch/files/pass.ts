import type { Scanner } from '../../leaks/model.js';
import type { FileFacts } from '../../logs/fileCall.js';
import type { Fingerprint } from '../fingerprint.js';
import type { Reader } from '../reading/reader.js';
import { type FileHit, FileScan } from './fileScan.js';
import { Gaps } from './gaps.js';

/** A file to look through. */
export interface Subject {
  readonly path: string;
  /** Where it is found by a walk; a file that is named is read whatever its facts. */
  readonly facts: FileFacts | undefined;
  /** What hangs together with it. */
  readonly place: string;
  /** Part of the description of a container, which only root may read as a rule. */
  readonly container: boolean;
}

/** What is known of a file. */
export interface KnownFile {
  readonly facts: FileFacts | undefined;
  readonly hits: readonly FileHit[];
  /** It was written so shortly before it was read that it may have changed since without its time showing that. */
  readonly young: boolean;
}

export interface FilePassOptions {
  readonly scanner: Scanner;
  readonly fingerprint: Fingerprint;
  readonly reader: Reader;
  readonly maxFileBytes: number;
  /** What former passes have found. */
  readonly known: ReadonlyMap<string, KnownFile>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Seconds; far above the grain of any file system's times, which is 2 s on FAT at the worst. */
const youngSeconds = 3;

interface Open {
  readonly subject: Subject;
  readonly scan: FileScan;
  from: number;
}

/** One pass over the files: those that have changed are read, of the others it is known what they hold. */
export class FilePass {
  readonly gaps = new Gaps();
  /** All files that were there and could be looked through, also in part. */
  readonly found = new Map<string, KnownFile>();
  /** Files that are there as far as is known, and could not be looked through now. */
  readonly unsure = new Set<string>();
  readonly #options: FilePassOptions;

  constructor(options: FilePassOptions) {
    this.#options = options;
  }

  /** Looks through files; those that have not changed cost nothing. */
  async look(subjects: readonly Subject[]): Promise<void> {
    const { maxFileBytes, known } = this.#options;
    let open: Open[] = [];
    for (const subject of subjects) {
      const { path, facts } = subject;
      const before = known.get(path);
      if (facts !== undefined && facts.size > maxFileBytes) this.#tooLarge(path);
      else if (before !== undefined && isSame(before, facts)) this.found.set(path, before);
      else open.push({ subject, scan: this.#newScan(), from: 0 });
    }
    // Large files come in pieces: all of them take a step at a time.
    while (open.length > 0) open = await this.#step(open);
  }

  #newScan(): FileScan {
    return new FileScan(this.#options.scanner, this.#options.fingerprint);
  }

  async #step(open: readonly Open[]): Promise<Open[]> {
    const unfinished: Open[] = [];
    const wanted = open.map(({ subject: { path, place, facts }, from }) => {
      // A link in the tree is not followed; files that are named may be links, as mounted ones are in Kubernetes.
      return { path, place, from, followed: facts === undefined };
    });
    await this.#options.reader.read(wanted, (index, content) => {
      const entry = open[index];
      if (entry === undefined) return;
      if (content.kind !== 'bytes') {
        this.#notRead(entry.subject, content.kind);
        return;
      }
      const next = entry.scan.take(content.bytes, content.end);
      if (next === undefined) this.#done(entry);
      else if (next < this.#options.maxFileBytes) unfinished.push({ ...entry, from: next });
      else {
        this.gaps.note('large', entry.subject.path);
        this.#done(entry);
      }
    });
    return unfinished;
  }

  #done({ subject: { path, facts }, scan }: Open): void {
    const young = facts !== undefined && this.#options.now() / 1000 - facts.writtenAt < youngSeconds;
    this.found.set(path, { facts, hits: scan.hits, young });
  }

  #tooLarge(path: string): void {
    this.gaps.note('large', path);
    this.unsure.add(path);
  }

  #notRead({ path, container }: Subject, kind: 'gone' | 'denied' | 'failed' | 'special' | 'stuck'): void {
    if (kind === 'gone' || kind === 'special') return;
    this.gaps.note(container && kind === 'denied' ? 'container' : kind, path);
    this.unsure.add(path);
  }
}

/** Whether a file is as it was read. Its size and inode tell where its time was set back (utimensat(2)). */
function isSame({ facts: before, young }: KnownFile, now: FileFacts | undefined): boolean {
  if (before === undefined || now === undefined || young) return false;
  return (
    before.inode === now.inode &&
    before.device === now.device &&
    before.size === now.size &&
    before.writtenAt === now.writtenAt
  );
}
