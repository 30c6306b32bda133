/** What to play: the quick ones unless said otherwise, `all`, or those whose id holds one of the words given. */
export function chosen<One extends { readonly id: string; readonly quick: boolean }>(
  catalogue: readonly One[],
  said: string | undefined,
): One[] {
  if (said === undefined || said === '') return catalogue.filter(({ quick }) => quick);
  if (said === 'all') return [...catalogue];
  const words = said.split(',').map((word) => word.trim());
  return catalogue.filter(({ id }) => words.some((word) => id.includes(word)));
}
