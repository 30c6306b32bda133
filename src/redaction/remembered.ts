/**
 * A function of a text that remembers what it gave, for texts that come again and again. It holds between `limit` and
 * twice as many: when the younger half is full the older one goes, so that what is in use stays.
 */
export function remembered(work: (text: string) => string, limit: number): (text: string) => string {
  let young = new Map<string, string>();
  let old = young;
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const made = old.get(text) ?? work(text);
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(text, made);
    return made;
  };
}
