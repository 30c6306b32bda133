import type { Settings } from '../settings.js';
import type { Ask } from './ask.js';

/** How a part of the set-up fares. `not-applicable`: the settings ask for nothing of the kind. */
export const standings = ['failed', 'warning', 'ok', 'not-applicable'] as const;
export type Standing = (typeof standings)[number];

/** What was seen of one thing. */
export type Observation =
  | { readonly standing: 'ok' | 'not-applicable'; readonly seen: string }
  | { readonly standing: 'failed' | 'warning'; readonly seen: string; readonly remedy: string };

/** One question about the set-up. */
export interface Check {
  readonly name: string;
  /** What goes wrong where the answer is bad, in one sentence without a final full stop. */
  readonly why: string;
  readonly look: (site: Site) => Promise<readonly Observation[]>;
}

/** What is examined, and by which means. */
export interface Site {
  readonly settings: Settings;
  /** Variables of start-up files, beside those of the settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ask: Ask;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Version of Node.js, such as `20.19.2`. */
  readonly nodeVersion: string;
  /** What `promtool --version` says; nothing where there is none. */
  readonly promtoolVersion: () => Promise<string | undefined>;
  /** User id under which the examination runs. */
  readonly user: number;
}

/** One line of the report. */
export interface Diagnosis {
  readonly check: string;
  readonly standing: Standing;
  readonly seen: string;
  readonly why: string;
  /** Null where nothing is to be done. */
  readonly remedy: string | null;
}

export function ok(seen: string): Observation {
  return { standing: 'ok', seen };
}

export function notApplicable(seen: string): Observation {
  return { standing: 'not-applicable', seen };
}

export function warning(seen: string, remedy: string): Observation {
  return { standing: 'warning', seen, remedy };
}

export function failed(seen: string, remedy: string): Observation {
  return { standing: 'failed', seen, remedy };
}
