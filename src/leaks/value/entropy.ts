/** Shannon's entropy of the characters of a Latin-1 text, in bits for each character; 0 for an empty one. */
export function entropy(text: string): number {
  let bits = 0;
  for (const count of countsOf(text)) {
    if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  }
  return bits;
}

/** How often each character stands in a Latin-1 text, by its code. */
export function countsOf(text: string): Uint16Array {
  const counts = new Uint16Array(256);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) & 0xff;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
