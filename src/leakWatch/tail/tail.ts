import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Scanner } from '../../leaks/model.js';
import type { Followed, News, Part } from '../../logs/fileCall.js';
import type { FileCaller } from '../../logs/fileCaller.js';
import type { TreeRoot } from '../../logs/treeWatch.js';
import type { LeakBook } from '../book/book.js';
import type { Fingerprint } from '../fingerprint.js';
import type { Sighting } from '../sighting.js';
import type { LogFigures } from '../view.js';
import { figuresOf } from './figures.js';
import { LogFiles, type LogFilesOptions } from './files.js';
import { type LogFile, sourceOf } from './logFile.js';
import { beginOf, look } from './look.js';
import { atBeginning, cutBack, type LoggedLeak, type Position } from './position.js';
import { Ration } from './ration.js';
import { isDue, nextToAsk, rests } from './schedule.js';

export interface LogTailOptions extends LogFilesOptions {
  readonly caller: Pick<FileCaller, 'ask'>;
  readonly book: LeakBook;
  readonly scanner: Scanner;
  readonly fingerprint: Fingerprint;
  /** Largest share of one core. */
  readonly share: number;
}

/** Between two looks at files in which nothing is due: each look at a file that has grown takes about 0.2 ms. */
const pollMilliseconds = 4000;
/** Read of a file at a time: what the slowest input takes the scanner to look through is no stall yet. */
const pieceBytes = 256 * 1024;
const bytesAtATime = 1024 * 1024;
/** Milliseconds of looking at bytes after which the event loop gets its turn. */
const sliceMilliseconds = 4;

/**
 * Reads the logs of a machine while they grow, and notes in the book what they show. What was read and what was found go
 * into the journal together, so that after a crash nothing is missed and nothing is found twice. What is written and cut
 * away again between two looks is not seen.
 */
export class LogTail {
  /** To be told of the files of the tree. */
  readonly files: LogFiles;
  readonly #options: LogTailOptions;
  readonly #ration: Ration;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #memory = new SharedArrayBuffer(bytesAtATime);
  #rounds = 0;
  #lookedAt = 0;

  constructor(options: LogTailOptions) {
    this.#options = options;
    this.files = new LogFiles(options);
    this.#ration = new Ration(options.share, options.elapsed);
  }

