import type { Collector, Run } from '../../src/exposition/collector.js';
import { gauge } from '../../src/exposition/family.js';
import type { Finding } from '../../src/finding.js';

/** A collector whose runs begin and end as the test says. */
export interface Staged {
  readonly collector: Collector;
  /** Runs so far, each with the signal it was given. */
  readonly runs: Run[];
  /** Value that the next run exports. */
  value: number;
  /** What the next run does before it fills its page. */
  before: (run: Run) => Promise<void>;
  findings: readonly Finding[] | undefined;
}

export function stagedCollector(changes: Partial<Collector> = {}): Staged {
  const name = changes.name ?? 'staged';
  const family = gauge(`${name}_value`, 'What it found.', []);
  const staged: Staged = {
    runs: [],
    value: 0,
    before: async () => {},
    findings: undefined,
    collector: {
      name,
      schedule: 'scrape',
      deadlineSeconds: 30,
      families: [family],
      async collect(run) {
        staged.runs.push(run);
        const { value, findings } = staged;
        await staged.before(run);
        run.page.set(family, {}, value);
        return findings;
      },
      ...changes,
    },
  };
  return staged;
}

/** A promise and the way to settle it. */
export function gate(): { readonly opened: Promise<void>; open(): void; fail(error: Error): void } {
  let settle: { open: () => void; fail: (error: Error) => void } | undefined;
  const opened = new Promise<void>((resolve, reject) => {
    settle = { open: resolve, fail: reject };
  });
  return { opened, open: () => settle?.open(), fail: (error) => settle?.fail(error) };
}

export const never = (): Promise<void> => new Promise(() => {});
