import type { Judgement } from './judge.js';
import type { Route } from './route.js';
import { isInferred, isUp, type Verdict } from './verdict.js';

/** What is known of one agent's health. Timestamps are Unix seconds, 0 where it never happened. */
export interface Health {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly route: Route | undefined;
  /** Probes in a row after which the agent was not known to be up. */
  readonly consecutiveFailures: number;
  readonly lastProbeTimestamp: number;
  readonly lastHealthyTimestamp: number;
  readonly probeSeconds: number;
  readonly probes: number;
  readonly transitions: number;
  /** The next probe should look for another route: the remembered one has stopped working. */
  readonly rediscover: boolean;
}

export const unknownHealth: Health = {
  verdict: 'unknown',
  reason: 'not looked yet',
  route: undefined,
  consecutiveFailures: 0,
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

/** Every how many probes an agent that only accepts connections is asked whether it has learnt to speak. */
const unverifiedRetries = 10;

/**
 * What is known after one more probe. A failure that is inferred from silence is believed only after `retries` of them
 * in a row; what the agent says itself is believed at once.
 */
export function afterProbe(health: Health, outcome: Outcome, retries: number): Health {
  const { judgement, timestamp } = outcome;
  const up = isUp(judgement.verdict);
  const consecutiveFailures = up ? 0 : health.consecutiveFailures + 1;
  const believed = !isInferred(judgement.verdict) || consecutiveFailures >= retries;
  const verdict = believed ? judgement.verdict : health.verdict;
  return {
    verdict,
    reason: believed ? judgement.reason : health.reason,
    route: outcome.route ?? health.route,
    consecutiveFailures,
    lastProbeTimestamp: timestamp,
    lastHealthyTimestamp: up ? timestamp : health.lastHealthyTimestamp,
    probeSeconds: outcome.seconds,
    probes: health.probes + 1,
    transitions: health.transitions + (verdict === health.verdict ? 0 : 1),
    rediscover: shouldRediscover(judgement.verdict, consecutiveFailures, retries),
  };
}

/**
 * A hung agent is never asked another way: what answers beside a stuck main loop is no sign of life. One that refuses,
 * or answers in another language, may have been replaced by another version of itself.
 */
function shouldRediscover(verdict: Verdict, failures: number, retries: number): boolean {
  if (verdict === 'unverified') return failures % unverifiedRetries === 0;
  return (verdict === 'refused' || verdict === 'invalid' || verdict === 'imposter') && failures >= retries;
}

/** Whether the next probe should come soon instead of at the next beat. */
export function needsRetry(health: Health, judgement: Judgement): boolean {
  return isInferred(judgement.verdict) && judgement.verdict !== health.verdict;
}
