import type { Refusal } from './faults.js';

/** What became of the order to restart an agent. */
export type RestartOutcome = { readonly outcome: 'done'; readonly machine: string; readonly agent: string } | Refusal;
