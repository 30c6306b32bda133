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

/**
 * The straight line of least squares through points.
 *
 * @param {readonly (readonly [number, number])[]} points
 * @returns {{ slope: number, base: number, error: number }} `error`: how far the farthest point is off, as a share of its value
 */
export function line(points) {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const base = meanY - slope * meanX;
  const error = Math.max(...points.map(([x, y]) => Math.abs(base + slope * x - y) / y));
  return { slope, base, error };
}
