/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** @param {readonly number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Linear between the two nearest ranks.
 *
 * @param {readonly number[]} values
 * @param {number} share 0-1
 */
export function quantile(values, share) {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = Float64Array.from(values).sort();
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)];
  return below + (sorted[Math.ceil(rank)] - below) * (rank % 1);
}

/**
 * Fisher-Yates with a small generator of our own (mulberry32), so that the same samples always give the same answer.
 *
 * @template Value
 * @param {readonly Value[]} values
 * @param {number} seed
 */
export function shuffled(values, seed) {
  const order = [...values];
  let state = seed;
  for (let last = order.length - 1; last > 0; last--) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const other = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
