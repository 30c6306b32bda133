import type { HubCheck, Judgement } from './check.js';

/** How the hub of one machine is. Times are Unix seconds. */
export interface HubView {
  readonly lookedAt: number;
  /** Whether every check is good but that of the store, which a hub does without for a while. */
  readonly isUp: boolean;
  /** In the order of the checks; that of the store is absent where the settings name none. */
  readonly checks: readonly CheckView[];
  /** The newest sample of every machine that the hub ever had, as far as was seen; 0 for none. */
  readonly samples: readonly { readonly of: string; readonly at: number }[];
  /** When rules were last evaluated, of whichever group; 0 for never. */
  readonly rulesEvaluatedAt: number;
}

export interface CheckView extends Judgement {
  readonly check: HubCheck;
  /** Since when it has been as it is. */
  readonly since: number;
}
