/** The bytes of ZMTP 3.0 (https://rfc.zeromq.org/spec/23/) that a light REP agent and a light REQ client need. */

const greeting = Buffer.alloc(64);
greeting[0] = 0xff;
greeting[9] = 0x7f;
greeting[10] = 3;
greeting.write('NULL', 12, 'latin1');

/** @param {'REQ' | 'REP'} type */
export function opening(type) {
  return { greeting, ready: command(`\x05READY\x0bSocket-Type\0\0\0\x03${type}`) };
}

/** The empty delimiter and one part. */
export function message(text) {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([1, 0]), frame(0, body)]);
}

function command(text) {
  return frame(4, Buffer.from(text, 'latin1'));
}

function frame(flags, body) {
  if (body.length < 256) return Buffer.concat([Buffer.from([flags, body.length]), body]);
  const header = Buffer.alloc(9);
  header[0] = flags | 2;
  header.writeBigUInt64BE(BigInt(body.length), 1);
  return Buffer.concat([header, body]);
}
