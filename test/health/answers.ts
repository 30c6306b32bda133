import type { Judgement } from '../../src/health/judge.js';
import type { Route } from '../../src/health/route.js';
import { isSpoken, type Verdict, verdicts } from '../../src/health/verdict.js';

/** Judgements as tests write them: a verdict, or "own" before it where the answer names the agent that was asked. */
export type Said = Verdict | `own ${Verdict}`;

export function judgement(said: Said): Judgement {
  const verdict = verdicts.find((known) => said === known || said === `own ${known}`) ?? 'unknown';
  const identity = said !== verdict ? 'confirmed' : verdict === 'imposter' ? 'other' : 'unclaimed';
  return { verdict, identity, reason: isSpoken(verdict) ? 'says so itself' : verdict };
}

/** A route as `zeromq:8200`. */
export function written(route: Route | undefined): string | undefined {
  return route === undefined ? undefined : `${route.protocol}:${route.port}`;
}
