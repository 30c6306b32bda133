/**
 * The client's side of ZMTP 3.0 with the NULL mechanism, https://rfc.zeromq.org/spec/23/, as far as one REQ needs it:
 * the bytes to send, and a reader for the bytes that come back.
 */

const greetingBytes = 64;
const commandBytes = 1_024;
/** Kinds of socket that answer a REQ (ZMTP 3.0, "The Socket-Type Metadata Property"). */
const answering = ['REP', 'ROUTER'];

const greeting = Buffer.alloc(greetingBytes);
greeting[0] = 0xff;
greeting[8] = 1;
greeting[9] = 0x7f;
greeting[10] = 3;
greeting.write('NULL', 12, 'latin1');

/** First of all: signature, version 3.0, mechanism NULL. */
export const requestGreeting: Buffer = greeting;

const readyBody = Buffer.from('\x05READY\x0bSocket-Type\0\0\0\x03REQ', 'latin1');

/** READY and the question with its empty delimiter, to be sent once the peer has greeted. */
export function requestBytes(question: string): Buffer {
  const body = Buffer.from(question);
  return Buffer.concat([Buffer.from([4, readyBody.length]), readyBody, Buffer.from([1, 0]), header(body.length), body]);
}

function header(length: number): Buffer {
  if (length < 256) return Buffer.from([0, length]);
  const long = Buffer.alloc(9);
  long[0] = 2;
  long.writeBigUInt64BE(BigInt(length), 1);
  return long;
}

export type Progress =
  | { readonly kind: 'wanting' }
  /** The peer's greeting is complete and good. Said once. */
  | { readonly kind: 'greeted' }
  /** The last part of the reply. */
  | { readonly kind: 'reply'; readonly body: Buffer }
  | { readonly kind: 'wrong'; readonly reason: string };

const wanting: Progress = { kind: 'wanting' };

/** Reads what the peer sends, never holding more than the cap and one chunk. */
export class ReplyReader {
  readonly #limit: number;
  #held: Buffer = Buffer.alloc(0);
  #stage: 'greeting' | 'ready' | 'reply' = 'greeting';
  #delimited = false;
  #replyBytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether the peer has shaken hands. */
  get ready(): boolean {
    return this.#stage === 'reply';
  }

  read(chunk: Buffer): Progress {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#stage === 'greeting') return this.#readGreeting();
    for (;;) {
      const progress = this.#readFrame();
      if (progress !== undefined) return progress;
    }
  }

  #readGreeting(): Progress {
    const held = this.#held;
    // A greeting shows in its first byte already, so nonsense is known without waiting for 64 bytes of it.
    if (held[0] !== 0xff || (held.length > 9 && ((held[9] ?? 0) & 1) === 0)) return wrong('not ZeroMQ');
    if (held.length > 10 && (held[10] ?? 0) < 3) return wrong('ZeroMQ older than ZMTP 3');
    if (held.length < greetingBytes) return wanting;
    if (held.toString('latin1', 12, 32).replace(/\0+$/, '') !== 'NULL') return wrong('ZeroMQ authentication needed');
    this.#held = held.subarray(greetingBytes);
    this.#stage = 'ready';
    return { kind: 'greeted' };
  }

  /** One frame, or undefined where a further one may follow in what is held. */
  #readFrame(): Progress | undefined {
    const flags = this.#held[0];
    if (flags === undefined) return wanting;
    if (flags > 7) return wrong('not ZeroMQ');
    const long = (flags & 2) !== 0;
    const start = long ? 9 : 2;
    if (this.#held.length < start) return wanting;
    const length = long ? Number(this.#held.readBigUInt64BE(1)) : (this.#held[1] ?? 0);
    const command = (flags & 4) !== 0;
    if (command ? length > commandBytes : this.#replyBytes + length > this.#limit) {
      return wrong(command ? 'not ZeroMQ' : `answer larger than ${this.#limit} bytes`);
    }
    if (this.#held.length < start + length) return wanting;
    const body = this.#held.subarray(start, start + length);
    this.#held = this.#held.subarray(start + length);
    return command ? this.#seeCommand(body) : this.#seePart(body, (flags & 1) !== 0);
  }

  #seeCommand(body: Buffer): Progress | undefined {
    // Commands after the handshake, such as PING, do not matter to one question.
    if (this.#stage === 'reply') return undefined;
    const text = body.toString('latin1');
    if (!text.startsWith('\x05READY')) return wrong('ZeroMQ handshake refused');
    if (!answering.some((type) => text.includes(`Socket-Type\0\0\0${String.fromCharCode(type.length)}${type}`))) {
      return wrong('not a ZeroMQ REP socket');
    }
    this.#stage = 'reply';
    return undefined;
  }

  #seePart(body: Buffer, more: boolean): Progress | undefined {
    if (this.#stage !== 'reply') return wrong('not ZeroMQ');
    if (!this.#delimited) {
      this.#delimited = true;
      return more && body.length === 0 ? undefined : wrong('not a ZeroMQ REP socket');
    }
    // Each further part counts for at least its header, so that empty parts come to an end as well.
    this.#replyBytes += body.length + 2;
    return more ? undefined : { kind: 'reply', body: Buffer.from(body) };
  }
}

function wrong(reason: string): Progress {
  return { kind: 'wrong', reason };
}
