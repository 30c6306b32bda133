import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SocketState, socketStates, type TcpSocket } from '../../src/system/sockets.js';

/** A socket to write down; what is not said is as of a listener on 127.0.1.1. */
export type Socket = Partial<TcpSocket>;

/** A socket as a reader of the tables gives it. */
export function socket(given: Socket): TcpSocket {
  return {
    family: 4,
    localAddress: '127.0.1.1',
    localPort: 7200,
    remoteAddress: '0.0.0.0',
    remotePort: 0,
    state: 'listening',
    sendQueue: 0,
    receiveQueue: 0,
    retransmissions: 0,
    uid: 1000,
    inode: 0,
    ...given,
  };
}

/** Writes `net/tcp` and `net/tcp6` of a made-up procfs as the kernel would (proc_net_tcp.rst), listeners first. */
export function writeSockets(root: string, given: readonly Socket[]): void {
  const sockets = given.map(socket).toSorted((a, b) => rank(a.state) - rank(b.state));
  for (const [family, file] of [[4, 'tcp'] as const, [6, 'tcp6'] as const]) {
    const lines = sockets.filter((one) => one.family === family).map(lineOf);
    writeFileSync(join(root, 'net', file), ['  sl  local_address rem_address   st', ...lines, ''].join('\n'));
  }
}

function rank(state: SocketState): number {
  return state === 'listening' ? 0 : 1;
}

function lineOf(one: TcpSocket, index: number): string {
  const end = (address: string, port: number) => `${hexAddress(address, one.family)}:${hex(port, 4)}`;
  return [
    `${String(index).padStart(4)}:`,
    end(one.localAddress, one.localPort),
    end(one.remoteAddress, one.remotePort),
    hex(socketStates.indexOf(one.state), 2),
    `${hex(one.sendQueue, 8)}:${hex(one.receiveQueue, 8)}`,
    '00:00000000',
    hex(one.retransmissions, 8),
    `${String(one.uid).padStart(5)}        0 ${one.inode} 1 0000000000000000 100 0 0 10 0`,
  ].join(' ');
}

/** IPv4 text as the kernel prints it: alone, or mapped into IPv6; `::` is the only IPv6 address that is needed besides. */
function hexAddress(address: string, family: 4 | 6): string {
  if (address === '::') return '0'.repeat(32);
  if (address === '::1') return `${'0'.repeat(24)}01000000`;
  const word = address
    .split('.')
    .toReversed()
    .map((byte) => hex(Number(byte), 2))
    .join('');
  return family === 4 ? word : `0000000000000000FFFF0000${word}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
