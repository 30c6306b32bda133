import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A token that nobody was ever given, in the form of a GitHub personal access token: 30 characters, and 6 that are their
 * CRC-32 in base 62. Made up when it is wanted, so that no file of the project holds one.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function madeUpToken(): string {
  const body = Array.from({ length: 30 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `ghp_${body}${inBase62(crc32(body)).padStart(6, '0')}`;
}

function inBase62(value: number): string {
  const digit = alphabet[value % alphabet.length] ?? '';
  const rest = Math.floor(value / alphabet.length);
  return rest === 0 ? digit : inBase62(rest) + digit;
}
