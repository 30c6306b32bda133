import { endProcesses, isAlive, type ProcessRecord, type StartedProcess } from './leftovers.js';
import { hint, type Service, type ServiceOrder, startService, untilReady } from './service.js';

/** Running services, in the order in which they were started. */
export class Stack {
  readonly #record: ProcessRecord;
  readonly #services: Service[] = [];
  readonly #firstDeath: Promise<string>;
  #announceDeath: (what: string) => void = () => {};
  /** The start under way, if any: what it still brings up has to be ended, too. */
  #starting: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(record: ProcessRecord) {
    this.#record = record;
    this.#firstDeath = new Promise((resolve) => {
      this.#announceDeath = resolve;
    });
  }

  /** Settles when a service ends without having been told to: which one it is, and where it stands why. */
  get firstDeath(): Promise<string> {
    return this.#firstDeath;
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  /** Starts the stages one after the other; each is ready before the next begins. */
  async start(
    stages: readonly (readonly ServiceOrder[])[],
    starting: (names: readonly string[]) => void,
  ): Promise<void> {
    for (const stage of stages) {
      if (this.#stopping) return;
      starting(stage.map(({ name }) => name));
      const services: Service[] = [];
      for (const order of stage) {
        if (this.#stopping) return;
        const one = this.#startOne(order);
        this.#starting = one.catch(() => undefined);
        services.push(await one);
      }
      await Promise.all(services.map(untilReady));
    }
  }

  /** Ends everything, the last started first. A second call does the same again, which does no harm. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#starting;
    for (const service of [...this.#services].reverse()) await service.stop();
    await this.#record.write([]);
  }

  async #startOne(order: ServiceOrder): Promise<Service> {
    const service = await startService(order);
    this.#services.push(service);
    await this.#record.write(this.#services.map(({ process }) => process));
    void service.ended.then(() => {
      if (!this.#stopping) this.#announceDeath(`${order.name} ended by itself${hint(order)}`);
    });
    return service;
  }
}

/** Ends what an earlier stack left behind when it was killed; with the processes that were still there. */
export async function endLeftovers(record: ProcessRecord): Promise<readonly StartedProcess[]> {
  const alive = (await record.read()).filter(isAlive);
  await endProcesses(alive);
  return alive;
}
