const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Whether a NATS nkey's last two bytes are the CRC-16/XMODEM of those before them, low byte first (nats-io/nkeys). */
export function hasNkeyChecksum(key: string): boolean {
  const bytes = fromBase32(key);
  const [low = 0, high = 0] = bytes.slice(-2);
  return bytes.length > 2 && crc16(bytes.slice(0, -2)) === low + high * 256;
}

function fromBase32(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    value = (value << 5) | alphabet.indexOf(character);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
    value &= (1 << bits) - 1;
  }
  return bytes;
}

function crc16(bytes: readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return sum;
}
