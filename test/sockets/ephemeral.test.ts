import { describe, expect, it } from 'vitest';
import { endpoint, ephemeralUse } from '../../src/sockets/ephemeral.js';
import type { TcpSocket } from '../../src/system/sockets.js';
import { type Socket, socket } from './socketLines.js';

const range = { first: 32_768, last: 60_999 };

function outgoing(remoteAddress: string, remotePort: number, count: number, given: Socket = {}): TcpSocket[] {
  return Array.from({ length: count }, (_, index) =>
    socket({ state: 'established', localPort: 40_000 + index, remoteAddress, remotePort, ...given }),
  );
}

describe('ephemeralUse', () => {
  it('counts the outgoing connections to each destination, in whatever state they are', () => {
    const sockets = [
      ...outgoing('192.0.2.1', 6379, 30),
      ...outgoing('192.0.2.1', 6379, 10, { state: 'time-wait' }),
      ...outgoing('192.0.2.1', 5432, 33),
      ...outgoing('2001:db8::1', 6379, 5, { family: 6 }),
    ];
    expect(ephemeralUse(sockets, range)).toEqual({
      size: 28_232,
      destinations: [
        { destination: '192.0.2.1:6379', ports: 40 },
        { destination: '192.0.2.1:5432', ports: 33 },
      ],
      otherPorts: 5,
    });
  });

  it.each([
    { what: 'listeners', given: { state: 'listening', remotePort: 0 } as const },
    { what: 'connections that came in', given: { localPort: 7200 } },
    { what: 'sockets that were never connected', given: { state: 'closed', remotePort: 0 } as const },
  ])('leaves out $what', ({ given }) => {
    const { destinations, otherPorts } = ephemeralUse(outgoing('192.0.2.1', 6379, 40, given), range);
    expect({ destinations, otherPorts }).toEqual({ destinations: [], otherPorts: 0 });
  });

  it('leaves out connections to a server on an ephemeral port', () => {
    const server = socket({ localPort: 40_000 });
    const clients = outgoing('192.0.2.7', 50_000, 40, { localPort: 40_000 });
    expect(ephemeralUse([server, ...clients], range).destinations).toEqual([]);
  });

  it('shows ten destinations, and the sum of all others', () => {
    const sockets = Array.from({ length: 12 }, (_, index) => outgoing('192.0.2.1', 1000 + index, 40 + index)).flat();
    const { destinations, otherPorts } = ephemeralUse(sockets, range);
    expect(destinations.map(({ ports }) => ports)).toEqual([51, 50, 49, 48, 47, 46, 45, 44, 43, 42]);
    expect(otherPorts).toBe(81);
  });

  it('writes IPv6 destinations as URLs do', () => {
    expect([endpoint('192.0.2.1', 80), endpoint('::1', 80)]).toEqual(['192.0.2.1:80', '[::1]:80']);
  });
});
