import { type Gap, sizeOf } from './gaps.js';
import type { PathState } from './pathCount.js';

/** Sequences of one machine from the first to the last of them. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Of the sequences in the span that came on either way, the share that came on both; `undefined` where none came, or the span
 * is empty: then nothing was compared.
 */
export function parity(
  a: Pick<PathState, 'gaps' | 'top'>,
  b: Pick<PathState, 'gaps' | 'top'>,
  span: Span,
): number | undefined {
  const [missingA, missingB] = [missing(a, span), missing(b, span)];
  const neither = overlap(missingA, missingB);
  const either = sum([span]) - neither;
  if (span.to < span.from || either === 0) return undefined;
  return (either - (sum(missingA) - neither) - (sum(missingB) - neither)) / either;
}

/** What did not come of a span, in order. */
function missing({ gaps, top }: Pick<PathState, 'gaps' | 'top'>, { from, to }: Span): Span[] {
  const cut = gaps.map((gap: Gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) }));
  return [...cut, { from: Math.max(top + 1, from), to }].filter((one) => one.from <= one.to);
}

function sum(spans: readonly Span[]): number {
  return spans.reduce((size, span) => size + sizeOf(span), 0);
}

/** How many sequences lie in spans of both lists. Each list is in order, and its spans do not touch. */
function overlap(left: readonly Span[], right: readonly Span[]): number {
  let [size, l, r] = [0, 0, 0];
  for (;;) {
    const [a, b] = [left[l], right[r]];
    if (a === undefined || b === undefined) return size;
    size += Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from) + 1);
    if (a.to < b.to) l++;
    else r++;
  }
}
