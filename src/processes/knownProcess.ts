import type { ProcessStat } from '../system/processStat.js';
import type { Match } from './identify.js';
import type { Started } from './started.js';

/** A process that exists, and the agent it is, if any. */
export interface KnownProcess {
  readonly stat: ProcessStat;
  readonly match: Match | undefined;
  /** The agent it was seen to work for: it stays a worker when the agent has died and left it behind. */
  readonly workerOf: string | undefined;
  /** What its environment says, where that was looked at. */
  readonly started: Started | undefined;
  /** Path below the project root of the script that it runs as an agent, though it is none that is configured. */
  readonly unconfigured: string | undefined;
}
