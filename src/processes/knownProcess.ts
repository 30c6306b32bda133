import type { ProcessStat } from '../system/processStat.js';
import type { Match } from './identify.js';

/** A process that exists, and the agent it is, if any. */
export interface KnownProcess {
  readonly stat: ProcessStat;
  readonly match: Match | undefined;
  /** The agent it was seen to work for: it stays a worker when the agent has died and left it behind. */
  readonly workerOf: string | undefined;
}
