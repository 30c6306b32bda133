/** What a ZeroMQ peer sends, byte by byte, for peers that get it wrong: ZMTP 3.0, https://rfc.zeromq.org/spec/23/ */

const mechanism = Buffer.alloc(20);
mechanism.write('NULL');

/** Signature, version 3.0, mechanism, as-server, filler: 64 bytes. */
export const greeting = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]),
  mechanism,
  Buffer.alloc(32),
]);

/** The READY command of a socket of the given type, such as `REP`. */
export function ready(socketType: string): Buffer {
  const body = Buffer.concat([
    Buffer.from('\x05READY\x0bSocket-Type\0\0\0', 'latin1'),
    Buffer.from([socketType.length]),
    Buffer.from(socketType),
  ]);
  return Buffer.concat([Buffer.from([4, body.length]), body]);
}

/** The header of a long frame. */
export function frameHeader(bytes: number, more: boolean): Buffer {
  const header = Buffer.alloc(9);
  header[0] = more ? 3 : 2;
  header.writeBigUInt64BE(BigInt(bytes), 1);
  return header;
}

/** The empty frame that stands before a reply. */
export const delimiter = Buffer.from([1, 0]);