  /** Reads from now on, until it is stopped. `failed` is told of a fault of this program, which ends it. */
  start(failed: (error: unknown) => void): void {
    this.#running = this.#run().catch(failed);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  figures(): LogFigures {
    return figuresOf(this.files, this.#lookedAt);
  }

  /** Looks once at files that may have grown, and reads on in them. Gives the milliseconds until the next time. */
  async round(): Promise<number> {
    const { caller, now, elapsed } = this.#options;
    const { root } = this.files;
    if (root === undefined) return pollMilliseconds;
    const asked = nextToAsk(this.files.all(), now() / 1000, elapsed());
    const answer = await caller.ask(root.place, 'follow', {
      files: asked.map((file) => this.#questionOf(file, root)),
      memory: this.#memory,
    });
    if (answer === 'stuck') {
      // Should the call come back later, it writes where nobody reads.
      this.#memory = new SharedArrayBuffer(bytesAtATime);
      return pollMilliseconds;
    }
    this.#rounds += 1;
    const spent = answer.milliseconds + (await this.#take(asked, answer.news));
    const rest = this.#ration.spend(spent);
    if (asked.some((file) => this.files.has(file) && isDue(file, elapsed()))) return rest;
    this.#lookedAt = this.files.passedAt === 0 ? 0 : now() / 1000;
    return Math.max(rest, pollMilliseconds);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const rest = await this.round();
      await sleep(rest, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  #questionOf(file: LogFile, root: TreeRoot): Followed {
    const { inode, record } = file;
    const { reading, writtenAt } = record;
    const position = reading.kind === 'packed' ? atBeginning : reading.position;
    const from = beginOf(position, this.#options.scanner);
    return {
      ...{ path: this.files.pathOf(file), device: root.device, inode, writtenAt, from },
      // A file in which something is due is read, whether or not it has changed.
      size: isDue(file, this.#options.elapsed()) ? -1 : record.size,
      length: position.offset - from + pieceBytes,
    };
  }

  /** Looks at what is new; gives the milliseconds that took. */
  async #take(asked: readonly LogFile[], news: readonly News[]): Promise<number> {
    let spent = 0;
    let sliceStart = performance.now();
    for (const item of news) {
      const file = asked[item.nth];
      if (file !== undefined && this.files.has(file)) this.#hear(file, item);
      const slice = performance.now() - sliceStart;
      if (slice < sliceMilliseconds) continue;
      spent += slice;
      await nextTurn();
      sliceStart = performance.now();
    }
    // Credentials may stand in them.
    new Uint8Array(this.#memory).fill(0, 0, Math.max(0, ...news.map(({ part }) => part?.end ?? 0)));
    return spent + performance.now() - sliceStart;
  }

  #hear(file: LogFile, { facts, named, code, part }: News): void {
    if (named !== undefined) this.files.file(file.record.path, named);
    if (facts === undefined) {
      file.unreachable = code === undefined ? 'lost' : code === 'EACCES' || code === 'EPERM' ? 'denied' : 'failed';
      file.retry = false;
      return;
    }
    file.unreachable = undefined;
    this.files.seen(file, facts);
    const isGone = facts.links === 0;
    if (part !== undefined) this.#read(file, part, isGone);
    if (!isGone) return;
    // Without a name it can be read as long as it is held open here. What is written to it later, nobody will find.
    if (part !== undefined && !file.more) this.files.forget(file);
    else file.more = true;
  }

  #read(file: LogFile, part: Part, isGone: boolean): void {
    const { scanner, elapsed } = this.#options;
    const { reading, path } = file.record;
    if (reading.kind === 'packed') return;
    const { size, writtenAt } = file;
    const from = beginOf(reading.position, scanner);
    const piece = {
      from,
      bytes: Buffer.from(this.#memory, part.start, part.end - part.start),
      head: Buffer.from(this.#memory, part.head, part.start - part.head),
      size,
      rests: isGone || rests(file, elapsed()),
    };
    const looked = look(reading.position, piece, this.#options);
    file.servedIn = this.#rounds;
    file.rested = piece.rests;
    // A file that gives less than its size says gives no more for being asked again, until it changes.
    file.more = from + piece.bytes.length < size && piece.bytes.length >= pieceBytes;
    if (looked.kind === 'short') {
      this.files.keep(file, { path, size, writtenAt, reading });
      return;
    }
    if (!('position' in looked)) {
      this.#startAgain(file, looked.kind === 'cut' ? cutBack(reading.position) : atBeginning);
      return;
    }
    const { position, settled } = looked;
    file.arrears.read(position.looked);
    this.files.keep(file, {
      path,
      size,
      writtenAt,
      reading: { kind: looked.kind === 'binary' ? 'binary' : 'text', position },
    });
    this.#options.book.add(sourceOf(file), this.#sightings(file, settled), this.#sightings(file, position.pending));
  }

  /** Goes on at a position before which all is as it was. What was shown of what stood behind it has ended. */
  #startAgain(file: LogFile, position: Position): void {
    if (position.offset === 0) this.#options.book.see(sourceOf(file), []);
    else this.#options.book.add(sourceOf(file), [], []);
    this.files.keep(file, { ...file.record, size: 0, writtenAt: 0, reading: { kind: 'text', position } });
    file.more = true;
  }

  #sightings(file: LogFile, leaks: readonly LoggedLeak[]): Sighting[] {
    if (leaks.length === 0) return [];
    const path = this.files.pathOf(file);
    const agent = this.#options.agentOf(path);
    return leaks.map(({ rule, fingerprint, line, column }) => ({
      ...{ surface: 'log', rule, fingerprint, agent },
      place: { kind: 'file', file: path, line, column },
    }));
  }
}
