/** Longer is no port. Bounds the work on hostile files. */
const maximumLength = 200;

/** Whole numbers, added and subtracted; each may have a sign of its own, as variables bring it along. */
const sum = /^[+-]?[+-]?\d+(?:[+-][+-]?\d+)*$/;
const term = /([+-]?)([+-]?)(\d+)/g;

/**
 * What an expression such as `100+7200`, `7200 - 50` or `+7200` comes to; `undefined` for anything that is no sum of
 * whole numbers.
 */
export function evaluateSum(expression: string): number | undefined {
  if (expression.length > maximumLength || /\d\s+\d/.test(expression)) return undefined;
  const compact = expression.replaceAll(/\s/g, '');
  if (!sum.test(compact)) return undefined;
  let total = 0;
  for (const [, outer, inner, digits] of compact.matchAll(term)) {
    total += Number(digits) * (outer === '-' ? -1 : 1) * (inner === '-' ? -1 : 1);
  }
  return total;
}
