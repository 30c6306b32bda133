import type { Agent } from '../fleet/model.js';
import type { Scanner, Surface } from '../leaks/model.js';
import type { FileCaller } from '../logs/fileCaller.js';
import type { LogWatch } from '../logs/watch.js';
import type { Settings } from '../settings.js';
import { AcceptanceFile } from './acceptance/file.js';
import { judge } from './acceptance/judge.js';
import type { LeakBook } from './book/book.js';
import { Credentials } from './credentials.js';
import { type FileView, FileWatch } from './files/watch.js';
import { type Memory, openMemory } from './memory.js';
import { KnownContents } from './processes/knownContents.js';
import { type ProcessSweep, sweepProcesses } from './processes/sweep.js';
import { Reader } from './reading/reader.js';
import { Recorder } from './recorder.js';
import { scopeOf } from './scope.js';
import { LogTail } from './tail/tail.js';
import type { LeakView, ShownLeak } from './view.js';
import { viewOf } from './viewOf.js';

export interface LeakWatchOptions {
  readonly caller: FileCaller;
  /** Walks the log directory, and tells of the files in it. */
  readonly logs: Pick<LogWatch, 'tell' | 'agentOfFile'>;
  readonly scanner: Scanner;
  /** Whether there is a rule of that id. */
  readonly isRule: (id: string) => boolean;
  /** The agent that a process is or works for. */
  readonly agentOf: (pid: number) => Promise<string | undefined>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
}

/** What there is once key and book could be opened. */
interface Running {
  readonly memory: Memory;
  readonly recorder: Recorder;
  readonly files: FileWatch;
  readonly tail: LogTail;
}

/** Looks for credentials where they leak on one machine: in processes, in files, and in logs while they grow. */
export class LeakWatch {
  readonly #settings: Settings;
  readonly #options: LeakWatchOptions;
  readonly #reader: Reader;
  readonly #contents = new KnownContents();
  readonly #credentials = new Credentials();
  readonly #acceptances: AcceptanceFile | undefined;
  #scope: ReturnType<typeof scopeOf>;
  #running: Promise<Running> | undefined;
  #files: FileView | undefined;
  /** A fault of this program that ended the reading of logs. */
  #fault: unknown;

  constructor(settings: Settings, options: LeakWatchOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#reader = new Reader({ threads: options.caller.threads });
    this.#scope = scopeOf(settings, []);
    const { acceptedFile: file } = settings.leaks;
    const { isRule } = options;
    this.#acceptances = file === undefined ? undefined : new AcceptanceFile({ file, isRule, reader: this.#reader });
  }

  /** Watches the files of this fleet from now on. What is looked for, and where it is kept, stays as it was at the start. */
  setFleet(settings: Settings, agents: readonly Agent[]): void {
    this.#scope = scopeOf(settings, agents);
    // Where nothing runs, it begins with this scope.
    this.#running?.then(
      ({ files }) => files.setScope(this.#scope),
      () => undefined,
    );
  }

  /**
   * Looks at all processes, goes on with the files, and says how far the logs are. The first look begins it all. Throws
   * where there is no key, or no procfs.
   */
  async look(): Promise<LeakView> {
    const { memory, recorder, files, tail } = await this.#run();
    if (this.#fault !== undefined) await this.#startOver(memory, tail);
    const { fingerprint, book, journal, damage, file } = memory;
    const { procRoot } = this.#settings;
    const known = this.#contents;
    const sweep = await sweepProcesses({ ...this.#options, procRoot, reader: this.#reader, fingerprint, known });
    const sweptAt = this.#options.now() / 1000;
    recorder.processes(sweep);
    const passed = await files.look();
    if (passed !== undefined) {
      recorder.files(passed);
      this.#files = passed;
    }
    const acceptances = await this.#acceptances?.read();
    const why = await journal.commit().then(
      () => damage,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const leaks = shownLeaks(book, sweep);
    const now = this.#options.now();
    return viewOf({
      book,
      judged: judge(leaks, acceptances?.entries ?? [], now),
      acceptanceFindings: acceptances?.findings ?? [],
      credentials: this.#credentials,
      sweep,
      sweptAt,
      unreadEnvironments: await this.#unreadEnvironments(sweep),
      files: this.#files,
      logs: tail.figures(),
      notSaved: why === undefined ? undefined : { file, why },
      now: now / 1000,
    });
  }

  /** Looks no more. The thread is that of the caller, which ends it. */
  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    if (running !== undefined) await this.#end(running.memory, running.tail);
    await this.#reader.stop();
  }

  #run(): Promise<Running> {
    this.#running ??= this.#begin().catch((error: unknown) => {
      // The next look tries again.
      this.#running = undefined;
      throw error;
    });
    return this.#running;
  }

  async #begin(): Promise<Running> {
    const { caller, logs, now, elapsed } = this.#options;
    const { stateDirectory, procRoot, leaks } = this.#settings;
    const memory = await openMemory(stateDirectory, now);
    const { maxFileBytes } = leaks;
    const files = new FileWatch({ ...this.#options, ...memory, procRoot, reader: this.#reader, maxFileBytes });
    files.setScope(this.#scope);
    const agentOf = (path: string) => logs.agentOfFile(path);
    const { scanner } = this.#options;
    const reading = { share: leaks.logShare, start: leaks.logStart, agentOf };
    const tail = new LogTail({ ...memory, ...reading, caller, scanner, now, elapsed });
    logs.tell(tail.files);
    tail.start((error) => {
      this.#fault = error;
    });
    return { memory, recorder: new Recorder(memory.book), files, tail };
  }

  /** After a fault everything is read anew from what is kept, with the next look. This one fails, for all to see. */
  async #startOver(memory: Memory, tail: LogTail): Promise<never> {
    const cause = this.#fault;
    this.#fault = undefined;
    this.#running = undefined;
    await this.#end(memory, tail);
    throw new Error('the reading of logs has ended', { cause });
  }

  async #end({ journal }: Memory, tail: LogTail): Promise<void> {
    this.#options.logs.tell(undefined);
    await tail.stop();
    // What cannot be written now is seen anew after the next start.
    await journal.close().catch(() => undefined);
  }

  async #unreadEnvironments({ unread }: ProcessSweep): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { pid, surface } of unread) {
      const agent = surface === 'environ' ? await this.#options.agentOf(pid) : undefined;
      if (agent !== undefined) counts.set(agent, (counts.get(agent) ?? 0) + 1);
    }
    return counts;
  }
}

/** What of a process shows a leak is known from the look at it alone. */
function shownLeaks(book: LeakBook, { sightings }: ProcessSweep): ShownLeak[] {
  const keyOf = (surface: Surface, pid: number, fingerprint: string) => `${surface} ${pid} ${fingerprint}`;
  const wheres = new Map(
    sightings.map(({ surface, place, fingerprint, where }) => [keyOf(surface, place.pid, fingerprint), where]),
  );
  return book.open().map((leak) => {
    const { surface, place, fingerprint } = leak;
    const where = place.kind === 'process' ? wheres.get(keyOf(surface, place.pid, fingerprint)) : undefined;
    return { ...leak, where };
  });
}
