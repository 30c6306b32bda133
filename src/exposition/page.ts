import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Histogram } from 'prom-client';
import type { Family } from './family.js';
import { type FamilyText, renderLabels, renderSamples, renderValue } from './text.js';

/** Work after which the event loop gets its turn, in milliseconds. */
const sliceMilliseconds = 5;
/** Text that is gathered before it becomes bytes: large enough to be cheap, small enough to be moved quickly. */
const blockCharacters = 64 * 1024;

interface OpenFamily {
  readonly family: FamilyText;
  /** Lines that are not yet among its samples. */
  open: string;
}

/** Lines that were set once and may be set again, see {@link Page.record}. */
export type RecordedLines = readonly (readonly [family: Family, lines: string])[];

/**
 * The samples of one run, written down as text at once. A registry between costs ten times as much (measured with 77
 * agents, and with 10,000 it blocks the event loop), and a run has no use for it: each series is set once.
 */
export class Page {
  readonly #families: ReadonlyMap<Family, OpenFamily>;
  readonly #histograms: [OpenFamily, Histogram][] = [];
  #lastLabels: object | undefined;
  #lastText = '';
  #sliceStart = performance.now();

  constructor(families: readonly Family[]) {
    this.#families = new Map(
      families.map((family) => {
        const { name, type, help } = family;
        return [family, { family: { name, type, help, samples: [] }, open: '' }];
      }),
    );
  }

  /**
   * Sets one sample; each series once. Counters take their absolute value. The same labels object may serve several
   * families, and is written out only once while it does; it must not be changed in between.
   */
  set<Label extends string>(
    family: Family<Label, 'gauge' | 'counter'>,
    labels: Record<Label, string | number>,
    value: number,
  ): void {
    const target = this.#declared(family);
    if (family.type === 'counter' && !(value >= 0))
      throw new Error(`${family.name} is a counter and cannot be ${value}`);
    if (labels !== this.#lastLabels) {
      this.#lastLabels = labels;
      this.#lastText = renderLabels(labels);
    }
    target.open += `${family.name}${this.#lastText} ${renderValue(value)}\n`;
    if (target.open.length > blockCharacters) flush(target);
  }

  /**
   * What `fill` sets, to be set again with {@link replay} on other pages of the same families. For samples that follow
   * from one immutable value: written down once, they need not be written at each scrape.
   */
  record(fill: (page: Page) => void): RecordedLines {
    const page = new Page([...this.#families.keys()]);
    fill(page);
    const lines = Array.from(page.#families, ([declared, { family, open }]) => {
      return [declared, Buffer.concat(family.samples).toString() + open] as const;
    });
    return lines.filter(([, text]) => text !== '');
  }

  /** Sets recorded samples. */
  replay(recorded: RecordedLines): void {
    for (const [family, lines] of recorded) {
      const target = this.#declared(family);
      target.open += lines;
      if (target.open.length > blockCharacters) flush(target);
    }
  }

  /** Shows a long-lived histogram, which lives with what it measures. */
  show(family: Family<string, 'histogram'>, histogram: Histogram): void {
    this.#histograms.push([this.#declared(family), histogram]);
  }

  /** To be awaited between agents: yields to the event loop whenever enough has been done. */
  async turn(): Promise<void> {
    if (performance.now() - this.#sliceStart < sliceMilliseconds) return;
    await nextTurn();
    this.#sliceStart = performance.now();
  }

  /** The whole page, in the order in which the families were declared. */
  async render(): Promise<FamilyText[]> {
    for (const [target, histogram] of this.#histograms.splice(0)) {
      const { name, values } = await histogram.get();
      if (name !== target.family.name) throw new Error(`a histogram called ${name} is shown under another name`);
      target.open += renderSamples(name, values);
    }
    for (const target of this.#families.values()) flush(target);
    return Array.from(this.#families.values(), ({ family }) => family);
  }

  #declared(family: Family): OpenFamily {
    const target = this.#families.get(family);
    if (target === undefined) throw new Error(`${family.name} is not among the families that this collector declares`);
    return target;
  }
}

function flush(target: OpenFamily): void {
  if (target.open !== '') target.family.samples.push(Buffer.from(target.open));
  target.open = '';
}
