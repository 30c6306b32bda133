import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Whether the last six characters of `<prefix>_<body>` are the CRC-32 of the thirty before them, in base 62: GitHub's
 * tokens since 2021 ("Behind GitHub's new authentication token formats") and npm's.
 */
export function hasBase62Crc32(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  if (body.length !== 36) return false;
  return inBase62(crc32(body.slice(0, 30))) === body.slice(30);
}

function inBase62(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = (digits[rest % 62] ?? '') + text;
  return text.padStart(6, '0');
}
