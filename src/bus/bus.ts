import { join } from 'node:path';
import { EventLog } from './buffer/log.js';
import { Courier } from './courier.js';
import type { Happening } from './event.js';
import { type BusMode, type SinkName, sinkNames, sinksOf } from './mode.js';
import type { BufferOptions } from './options.js';
import type { SendFailure, Sink } from './sinks/sink.js';
import { type BusStanding, freshStanding, parseStanding, type StandingFile, standingAt } from './standing.js';
import { BusTally } from './tally.js';
import { type Draft, Writer } from './writer.js';

/** What is to be said of a bus as it happens. */
export interface BusNews {
  /** A sink begins to fail, or fails otherwise; `undefined`: it works again. */
  readonly sink: (sink: SinkName, failure: SendFailure | undefined) => void;
  /** The buffer cannot be opened or written; `undefined`: it can again. */
  readonly buffer: (error: unknown) => void;
}

export interface BusSetting {
  readonly machine: string;
  /** Of the bus alone. */
  readonly directory: string;
  readonly buffer: BufferOptions;
  readonly standing: StandingFile;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly news: BusNews;
}

/** Beside what happened. */
export interface Publication {
  /** Unix time in milliseconds; by default now. */
  readonly at?: number;
  /**
   * Number of what the event was made from, growing from event to event. The bus tells the highest one again after a
   * restart, so that nothing is published twice or left out.
   */
  readonly mark?: number;
}

/** What can be seen of one sink. */
export interface SinkView {
  readonly name: SinkName;
  /** Whether events of now are for it. */
  readonly isActive: boolean;
  /** Whether its last attempt was acknowledged. */
  readonly isUp: boolean;
  readonly backlog: { readonly events: number; readonly bytes: number; readonly oldestAt: number | undefined };
}

/** Milliseconds between two looks at what can go, and at what has to be kept. */
const tidyMilliseconds = 5000;
const openAgainMilliseconds = 5000;
/** Events that wait for the buffer to be opened, at most. */
const mostEarly = 10_000;

/** What runs once the buffer is open. */
interface Works {
  readonly log: EventLog;
  readonly writer: Writer;
  readonly couriers: Readonly<Record<SinkName, Courier>>;
  readonly epoch: string;
}

/**
 * Events of one machine on their way to others. What is published is on the disk first, and goes from there to each sink
 * in its own time; see `docs/bus.md`.
 */
export class Bus {
  readonly tally = new BusTally();
  readonly #setting: BusSetting;
  #mode: BusMode = 'off';
  #sinks: Readonly<Partial<Record<SinkName, Sink>>> = {};
  #works: Works | undefined;
  /** Published before the buffer was open. */
  #early: Draft[] = [];
  #mark: number | undefined;
  #saved = '';
  /** Events a second that were published before the last look. */
  #livePerSecond = 0;
  #sinceLook = 0;
  #timer: NodeJS.Timeout | undefined;
  #working = Promise.resolve();
  #isStopped = false;

  constructor(setting: BusSetting) {
    this.#setting = setting;
  }

  get mode(): BusMode {
    return this.#mode;
  }

  /** Of the last event on the disk; 0 before the first. */
  get sequence(): number {
    return this.#works?.writer.sequence ?? 0;
  }

  /** The highest mark that was ever published here, or `undefined` where there never was one. Known once started. */
  get mark(): number | undefined {
    return this.#mark;
  }

  /** Whether the buffer could be opened. */
  get isOpen(): boolean {
    return this.#works !== undefined;
  }

