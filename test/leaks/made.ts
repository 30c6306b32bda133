import { randomInt } from './chance.js';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const base62 = digits + lower + lower.toUpperCase();

/** Values that nobody has, made anew from pieces, so that no literal here looks like a credential. */
export const made = {
  base62: (length: number, seed = 1): string => from(base62, length, seed),
  hex: (length: number, seed = 1): string => from(`${digits}abcdef`, length, seed),
  base32: (length: number, seed = 1): string => from(`${lower.toUpperCase()}234567`, length, seed),
  upper: (length: number, seed = 1): string => from(`${lower.toUpperCase()}${digits}`, length, seed),
  base64: (length: number, seed = 1): string => from(`${base62}+/`, length, seed),
  uuid: (seed = 1): string =>
    [8, 4, 4, 4, 12].map((length, index) => from(`${digits}abcdef`, length, seed + index)).join('-'),
  /** As people choose them. */
  password: (seed = 1): string => `${from(lower, 6, seed)}${from(digits, 3, seed)}!`,
};

function from(alphabet: string, length: number, seed: number): string {
  const next = randomInt(seed);
  return Array.from({ length }, () => alphabet[next(alphabet.length)]).join('');
}

/** A NATS seed: prefix, 32 bytes, CRC-16/XMODEM, in base32 (nats-io/nkeys). */
export function nkeySeed(kind: 'user' | 'account'): string {
  const prefix = 18 << 3;
  const type = kind === 'user' ? 20 << 3 : 0;
  const next = randomInt(7);
  const raw = [prefix | (type >> 5), (type & 31) << 3, ...Array.from({ length: 32 }, () => next(256))];
  let sum = 0;
  for (const byte of raw) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  const bits = [...raw, sum & 0xff, sum >> 8].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const alphabet = `${lower.toUpperCase()}234567`;
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** `-----BEGIN ... KEY-----` with a body of so many lines. */
export function pem(kind: string, lines = 12, lineEnd = '\n'): string {
  const dashes = '-'.repeat(5);
  const body = Array.from({ length: lines }, (_, index) => made.base64(64, index + 1));
  return [`${dashes}BEGIN ${kind}${dashes}`, ...body, `${dashes}END ${kind}${dashes}`, ''].join(lineEnd);
}

export function jwt(seed = 1): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ sub: 'agent', iat: 1763800000 + seed }),
    made.base62(43, seed),
  ].join('.');
}

export function inBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
