import { describe, expect, it } from 'vitest';
import { isOnMachine, nearness } from '../../src/sockets/reach.js';

const otherAddresses = new Set(['127.0.1.2', '192.0.2.20']);

describe('nearness', () => {
  it.each([
    { listener: '127.0.1.1', address: '127.0.1.1', is: 3, why: 'the same' },
    { listener: '0.0.0.0', address: '127.0.1.1', is: 2, why: 'any IPv4' },
    { listener: '::', address: '127.0.1.1', is: 2, why: 'any, IPv4 included' },
    { listener: '0.0.0.0', address: '2001:db8::1', is: 0, why: 'IPv4 alone' },
    { listener: '192.0.2.10', address: '127.0.1.1', is: 1, why: 'an address of the machine' },
    { listener: '127.0.0.1', address: '192.0.2.10', is: 1, why: 'the loopback of the machine' },
    { listener: '127.0.1.2', address: '127.0.1.1', is: 0, why: 'another machine of the fleet on this kernel' },
    { listener: '192.0.2.20', address: '192.0.2.10', is: 0, why: 'another machine of the fleet on this kernel' },
    { listener: '127.0.0.1', address: '127.0.1.1', is: 0, why: 'another loopback address' },
    { listener: '::1', address: '127.0.0.1', is: 1, why: 'localhost by its other name' },
    { listener: '127.0.0.1', address: 'localhost', is: 1, why: 'localhost by name' },
    { listener: '::1', address: '127.0.1.1', is: 0, why: 'another loopback address' },
  ])('of $listener to $address is $is: $why', ({ listener, address, is }) => {
    expect(nearness(listener, address, { address, otherAddresses })).toBe(is);
  });

  it('decides what is on the machine', () => {
    const where = { address: '127.0.1.1', otherAddresses };
    expect(['127.0.1.1', '::', '127.0.1.2', '127.0.0.1'].filter((listener) => isOnMachine(listener, where))).toEqual([
      '127.0.1.1',
      '::',
    ]);
  });
});
