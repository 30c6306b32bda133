import type { GateQuery, GateVerdict, Measured } from './model.js';

/** What a query has come to: `unfinished` where it may still go either way. */
export type QueryVerdict = Measured | 'unfinished';

export interface Standing {
  readonly verdict: QueryVerdict;
  /** In a few words. */
  readonly why: string;
}

/** What the measurements so far mean to a query. A query that measured nothing never passes. */
export function standing(query: GateQuery, measured: readonly Measured[]): Standing {
  const { count, failureLimit, inconclusiveLimit, consecutiveSuccessLimit: wanted } = query;
  const failures = measured.filter((one) => one === 'fail').length;
  const unclear = measured.filter((one) => one === 'inconclusive').length;
  const passes = measured.length - failures - unclear;
  if (failures > failureLimit) return { verdict: 'fail', why: `${failures} of ${measured.length} failed` };
  if (unclear > inconclusiveLimit) {
    return { verdict: 'inconclusive', why: `${unclear} of ${measured.length} inconclusive` };
  }
  const inRow = measured.length - 1 - measured.findLastIndex((one) => one !== 'pass');
  if (wanted > 0 && inRow >= wanted) return { verdict: 'pass', why: `${inRow} passed in a row` };
  if (measured.length < count) return { verdict: 'unfinished', why: `${measured.length} of ${count} measured` };
  if (wanted > 0) return { verdict: 'inconclusive', why: `never ${wanted} in a row passed` };
  if (passes === 0) return { verdict: 'inconclusive', why: 'nothing passed' };
  return { verdict: 'pass', why: `${passes} of ${measured.length} passed` };
}

/** Go if all pass, roll back if any fails. Without a query, or with one that is unfinished, nothing can be said. */
export function gateVerdict(verdicts: readonly QueryVerdict[]): GateVerdict {
  if (verdicts.includes('fail')) return 'rollback';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'pass') ? 'go' : 'inconclusive';
}
