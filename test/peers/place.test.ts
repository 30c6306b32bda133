import { expect, it } from 'vitest';
import { peersOf } from '../../src/peers/place.js';

it.each([
  ['192.0.2.2', '192.0.2.2', '192.0.2.2'],
  ['192.0.2.2', '0.0.0.0', '192.0.2.2'],
  ['2001:db8::2', '::', '2001:db8::2'],
  ['192.0.2.2', '127.0.0.1', '192.0.2.2'],
  ['192.0.2.2', 'localhost', '192.0.2.2'],
  ['127.0.1.2', '127.0.0.1', '127.0.0.1'],
  ['beta.example.org', '0.0.0.0', 'beta.example.org'],
])('a peer at %s that listens on %s is reached at %s', (address, host, reached) => {
  const own = { name: 'alpha', address: '192.0.2.1', listen: { host: '0.0.0.0', port: 9877 } };
  const other = { name: 'beta', address, listen: { host, port: 9878 } };
  expect(peersOf([own, other], 'alpha')).toEqual([{ name: 'beta', host: reached, port: 9878 }]);
});
