import type { LogView } from '../../logs/view.js';

interface Sample {
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly written: ReadonlyMap<string, number>;
}

/** Growth is what was written in this time, in milliseconds: long enough for one line a minute to show. */
const span = 10 * 60_000;
/** A rate over less than this would be noise. */
const shortest = 20_000;

/** How fast the logs of each agent grow, from the last looks at them. */
export class LogGrowth {
  #samples: Sample[] = [];

  /** To be told of each look. `at`: Unix time in milliseconds. */
  note(view: LogView, at: number): void {
    const written = new Map(view.agents.map(({ agent, writtenBytes }) => [agent, writtenBytes]));
    // One older than the span is kept, so that the span is covered.
    const first = this.#samples.findLastIndex((sample) => sample.at <= at - span);
    this.#samples = [...this.#samples.slice(Math.max(first, 0)), { at, written }];
  }

  /** Bytes a second, by agent; nothing for one that was not looked at twice. */
  rates(): ReadonlyMap<string, number> {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < shortest) return new Map();
    const seconds = (last.at - first.at) / 1000;
    return new Map(
      [...last.written].flatMap(([agent, bytes]) => {
        const before = first.written.get(agent);
        // A counter that is lower than it was has begun anew.
        return before === undefined || bytes < before ? [] : [[agent, (bytes - before) / seconds] as const];
      }),
    );
  }
}
