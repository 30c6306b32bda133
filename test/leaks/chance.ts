/** Equal numbers from equal seeds: xorshift32, Marsaglia 2003. Each call gives a number below `limit`. */
export function randomInt(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
