import { hexadecimalAt } from './hexadecimal.js';

const WORD_DIGITS = 8;
const IPV6_DIGITS = 32;
const MAPPED_PREFIX = 0xffff;

/** Text of an IPv4 address whose four bytes in network order were printed as one little-endian word. */
function ipv4Text(word: number): string {
  return `${word & 0xff}.${(word >>> 8) & 0xff}.${(word >>> 16) & 0xff}.${word >>> 24}`;
}

/** The 16 bits in network order at a byte offset of 0 or 2 in a little-endian word. */
function groupOf(word: number, offset: 0 | 2): number {
  const bytes = offset === 0 ? word : word >>> 16;
  return ((bytes & 0xff) << 8) | ((bytes >>> 8) & 0xff);
}

/** Text of an IPv6 address as RFC 5952, section 4: no leading zeros, `::` for the first longest run of zero groups. */
function ipv6Text(groups: readonly number[]): string {
  let longestStart = 0;
  let longest = 1;
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > longest) {
      longestStart = start;
      longest = length;
    }
    start += length;
  }
  let text = '';
  for (let at = 0; at < groups.length; at++) {
    if (longest > 1 && at === longestStart) {
      text += '::';
      at += longest - 1;
    } else {
      if (text !== '' && !text.endsWith('::')) text += ':';
      text += (groups[at] ?? 0).toString(16);
    }
  }
  return text;
}

/**
 * Decodes an address of `/proc/net/tcp` (8 digits) or `tcp6` (32 digits): 32-bit words, printed in the byte order of the
 * host, here little-endian. An IPv4-mapped address (RFC 4291, section 2.5.5.2) becomes the IPv4 address that it stands
 * for: that is how the peer of a dual-stack socket is known everywhere else.
 */
export function decodeSocketAddress(hex: string): string | undefined {
  const first = hexadecimalAt(hex, 0, WORD_DIGITS);
  if (hex.length === WORD_DIGITS) return Number.isNaN(first) ? undefined : ipv4Text(first);
  if (hex.length !== IPV6_DIGITS) return undefined;
  const second = hexadecimalAt(hex, WORD_DIGITS, WORD_DIGITS);
  const third = hexadecimalAt(hex, 2 * WORD_DIGITS, WORD_DIGITS);
  const fourth = hexadecimalAt(hex, 3 * WORD_DIGITS, WORD_DIGITS);
  if (Number.isNaN(first + second + third + fourth)) return undefined;
  if (first === 0 && second === 0 && groupOf(third, 0) === 0 && groupOf(third, 2) === MAPPED_PREFIX) {
    return ipv4Text(fourth);
  }
  return ipv6Text([
    groupOf(first, 0),
    groupOf(first, 2),
    groupOf(second, 0),
    groupOf(second, 2),
    groupOf(third, 0),
    groupOf(third, 2),
    groupOf(fourth, 0),
    groupOf(fourth, 2),
  ]);
}
