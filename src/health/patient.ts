import type { Judgement } from './judge.js';
import type { Route } from './route.js';
import { isInferred, isUp, type Verdict } from './verdict.js';

/** What is known of one agent's health. Timestamps are Unix seconds, 0 where it never happened. */
export interface Health {
  readonly verdict: Verdict;
  readonly reason: string;
  /** When this verdict was come to. */
  readonly verdictTimestamp: number;
  readonly route: Route | undefined;
  /** Probes in a row after which the agent was not known to be up. */
  readonly consecutiveFailures: number;
  /** Probes in a row from which a failure was inferred, be it believed or not. */
  readonly silences: number;
  /** The last probe from which something was learnt. */
  readonly lastProbeTimestamp: number;
  readonly lastHealthyTimestamp: number;
  readonly probeSeconds: number;
  readonly probes: number;
  readonly transitions: number;
  /** Where the next probe fails, another route is looked for: the remembered one may have stopped working. */
  readonly rediscover: boolean;
}

export const unknownHealth: Health = {
  verdict: 'unknown',
  reason: 'not looked yet',
  verdictTimestamp: 0,
  route: undefined,
  consecutiveFailures: 0,
  silences: 0,
  lastProbeTimestamp: 0,
  lastHealthyTimestamp: 0,
  probeSeconds: 0,
  probes: 0,
  transitions: 0,
  rediscover: true,
};

/** The end of one probe. */
export interface Outcome {
  readonly judgement: Judgement;
  /** The route that was asked, or that discovery found. */
  readonly route: Route | undefined;
  readonly seconds: number;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** Every how many failures an agent that accepts connections and says nothing is asked in the other languages. */
const otherLanguagesEvery = 10;

/**
 * What is known after one more probe. A failure that is inferred from silence is believed only after `retries` of them
 * in a row; what the agent says itself is believed at once. A probe from which nothing was learnt, for want of a local
 * port or a name server, changes nothing: no news soon counts as not having looked.
 */
export function afterProbe(health: Health, outcome: Outcome, retries: number): Health {
  const { judgement, timestamp } = outcome;
  const asked = { probeSeconds: outcome.seconds, probes: health.probes + 1 };
  if (judgement.verdict === 'unknown') return { ...health, ...asked };
  const up = isUp(judgement.verdict);
  const consecutiveFailures = up ? 0 : health.consecutiveFailures + 1;
  const silences = isInferred(judgement.verdict) ? health.silences + 1 : 0;
  const believed = silences === 0 || silences >= retries;
  const verdict = believed ? judgement.verdict : health.verdict;
  return {
    ...asked,
    verdict,
    reason: believed ? judgement.reason : health.reason,
    verdictTimestamp: verdict === health.verdict ? health.verdictTimestamp : timestamp,
    route: outcome.route ?? health.route,
    consecutiveFailures,
    silences,
    lastProbeTimestamp: timestamp,
    lastHealthyTimestamp: up ? timestamp : health.lastHealthyTimestamp,
    transitions: health.transitions + (verdict === health.verdict ? 0 : 1),
    rediscover: shouldRediscover(judgement.verdict, consecutiveFailures, silences, retries),
  };
}

/**
 * An agent that refuses, or answers in another language, may have been replaced by another version of itself: it is
 * found before the failure is believed. One that hangs may have been as well, since a server can wait for more of a
 * question that it does not understand, but three languages cost three timeouts, so that is tried rarely.
 */
function shouldRediscover(verdict: Verdict, failures: number, silences: number, retries: number): boolean {
  if (verdict === 'unverified' || verdict === 'hung') return failures % otherLanguagesEvery === 0;
  return silences + 1 >= retries;
}

/** Whether the next probe should come soon instead of at the next beat. */
export function needsRetry(health: Health, judgement: Judgement): boolean {
  return isInferred(judgement.verdict) && judgement.verdict !== health.verdict;
}
