import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSocketAddress } from '../../src/system/socketAddress.js';
import { parseSockets } from '../../src/system/sockets.js';

const net = fileURLToPath(new URL('../fixtures/proc/readers/net/', import.meta.url));

describe('parseSockets', () => {
  it('parses IPv4, digits of either case, and leaves a line that is cut off', () => {
    expect(parseSockets(readFileSync(`${net}tcp`, 'latin1'), 4)).toEqual([
      {
        family: 4,
        localAddress: '127.0.0.1',
        localPort: 7200,
        remoteAddress: '0.0.0.0',
        remotePort: 0,
        state: 'listening',
        sendQueue: 0,
        receiveQueue: 3,
        retransmissions: 0,
        uid: 1000,
        inode: 5001,
      },
      expect.objectContaining({ localAddress: '0.0.0.0', localPort: 9094, state: 'listening', inode: 7001 }),
      {
        family: 4,
        localAddress: '127.0.0.1',
        localPort: 7200,
        remoteAddress: '192.168.0.2',
        remotePort: 54321,
        state: 'established',
        sendQueue: 15,
        receiveQueue: 511,
        retransmissions: 0,
        uid: 1000,
        inode: 5002,
      },
      expect.objectContaining({ state: 'time-wait', uid: 0, inode: 0 }),
    ]);
  });

  it('parses IPv6 and shows mapped addresses as IPv4', () => {
    expect(parseSockets(readFileSync(`${net}tcp6`, 'latin1'), 6)).toEqual([
      expect.objectContaining({ family: 6, localAddress: '::1', localPort: 7201, remoteAddress: '::', inode: 6001 }),
      expect.objectContaining({
        family: 6,
        localAddress: '127.0.0.1',
        localPort: 7202,
        remoteAddress: '127.0.0.2',
        remotePort: 50000,
        state: 'close-wait',
        receiveQueue: 1,
      }),
      expect.objectContaining({ localAddress: '2001:db8::aabb:ccdd', localPort: 443, remotePort: 8080, inode: 6003 }),
    ]);
  });

  it('gives nothing for the table of the other family', () => {
    expect(parseSockets(readFileSync(`${net}tcp6`, 'latin1'), 4)).toEqual([]);
  });

  it('counts the timeouts without an answer', () => {
    const line =
      '   7: 0100007F:D431 0A0200C0:1C20 02 00000001:00000000 01:000002A8 0000000B  1000        0 5003 2 0000000000000000 800 0 0 1 7';
    expect(parseSockets(line, 4)).toEqual([
      expect.objectContaining({ state: 'syn-sent', remoteAddress: '192.0.2.10', retransmissions: 11, inode: 5003 }),
    ]);
  });

  it('loses no line, wherever the text ends', () => {
    const text = readFileSync(`${net}tcp6`, 'latin1');
    const whole = parseSockets(text, 6);
    for (let length = 0; length < text.length; length++) {
      const cut = parseSockets(text.slice(0, length), 6);
      const complete = text.slice(0, length).split('\n').length - 2;
      expect(cut.slice(0, complete)).toEqual(whole.slice(0, Math.max(0, complete)));
    }
  });

  it('takes any text', () => {
    const like = fc.array(fc.constantFrom('0: ', '0100007F:1F90', ' ', ':', '0A', '\n', 'zz', '00000000'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          like.map((parts) => parts.join('')),
        ),
        (text) => {
          for (const { localPort, inode } of parseSockets(text, 4)) {
            expect(Number.isNaN(localPort + inode)).toBe(false);
          }
        },
      ),
    );
  });
});

describe('decodeSocketAddress', () => {
  it.each([
    { hex: '0100007F', text: '127.0.0.1' },
    { hex: '00000000', text: '0.0.0.0' },
    { hex: 'ff0200c0', text: '192.0.2.255' },
    { hex: '00000000000000000000000000000000', text: '::' },
    { hex: '00000000000000000000000001000000', text: '::1' },
    { hex: '000080FE00000000FF005450B6AD1DFE', text: 'fe80::5054:ff:fe1d:adb6' },
    { hex: '0000000000000000FFFF00000100007F', text: '127.0.0.1' },
    { hex: '0100007', text: undefined },
    { hex: '0100007G', text: undefined },
    { hex: '', text: undefined },
  ])('decodes $hex as $text', ({ hex, text }) => {
    expect(decodeSocketAddress(hex)).toBe(text);
  });

  it('writes IPv6 as the URL standard does', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        fc.pre(groups.slice(0, 5).some((value) => value !== 0) || groups[5] !== 0xffff);
        const words: string[] = [];
        for (let at = 0; at < 8; at += 2) {
          const word = Buffer.alloc(4);
          word.writeUInt16BE(groups[at] ?? 0, 0);
          word.writeUInt16BE(groups[at + 1] ?? 0, 2);
          words.push(word.reverse().toString('hex').toUpperCase());
        }
        const url = new URL(`http://[${groups.map((value) => value.toString(16)).join(':')}]/`);
        expect(decodeSocketAddress(words.join(''))).toBe(url.hostname.slice(1, -1));
      }),
    );
  });
});
