import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type Reading, whyUnreadable } from './access.js';
import { type AddressFamily, parseSockets, type TcpSocket } from './sockets.js';

/** The kernel hands out a page at a time (fs/seq_file.c), whatever room it is given; pages may have 64 KiB. */
const chunk = Buffer.allocUnsafeSlow(64 * 1024);

/** Milliseconds of reading after which the event loop gets its turn. */
const SLICE_MS = 5;

const TABLES: readonly { file: string; family: AddressFamily }[] = [
  { file: 'tcp', family: 4 },
  { file: 'tcp6', family: 6 },
];

/** Yields the sockets of a table as the kernel hands them out, some dozens at a time. */
function* readTable(path: string, family: AddressFamily): Generator<TcpSocket[]> {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    let rest = '';
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunk.length, null);
      if (length === 0) break;
      const text = rest + chunk.toString('latin1', 0, length);
      const complete = text.lastIndexOf('\n') + 1;
      rest = text.slice(complete);
      yield parseSockets(text.slice(0, complete), family);
    }
    yield parseSockets(rest, family);
  } finally {
    closeSync(descriptor);
  }
}

/** Nothing without the IPv4 table; without the other one IPv6 is switched off. */
function withoutTable(error: unknown, family: AddressFamily): 'denied' | 'none' | undefined {
  const why = whyUnreadable(error);
  return family === 6 && why === undefined ? 'none' : why;
}

/**
 * The listening sockets of `/proc/net/tcp` and `tcp6`. The kernel lists them before all others
 * (Documentation/networking/proc_net_tcp.rst), so this stops at the first other one: the cost does not grow with the
 * connections of the machine.
 */
export function readListeners(root: string): Reading<TcpSocket[]> {
  const listeners: TcpSocket[] = [];
  for (const { file, family } of TABLES) {
    try {
      for (const sockets of readTable(`${root}/net/${file}`, family)) {
        const listening = sockets.filter((socket) => socket.state === 'listening');
        for (const socket of listening) listeners.push(socket);
        if (listening.length < sockets.length) break;
      }
    } catch (error) {
      const why = withoutTable(error, family);
      if (why !== 'none') return why;
    }
  }
  return listeners;
}

/**
 * All sockets of `/proc/net/tcp` and `tcp6`. The kernel takes about 3 us to print one, so a long table is read in slices
 * between which the event loop has its turn. A socket that changes meanwhile may appear twice or not at all.
 */
export async function readSockets(root: string): Promise<Reading<TcpSocket[]>> {
  const all: TcpSocket[] = [];
  let sliceStart = performance.now();
  for (const { file, family } of TABLES) {
    try {
      for (const sockets of readTable(`${root}/net/${file}`, family)) {
        for (const socket of sockets) all.push(socket);
        if (performance.now() - sliceStart < SLICE_MS) continue;
        await setImmediate();
        sliceStart = performance.now();
      }
    } catch (error) {
      const why = withoutTable(error, family);
      if (why !== 'none') return why;
    }
  }
  return all;
}
