import { describe, expect, it } from 'vitest';
import { parseListenCounters, readListenCounters } from '../../src/system/listenCounters.js';

const whole = [
  'TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits',
  'TcpExt: 1 12 34 5',
  'IpExt: InNoRoutes',
  'IpExt: 7',
  '',
].join('\n');

describe('listen counters', () => {
  it.each([
    { of: 'the kernel', text: whole, are: { overflows: 12, drops: 34 } },
    { of: 'a text that is cut off', text: whole.slice(0, whole.indexOf(' 34')), are: undefined },
    { of: 'a kernel without them', text: 'TcpExt: TW\nTcpExt: 3\n', are: undefined },
    { of: 'names without numbers', text: 'TcpExt: ListenOverflows ListenDrops\n', are: undefined },
    { of: 'no text', text: '', are: undefined },
  ])('of $of are $are', ({ text, are }) => {
    expect(parseListenCounters(text)).toEqual(are);
  });

  it('are read from this machine', () => {
    expect(readListenCounters('/proc')).toEqual({ overflows: expect.any(Number), drops: expect.any(Number) });
  });

  it('are not there without the file', () => {
    expect(readListenCounters('/nowhere')).toBeUndefined();
  });
});