  get sinks(): readonly SinkView[] {
    const active = sinksOf(this.#mode);
    return sinkNames.map((name) => {
      const courier = this.#works?.couriers[name];
      const isActive = active.includes(name);
      const backlog = courier?.backlog ?? { events: 0, bytes: 0, oldestAt: undefined };
      return { name, isActive, isUp: courier?.isUp ?? false, backlog };
    });
  }

  get maxBytes(): number {
    return this.#setting.buffer.maxBytes;
  }

  /** Events that were published and are not on the disk yet. */
  get unwritten(): number {
    return this.#early.length + (this.#works?.writer.waiting ?? 0);
  }

  /** Tells of what happened. Never blocks and never throws: what cannot be kept is dropped and counted. */
  publish(happening: Happening, { at = this.#setting.now(), mark = 0 }: Publication = {}): void {
    const sinks = sinksOf(this.#mode);
    if (sinks.length === 0) {
      if (mark > 0) this.pass(mark);
      return;
    }
    this.tally.published[happening.kind]++;
    this.#sinceLook++;
    const draft = { happening, at, sinks, mark };
    if (this.#works !== undefined) this.#works.writer.add(draft);
    else if (this.#early.push(draft) > mostEarly) this.#drop(this.#early.shift());
  }

  /** What has marks up to this is not to be published any more. */
  pass(mark: number): void {
    this.#mark = Math.max(mark, this.#mark ?? 0);
  }

  /** Takes effect for what is published from now on; what was meant for a sink before still goes to it, but not in `off`. */
  setMode(mode: BusMode): void {
    this.#mode = mode;
    for (const courier of this.#couriers()) courier.pause(mode === 'off');
  }

  /** Sends by these from now on. Closes those that they replace. */
  async setSinks(sinks: Readonly<Partial<Record<SinkName, Sink>>>): Promise<void> {
    this.#sinks = sinks;
    await Promise.all(sinkNames.map((name) => this.#works?.couriers[name].use(sinks[name])));
  }

  /** Opens the buffer and begins to send; where it cannot be opened, tries again and again. Never rejects. */
  async start(): Promise<void> {
    const { news } = this.#setting;
    try {
      await this.#open();
      news.buffer(undefined);
      this.#timer = setInterval(() => void this.#tidy(), tidyMilliseconds);
    } catch (error) {
      news.buffer(error);
      if (!this.#isStopped) this.#timer = setTimeout(() => void this.start(), openAgainMilliseconds);
    }
    this.#timer?.unref();
  }

  /** Brings what was published to the disk, as far as that takes it, and ends. What was not sent stays there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#works?.writer.stop();
    await Promise.all(this.#couriers().map((courier) => courier.stop()));
    await this.#tidy();
    await this.#works?.log.close();
  }

  async #open(): Promise<void> {
    const { machine, directory, buffer, standing, now, news } = this.#setting;
    const kept = parseStanding(await standing.read()) ?? freshStanding();
    const log = await EventLog.open({
      ...buffer,
      directory: join(directory, 'buffer'),
      cursors: kept.cursors,
      dropped: (sink, reason, events) => {
        this.tally.dropped[sink][reason] += events;
      },
    });
    const { sequence } = log.recovered;
    const settled = standingAt(sequence, kept);
    const { epoch, cursors, paths, mark } = settled;
    // The epoch outlives a crash from the first event on.
    await standing.write(settled);
    const marks = [mark ?? 0, log.recovered.mark, this.#mark ?? 0];
    this.#mark = marks.some((one) => one > 0) || mark === 0 ? Math.max(...marks) : undefined;
    const writer = new Writer({
      machine,
      epoch,
      log,
      sequence,
      paths,
      written: (records) => {
        const highest = records.reduce((most, record) => Math.max(most, record.mark), this.#mark ?? 0);
        if (highest > 0) this.#mark = highest;
        for (const courier of this.#couriers()) courier.wake();
      },
      dropped: (draft) => this.#drop(draft),
      changed: news.buffer,
    });
    const courierOf = (name: SinkName) =>
      new Courier({
        name,
        log,
        tally: this.tally,
        acknowledged: cursors[name],
        maxAgeSeconds: buffer.maxAgeSeconds,
        livePerSecond: () => this.#livePerSecond,
        now,
        changed: news.sink,
      });
    const couriers = { http: courierOf('http'), nats: courierOf('nats') };
    this.#works = { log, writer, couriers, epoch };
    await this.setSinks(this.#sinks);
    this.setMode(this.#mode);
    for (const draft of this.#early.splice(0)) writer.add(draft);
    writer.start();
    for (const courier of this.#couriers()) courier.start();
  }

  #couriers(): readonly Courier[] {
    return this.#works === undefined ? [] : Object.values(this.#works.couriers);
  }

  #drop(draft: Draft | undefined): void {
    for (const sink of draft?.sinks ?? []) this.tally.dropped[sink].disk++;
  }

  /** One look at a time. */
  #tidy(): Promise<void> {
    this.#working = this.#working.then(() => this.#look());
    return this.#working;
  }

  async #look(): Promise<void> {
    this.#livePerSecond = (this.#sinceLook * 1000) / tidyMilliseconds;
    this.#sinceLook = 0;
    if (this.#works === undefined) return;
    const { log, writer, couriers, epoch } = this.#works;
    const written = writer.sequence;
    const cursors = { http: couriers.http.settled(written), nats: couriers.nats.settled(written) };
    await this.#save({ epoch, cursors, paths: writer.paths, mark: this.#mark });
    // Also where nothing could be saved: it makes room.
    await log.tidy(this.#setting.now(), Math.min(cursors.http, cursors.nats)).catch(() => undefined);
  }

  async #save(standing: BusStanding): Promise<void> {
    const text = JSON.stringify(standing);
    if (text === this.#saved) return;
    try {
      await this.#setting.standing.write(standing);
      this.#saved = text;
    } catch {
      // It is tried again at the next look; until then a crash would send a few events twice.
    }
  }
}
