import { hexadecimalAt } from './hexadecimal.js';
import { decodeSocketAddress } from './socketAddress.js';

/** The table a socket stands in: 4 is `/proc/net/tcp`, 6 is `/proc/net/tcp6`, dual-stack sockets included. */
export type AddressFamily = 4 | 6;

/** State of a TCP socket by its number from 1 on (include/net/tcp_states.h). */
export const socketStates = [
  'unknown',
  'established',
  'syn-sent',
  'syn-received',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'closed',
  'close-wait',
  'last-ack',
  'listening',
  'closing',
  'new-syn-received',
] as const;

export type SocketState = (typeof socketStates)[number];

/** One TCP socket of this network namespace. */
export interface TcpSocket {
  readonly family: AddressFamily;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: SocketState;
  /** Bytes sent and not yet acknowledged; 0 for a listening socket. */
  readonly sendQueue: number;
  /**
   * Bytes received and not yet read. For a listening socket: connections that wait for accept(2). Their largest number
   * is not in this table; sock_diag(7) has it.
   */
  readonly receiveQueue: number;
  /** Timeouts without an answer so far; above 0 in SYN-SENT means that a second has passed (RFC 6298, section 2). */
  readonly retransmissions: number;
  readonly uid: number;
  /** Names the socket among the descriptors of its owner; 0 when no process has it (TIME_WAIT). */
  readonly inode: number;
}

const SPACE = 0x20;
const COLON = 0x3a;
const ADDRESS_DIGITS = { 4: 8, 6: 32 } as const;

/** The unsigned number in column `index` (0 is the first) of what starts at `at`; NaN where there is none. */
function columnAt(text: string, at: number, end: number, index: number): number {
  for (let column = 0; ; column++) {
    while (at < end && text.charCodeAt(at) === SPACE) at++;
    if (column === index) break;
    while (at < end && text.charCodeAt(at) !== SPACE) at++;
  }
  let value = at < end ? 0 : Number.NaN;
  for (; at < end && text.charCodeAt(at) !== SPACE; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Parses `/proc/net/tcp` or `tcp6` (kernel: Documentation/networking/proc_net_tcp.rst, proc_net(5)). The columns up to
 * the queues have a fixed width after the colon of the line number; those behind are found by their spaces. The header
 * and lines that are cut off give no socket.
 */
export function parseSockets(text: string, family: AddressFamily): TcpSocket[] {
  const digits = ADDRESS_DIGITS[family];
  // Addresses repeat from line to line; each is decoded once.
  const addresses = new Map<string, string | undefined>();
  const addressAt = (at: number): string | undefined => {
    const hex = text.slice(at, at + digits);
    if (!addresses.has(hex)) addresses.set(hex, decodeSocketAddress(hex));
    return addresses.get(hex);
  };

  const sockets: TcpSocket[] = [];
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end === -1) end = text.length;

    let local = start;
    while (local < end && text.charCodeAt(local) !== COLON) local++;
    local += 2;
    const remote = local + digits + 6;
    const state = remote + digits + 6;
    const queues = state + 3;
    if (queues + 17 >= end) continue;

    const localAddress = addressAt(local);
    const remoteAddress = addressAt(remote);
    const localPort = hexadecimalAt(text, local + digits + 1, 4);
    const remotePort = hexadecimalAt(text, remote + digits + 1, 4);
    const sendQueue = hexadecimalAt(text, queues, 8);
    const receiveQueue = hexadecimalAt(text, queues + 9, 8);
    // Behind the queues: timer, retransmissions, uid, unanswered probes, inode.
    const retransmissions = hexadecimalAt(text, queues + 30, 8);
    const uid = columnAt(text, queues + 17, end, 2);
    const inode = columnAt(text, queues + 17, end, 4);
    if (localAddress === undefined || remoteAddress === undefined) continue;
    if (Number.isNaN(localPort + remotePort + sendQueue + receiveQueue + retransmissions + uid + inode)) continue;

    sockets.push({
      family,
      localAddress,
      localPort,
      remoteAddress,
      remotePort,
      state: socketStates[hexadecimalAt(text, state, 2)] ?? 'unknown',
      sendQueue,
      receiveQueue,
      retransmissions,
      uid,
      inode,
    });
  }
  return sockets;
}
