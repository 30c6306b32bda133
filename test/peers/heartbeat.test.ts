import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from '../../src/peers/heartbeat.js';

const plain: Heartbeat = { from: 'alpha', to: 'beta', session: 1700, sequence: 3, sentAt: 12.5 };
const withEcho: Heartbeat = { ...plain, heard: { session: 1600, sequence: 9, sentAt: 4, heldFor: 0.25 } };
const unsigned = '0'.repeat(64);

describe('a heartbeat', () => {
  it.each([
    ['without a key', plain, undefined],
    ['with what was heard', withEcho, undefined],
    ['with a key', withEcho, 'secret'],
  ])('is read as it was written, %s', (_, heartbeat, key) => {
    expect(decodeHeartbeat(encodeHeartbeat(heartbeat, key), key)).toEqual(heartbeat);
  });

  it.each([
    ['signed by another key', encodeHeartbeat(plain, 'other'), 'secret', 'forged'],
    ['not signed where there is a key', encodeHeartbeat(plain, undefined), 'secret', 'forged'],
    ['signed where there is no key', encodeHeartbeat(plain, 'secret'), undefined, 'forged'],
    [
      'changed on the way',
      Buffer.from(encodeHeartbeat(plain, 'secret').toString().replace('"beta"', '"gamma"')),
      'secret',
      'forged',
    ],
    ['empty', Buffer.alloc(0), undefined, 'malformed'],
    ['no JSON', Buffer.from(`${unsigned} {nothing}`), undefined, 'malformed'],
    ['not ours', Buffer.from(`${unsigned} {"from":"alpha"}`), undefined, 'malformed'],
    [
      'with a number that is none',
      Buffer.from(`${unsigned} ${JSON.stringify({ ...plain, sequence: -1 })}`),
      undefined,
      'malformed',
    ],
    [
      'with an echo that is none',
      Buffer.from(`${unsigned} ${JSON.stringify({ ...plain, heard: { session: 1 } })}`),
      undefined,
      'malformed',
    ],
    ['too long', encodeHeartbeat({ ...plain, from: 'a'.repeat(2000) }, undefined), undefined, 'malformed'],
  ])('is refused where it is %s', (_, datagram, key, why) => {
    expect(decodeHeartbeat(datagram, key)).toBe(why);
  });

  it('is never made of anything else, and nothing else throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeHeartbeat(Buffer.from(bytes), 'secret')).toMatch(/malformed|forged/);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(decodeHeartbeat(Buffer.from(`${unsigned} ${text}`), undefined)).toBe('malformed');
      }),
    );
  });
});
