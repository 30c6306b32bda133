/** Made-up credentials, put together here so that no scanner takes the tests for a leak. */
export const token = `gh${'p_'}${'A1b2C3d4E5f6G7h8J9'.repeat(2)}`;
export const password = 'Zx8kQp2Lw9vRt4Bn6MsT';
export const assignment = `DB_PASS${'WORD='}${password}`;

/** A private key with so many lines of base64. */
export function privateKey(lines: number): string {
  const body = Array.from({ length: lines }, (_, index) => `${index}`.padStart(4, 'xQ7z').repeat(16));
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE ${'KEY'}-----`);
  return [begin, ...body, end, ''].join('\n');
}
