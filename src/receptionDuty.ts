import { join } from 'node:path';
import type { Router } from 'express';
import type { Logger } from 'pino';
import { sinkNames } from './bus/mode.js';
import { Keeper } from './bus/reception/keeper.js';
import { readReceptionState } from './bus/reception/kept.js';
import { Reception } from './bus/reception/reception.js';
import { StreamReader } from './bus/reception/streamReader.js';
import type { BusReceptionSource } from './collectors/busReception.js';
import { streamOf } from './nats/topology.js';
import { eventsRoute } from './server/events.js';
import type { Settings } from './settings.js';
import { readJson, writeJson } from './state/store.js';
import type { TokenFile } from './triggers/tokenFile.js';

/** Milliseconds between two writes of what was counted. What comes by HTTP is written before it is answered. */
const keepEvery = 5000;

/** Counts on this machine what all machines send on the bus, as far as the settings ask for it. */
export class ReceptionDuty {
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #reception: Reception;
  readonly #keeper: Keeper;
  readonly #reader: StreamReader | undefined;
  #timer: NodeJS.Timeout | undefined;
  #kept = '';

  private constructor(settings: Settings, log: Logger, reception: Reception, file: string) {
    this.#settings = settings;
    this.#log = log;
    this.#reception = reception;
    this.#keeper = new Keeper(() => writeJson(file, reception.state));
    this.#reader = readerFor(settings, reception, log);
  }

  /** Goes on with what was counted before. Nothing where the settings name no bus. */
  static async open(settings: Settings, log: Logger): Promise<ReceptionDuty | undefined> {
    const { bus, stateDirectory, machines } = settings;
    if (bus === undefined || !(bus.receive.http || bus.receive.nats)) return undefined;
    const file = join(stateDirectory, 'bus', 'reception.json');
    const kept = readReceptionState(await readJson(file));
    const names = machines.map(({ name }) => name);
    return new ReceptionDuty(
      settings,
      log,
      new Reception(names, kept, Date.now, bus.receive.patienceSeconds * 1000),
      file,
    );
  }

  /** What the collector asks. */
  get source(): BusReceptionSource {
    const { machine, bus } = this.#settings;
    return {
      machine: machine.name,
      paths: sinkNames.filter((path) => bus?.receive[path]),
      look: () => this.#reception.view(),
    };
  }

  /** The address at which events come in, where they are to. */
  routes(token: TokenFile): Router[] {
    if (this.#settings.bus?.receive.http !== true) return [];
    const note = (event: unknown) => void this.#reception.note('http', event);
    return [eventsRoute({ token, note, keep: () => this.#keeper.keep() })];
  }

  start(): void {
    this.#reader?.start();
    this.#timer = setInterval(() => void this.#keep(), keepEvery);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reader?.stop();
    await this.#keep();
  }

  async #keep(): Promise<void> {
    const state = JSON.stringify(this.#reception.state);
    if (state === this.#kept) return;
    try {
      await this.#keeper.keep();
      this.#kept = state;
    } catch (error) {
      this.#log.error({ err: error }, 'what was received on the bus cannot be kept');
    }
  }
}

function readerFor({ bus, machine, machines }: Settings, reception: Reception, log: Logger): StreamReader | undefined {
  if (bus?.nats === undefined || !bus.receive.nats) return undefined;
  const { nats } = bus;
  return new StreamReader({
    nats,
    name: `fleetwatch ${machine.name} reception`,
    streams: machines.map(({ name }) => (name === machine.name ? (nats.stream ?? streamOf(name)) : streamOf(name))),
    reception,
    changed: (reason) => {
      if (reason === undefined) log.info('the streams of the bus are read');
      else log.warn({ reason }, 'the streams of the bus cannot be read');
    },
  });
}
