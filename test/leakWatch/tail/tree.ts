import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeakBook } from '../../../src/leakWatch/book/book.js';
import { Journal } from '../../../src/leakWatch/book/journal.js';
import type { LogFilesOptions } from '../../../src/leakWatch/tail/files.js';
import { LogTail } from '../../../src/leakWatch/tail/tail.js';
import { FileCaller } from '../../../src/logs/fileCaller.js';
import { Walk } from '../../../src/logs/walk.js';
import { plainly, tokenScanner } from './tokenScanner.js';

type Options = Partial<Pick<LogFilesOptions, 'start' | 'filesAtMost'>>;

/** A log tree on disk, and a tail that reads it. Its clock stands still unless it is moved. */
export class Tree {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'tail-')));
  readonly logs = join(this.folder, 'logs');
  readonly #caller = new FileCaller();
  readonly #options: Options;
  #milliseconds = 0;
  #part: { journal: Journal; book: LeakBook; tail: LogTail } | undefined;

  constructor(options: Options = {}) {
    this.#options = options;
    mkdirSync(this.logs);
  }

  get tail(): LogTail {
    return this.#running.tail;
  }

  get book(): LeakBook {
    return this.#running.book;
  }

  get #running() {
    if (this.#part === undefined) throw new Error('it has not been started');
    return this.#part;
  }

  path(name: string): string {
    return join(this.logs, name);
  }

  /** Starts, or starts again after a crash: what was not committed is lost. */
  async start(): Promise<void> {
    const file = join(this.folder, 'leaks.journal');
    if (this.#part !== undefined) {
      const kept = existsSync(file) ? readFileSync(file) : '';
      await this.#part.journal.close();
      writeFileSync(file, kept);
    }
    const { journal, entries } = await Journal.open(file);
    const now = () => Date.now() + this.#milliseconds;
    const book = new LeakBook({ journal, entries, now });
    const tail = new LogTail({
      ...{ journal, entries, book, now, start: 'beginning', share: 1, ...this.#options },
      caller: this.#caller,
      scanner: tokenScanner,
      fingerprint: plainly,
      agentOf: (path) => (path.includes('Planner') ? 'Planner' : undefined),
      elapsed: () => performance.now() + this.#milliseconds,
    });
    this.#part = { journal, book, tail };
  }

  /** A pass over the tree. */
  async pass(): Promise<void> {
    const { tail } = this.#running;
    const root = { path: this.logs, device: statSync(this.logs).dev, place: 'here' };
    tail.files.begin(root);
    const walk = new Walk(this.#caller, root.place, root, tail.files);
    if ((await walk.slice(10_000)) !== 'done') throw new Error('the pass is not done');
    tail.files.end();
  }

  /** Reads until nothing is due. */
  async read(): Promise<void> {
    while ((await this.tail.round()) < 4000);
  }

  async look(): Promise<string[]> {
    await this.pass();
    await this.read();
    return this.shown;
  }

  /** What is open: name of the file, line, value. */
  get shown(): string[] {
    return this.book.open().map(describe).toSorted();
  }

  get ended(): string[] {
    return this.book.ended().map(describe).toSorted();
  }

  commit(): Promise<void> {
    return this.#running.journal.commit();
  }

  /** Moves the clock, by seconds. */
  wait(seconds: number): void {
    this.#milliseconds += seconds * 1000;
  }

  async remove(): Promise<void> {
    await this.#caller.stop();
    await this.#part?.journal.close();
    rmSync(this.folder, { recursive: true });
  }
}

function describe({ place, fingerprint }: ReturnType<LeakBook['open']>[number]): string {
  if (place.kind !== 'file') throw new Error('a log is a file');
  return `${place.file.split('/logs/')[1]}:${place.line} ${fingerprint}`;
}
