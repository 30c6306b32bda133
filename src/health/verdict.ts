/** What is known of an agent's health; exactly one holds at any time. */
export const verdicts = [
  /** The agent says so. */
  'healthy',
  /** The agent says so. */
  'degraded',
  /** The agent says so. */
  'unhealthy',
  /** Accepts connections, does not answer in time. */
  'hung',
  /** Nobody listens. */
  'refused',
  /** The answer cannot be read. */
  'invalid',
  /** Another agent or process answers. */
  'imposter',
  /** Only a TCP connect is possible: it may be alive or hung. */
  'unverified',
  /** Not looked yet, or not looked for too long. */
  'unknown',
] as const;

export type Verdict = (typeof verdicts)[number];

/** Up are the agents that say that they work. */
export function isUp(verdict: Verdict): boolean {
  return verdict === 'healthy' || verdict === 'degraded';
}

/** Covered are the agents of which something is known, be it bad. */
export function isCovered(verdict: Verdict): boolean {
  return verdict !== 'unverified' && verdict !== 'unknown';
}

/** The agent has been heard, and says how it is. */
export function isSpoken(verdict: Verdict): boolean {
  return isUp(verdict) || verdict === 'unhealthy';
}

/** A verdict that the agent has spoken itself stands at once; one that is inferred from silence is tried again first. */
export function isInferred(verdict: Verdict): boolean {
  return verdict === 'hung' || verdict === 'refused' || verdict === 'invalid' || verdict === 'imposter';
}

/** The agent is known not to do its work. */
export function isFailure(verdict: Verdict): boolean {
  return isCovered(verdict) && !isUp(verdict);
}
