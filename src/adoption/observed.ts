import type { AdoptionState } from './model.js';

/**
 * What is known of an agent from its code and from its answers together. `adopted-but-silent`: on the base class, and
 * yet it gives no answer of its own. `legacy-verified`: not on the base class, but it can be asked for its health;
 * `legacy-unverified`: it cannot, so that a hung agent looks like a sound one. `unknown`: the code could not be read, or
 * the agent was not asked yet.
 */
export const combinedStates = [
  'adopted',
  'adopted-but-silent',
  'legacy-verified',
  'legacy-unverified',
  'unknown',
] as const;
export type CombinedState = (typeof combinedStates)[number];

/** What the probes of an agent say. */
export interface Observed {
  readonly verdict:
    | 'healthy'
    | 'degraded'
    | 'unhealthy'
    | 'hung'
    | 'refused'
    | 'invalid'
    | 'imposter'
    | 'unverified'
    | 'unknown';
  /** The protocol in which the agent was last found to answer. */
  readonly protocol: 'zeromq' | 'http' | 'tcp' | undefined;
}

/** One state from what the code says and what the agent answers. */
export function combine(state: AdoptionState, { verdict, protocol }: Observed): CombinedState {
  if (state === 'unknown') return 'unknown';
  const answers = verdict === 'healthy' || verdict === 'degraded' || verdict === 'unhealthy';
  if (state === 'adopted') return answers ? 'adopted' : verdict === 'unknown' ? 'unknown' : 'adopted-but-silent';
  if (answers) return 'legacy-verified';
  // One that used to answer and fails now is seen to fail: that is what verified means.
  const seenToFail = verdict === 'hung' || verdict === 'refused' || verdict === 'invalid';
  const wasAsked = protocol === 'zeromq' || protocol === 'http';
  return seenToFail && wasAsked ? 'legacy-verified' : 'legacy-unverified';
}
