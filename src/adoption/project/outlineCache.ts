import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Outline } from '../python/outline.js';
import { outlineOf, unreadOutline } from '../python/outlineOf.js';
import { inSlices } from './slices.js';
import { readSourceFile } from './sourceFile.js';

/** Changes with every change of what an outline holds, so that outlines of older programs are not read. */
const format = 'fleetwatch-python-outlines-1';

interface Entry {
  /** Size, time of the last change in nanoseconds, and inode: together they change when a file does. */
  readonly stamp: string;
  readonly outline: Outline;
}

/** Outlines of Python files by their absolute paths. A file is read again only when it has changed. */
export class OutlineCache {
  readonly #entries = new Map<string, Entry>();
  #asked = new Set<string>();
  #isChanged = false;

  /** Whether it knows more or less than it did when it was made or restored. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** The outline of a file; `undefined` where there is no such file. Never rejects. */
  async outline(file: string): Promise<Outline | undefined> {
    const stamp = stampOf(file);
    if (stamp === undefined) {
      this.#forget(file);
      return undefined;
    }
    this.#asked.add(file);
    const known = this.#entries.get(file);
    if (known?.stamp === stamp) return known.outline;
    const source = readSourceFile(file);
    const outline =
      'text' in source ? await inSlices(outlineOf(source.text, file)) : unreadOutline(file, source.problem);
    this.#entries.set(file, { stamp, outline });
    this.#isChanged = true;
    return outline;
  }

  /** Forgets the files that nobody has asked for since the last sweep. */
  sweep(): void {
    for (const file of this.#entries.keys()) if (!this.#asked.has(file)) this.#forget(file);
    this.#asked = new Set();
  }

  #forget(file: string): void {
    if (this.#entries.delete(file)) this.#isChanged = true;
  }

  /** All of it as a text, for {@link restore} of a later process. */
  serialize(): string {
    const content = JSON.stringify([...this.#entries]);
    return `${format} ${digestOf(content)}\n${content}`;
  }

  /** Takes over what another cache has written. A text that is damaged or of another version changes nothing: false. */
  restore(text: string): boolean {
    const end = text.indexOf('\n');
    const content = text.slice(end + 1);
    if (text.slice(0, Math.max(end, 0)) !== `${format} ${digestOf(content)}`) return false;
    // The digest says that `serialize` of this very version wrote it.
    const entries: [string, Entry][] = JSON.parse(content);
    for (const [file, entry] of entries) this.#entries.set(file, entry);
    return true;
  }
}

function stampOf(file: string): string | undefined {
  try {
    const { size, mtimeNs, ino } = statSync(file, { bigint: true });
    return `${size} ${mtimeNs} ${ino}`;
  } catch {
    return undefined;
  }
}

function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
