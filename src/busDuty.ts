import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { Bus } from './bus/bus.js';
import type { BusMode, SinkName } from './bus/mode.js';
import { modeFileName, modeOf, parseChosenMode } from './bus/modeFile.js';
import type { BusOptions } from './bus/options.js';
import { HttpSink } from './bus/sinks/http.js';
import { NatsSink } from './bus/sinks/nats.js';
import type { Sink } from './bus/sinks/sink.js';
import { happeningOf, words } from './busEntries.js';
import type { ChangeBook } from './changes/book.js';
import type { JournalContent } from './changes/journal/reader.js';
import type { Settings, SettingsResult } from './settings.js';
import { readJson, writeJson } from './state/store.js';
import type { WatchpostEvents } from './watchpost.js';

/** Milliseconds between two looks at the mode that an operator has chosen. */
const modeBeat = 2000;

/** The folder of the bus on this machine. */
export function busDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'bus');
}

/** What an exporter tells on the bus: verdicts on agents, changes and rollbacks, and that it lives. */
export class BusDuty {
  /** Absent where the settings name none. */
  readonly bus: Bus | undefined;
  readonly #machine: string;
  readonly #directory: string;
  readonly #log: Logger;
  #options: BusOptions | undefined;
  /** Last entry of the journal that was told, or left out. */
  #entry: number | undefined;
  #modeTimer: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor({ bus, machine, stateDirectory }: Settings, log: Logger) {
    this.#machine = machine.name;
    this.#directory = busDirectory(stateDirectory);
    this.#log = log;
    this.#options = bus;
    if (bus === undefined) return;
    const standing = join(this.#directory, 'standing.json');
    this.bus = new Bus({
      machine: machine.name,
      directory: this.#directory,
      buffer: bus.buffer,
      standing: { read: () => readJson(standing), write: (content) => writeJson(standing, content) },
      now: Date.now,
      news: {
        sink: (sink, failure) => {
          if (failure === undefined) log.info({ sink }, 'the bus delivers');
          else log.warn({ sink, reason: failure.reason }, `the bus cannot deliver: ${failure.message}`);
        },
        buffer: (error) => {
          if (error === undefined) log.info('events can be kept');
          else log.error({ err: error }, 'events cannot be kept, and are dropped when they are too many');
        },
      },
    });
    this.bus.setMode(bus.mode);
  }

  /** What a watchpost reports goes on to `events`, and its verdicts to the bus. */
  heard(events: WatchpostEvents): WatchpostEvents {
    const { bus } = this;
    if (bus === undefined) return events;
    return {
      ...events,
      verdictChanged: (agent, before, after) => {
        events.verdictChanged(agent, before, after);
        const { verdict, reason } = after;
        const previous = before.verdict;
        bus.publish({ kind: 'health', agent: agent.name, verdict, previous, reason: words(reason) });
      },
    };
  }

  /** Reads settings as `read` does, and sends by what they say from then on. */
  following(read: () => Promise<SettingsResult>): () => Promise<SettingsResult> {
    return async () => {
      const result = await read();
      if (result.settings !== undefined) await this.#follow(result.settings.bus);
      return result;
    };
  }

  async start(book: ChangeBook): Promise<void> {
    const { bus } = this;
    if (bus === undefined || this.#options === undefined) return;
    await this.#lookAtMode();
    await bus.setSinks(sinksFor(this.#options, this.#machine));
    await bus.start();
    this.#modeTimer = setInterval(() => void this.#lookAtMode(), modeBeat);
    this.#modeTimer.unref();
    // The exporter reads the journal every two seconds to see what is to be rolled back. What goes wrong here is nothing to it.
    book.journal.follow((content) => {
      try {
        this.#tellChanges(content);
      } catch (error) {
        this.#log.error({ err: error }, 'the bus cannot tell of changes');
      }
    });
    this.#beat();
  }

  async stop(): Promise<void> {
    clearInterval(this.#modeTimer);
    clearTimeout(this.#heartbeat);
    await this.bus?.stop();
  }

  async #follow(options: BusOptions | undefined): Promise<void> {
    const former = this.#options;
    if (this.bus === undefined || former === undefined) {
      if (options !== undefined)
        this.#log.warn({ setting: 'bus' }, 'a changed setting takes effect with the next start');
      return;
    }
    // Without the block it goes on as before but for the mode: what is buffered stays.
    this.#options = options ?? { ...former, mode: 'off' };
    if (!isDeepStrictEqual(former.buffer, this.#options.buffer)) {
      this.#log.warn({ setting: 'bus.buffer' }, 'a changed setting takes effect with the next start');
    }
    const sinks = ({ http, nats }: BusOptions) => ({ http, nats });
    if (!isDeepStrictEqual(sinks(former), sinks(this.#options)))
      await this.bus.setSinks(sinksFor(this.#options, this.#machine));
    await this.#lookAtMode();
  }

  /** The mode of the settings, or the one that an operator has chosen meanwhile and that has its sinks. */
  async #lookAtMode(): Promise<void> {
    const { bus } = this;
    const options = this.#options;
    if (bus === undefined || options === undefined) return;
    const file = join(this.#directory, modeFileName);
    const chosen = parseChosenMode(await readJson(file));
    // The settings are the later word: what was chosen before does not come back with them.
    if (chosen !== undefined && chosen.instead_of !== options.mode) await rm(file, { force: true });
    const wanted = modeOf(options.mode, chosen);
    const mode = hasSinks(wanted, options) ? wanted : options.mode;
    if (mode === bus.mode) return;
    this.#log.info({ from: bus.mode, to: mode }, 'mode of the bus');
    bus.setMode(mode);
  }

  /** Tells what the journal says since the last look; what it said before the bus was first there is old news. */
  #tellChanges({ entries, problem }: JournalContent): void {
    const { bus } = this;
    if (bus?.isOpen !== true || problem !== undefined) return;
    this.#entry ??= bus.mark;
    if (this.#entry === undefined) {
      this.#entry = entries.at(-1)?.sequence ?? 0;
      bus.pass(this.#entry);
    }
    for (const entry of entries.slice(this.#entry)) {
      const happening = happeningOf(entry);
      if (happening === undefined) continue;
      bus.publish(happening, { at: entry.at, mark: entry.sequence });
      this.#entry = entry.sequence;
    }
  }

  /** One heartbeat, and the next in its time. */
  #beat(): void {
    const seconds = this.#options?.heartbeatSeconds ?? 10;
    const mode = this.bus?.mode ?? 'off';
    if (mode !== 'off') this.bus?.publish({ kind: 'heartbeat', mode, interval_seconds: seconds });
    this.#heartbeat = setTimeout(() => this.#beat(), seconds * 1000);
    this.#heartbeat.unref();
  }
}

function sinksFor({ http, nats }: BusOptions, machine: string): Partial<Record<SinkName, Sink>> {
  return {
    ...(http === undefined ? {} : { http: new HttpSink(http) }),
    ...(nats === undefined ? {} : { nats: new NatsSink(nats, machine) }),
  };
}

function hasSinks(mode: BusMode, { http, nats }: BusOptions): boolean {
  const needs = { off: true, http: http !== undefined, nats: nats !== undefined };
  return mode === 'hybrid' ? needs.http && needs.nats : needs[mode];
}
