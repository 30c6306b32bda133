import { setImmediate as nextTurn } from 'node:timers/promises';
import { Counter, Gauge, type Histogram, Registry } from 'prom-client';
import type { Family } from './family.js';
import { type FamilyText, renderMetric } from './text.js';

/** Samples that are filled in before the event loop gets its turn: some 10 ms of work. */
const samplesPerTurn = 4000;

/**
 * The samples of one run. A page is a chain of fresh prom-client registries: `turn()` renders and drops the current one
 * and lets the event loop breathe, so that a fleet of 10,000 agents never blocks it. Samples of one family may stand
 * in several registries, but one series in one only.
 */
export class Page {
  readonly #texts = new Map<string, FamilyText>();
  readonly #families: ReadonlyMap<string, Family>;
  #registry = new Registry();
  #metrics = new Map<string, Gauge | Counter>();
  #samples = 0;

  constructor(families: readonly Family[]) {
    this.#families = new Map(families.map((family) => [family.name, family]));
    for (const { name, type, help } of families) this.#texts.set(name, { name, type, help, samples: [] });
  }

  /** Sets one sample. Counters take their absolute value: the page is new, so it is counted from zero. */
  set<Label extends string>(
    family: Family<Label, 'gauge' | 'counter'>,
    labels: Record<Label, string | number>,
    value: number,
  ): void {
    const metric = this.#metrics.get(family.name) ?? this.#create(family);
    if (metric instanceof Gauge) metric.set(labels, value);
    else metric.inc(labels, value);
    this.#samples++;
  }

  /** Shows a long-lived histogram, which lives with what it measures. */
  show(family: Family<string, 'histogram'>, histogram: Histogram): void {
    this.#declared(family);
    this.#registry.registerMetric(histogram);
  }

  /** To be awaited between agents: yields to the event loop whenever enough has been filled in. */
  async turn(): Promise<void> {
    if (this.#samples < samplesPerTurn) return;
    await this.#render();
    await nextTurn();
  }

  /** The whole page, in the order in which the families were declared. */
  async render(): Promise<FamilyText[]> {
    await this.#render();
    return [...this.#texts.values()];
  }

  async #render(): Promise<void> {
    const registry = this.#registry;
    this.#registry = new Registry();
    this.#metrics = new Map();
    this.#samples = 0;
    for (const { name, values } of await registry.getMetricsAsJSON()) {
      const text = this.#texts.get(name);
      if (text === undefined) throw new Error(`a histogram called ${name} is shown under another name`);
      text.samples.push(renderMetric(name, values));
    }
  }

  #create(family: Family<string, 'gauge' | 'counter'>): Gauge | Counter {
    const { name, type, help } = this.#declared(family);
    const options = { name, help, labelNames: [...family.labels], registers: [this.#registry] };
    const metric = type === 'counter' ? new Counter<string>(options) : new Gauge<string>(options);
    this.#metrics.set(name, metric);
    return metric;
  }

  #declared<Declared extends Family>(family: Declared): Declared {
    if (this.#families.get(family.name) === family) return family;
    throw new Error(`${family.name} is not among the families that this collector declares`);
  }
}
