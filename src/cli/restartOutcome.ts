import type { RestartResult } from '../changes/restart.js';
import { exitCodes } from './exit.js';

/** What `fleetwatch restart` has done with an agent, or with `--check` has found of it. */
export type Outcome =
  | { readonly kind: 'restarted'; readonly seconds: number }
  | { readonly kind: 'not-up'; readonly why: string }
  | { readonly kind: 'not-restarted'; readonly why: string }
  | { readonly kind: 'left-alone' | 'current' | 'outdated' | 'not-known-up' | 'drifted' };

export function outcomeOf(result: RestartResult): Outcome {
  switch (result.kind) {
    case 'up':
      return { kind: 'restarted', seconds: result.seconds };
    case 'down':
      return { kind: 'not-up', why: result.why };
    case 'not-restarted':
      return result;
  }
}

export function codeOf({ kind }: Outcome): number {
  switch (kind) {
    case 'restarted':
    case 'left-alone':
    case 'current':
      return exitCodes.clean;
    case 'not-up':
    case 'outdated':
    case 'not-known-up':
    case 'drifted':
      return exitCodes.found;
    case 'not-restarted':
      return exitCodes.couldNotRun;
  }
}

/** For people, who are not told that all is as it should be. */
export function outcomeText(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'restarted':
      return `restarted, up after ${outcome.seconds.toFixed(1)} s`;
    case 'not-up':
      return `restarted, and not up: ${outcome.why}`;
    case 'not-restarted':
      return `not restarted: ${outcome.why}`;
    case 'left-alone':
      return 'up, and started since';
    case 'current':
      return undefined;
    case 'outdated':
      return 'runs since before the change';
    case 'not-known-up':
      return 'is not known to be up';
    case 'drifted':
      return 'runs with another port than is configured';
  }
}
