import { readFileSync } from 'node:fs';

/** A row of `/proc/net/tcp`. */
export interface TcpRow {
  /** As the kernel writes it: `01` established, `02` SYN-SENT, `0A` listening (include/net/tcp_states.h). */
  readonly state: string;
  readonly address: string;
  readonly port: number;
  /** Bytes to be read; of a listener the connections that nobody has accepted. */
  readonly receiveQueue: number;
  readonly inode: number;
}

/** The IPv4 sockets with a local address, as proc_pid_net(5) describes the table. */
export function tcpRows(address: string): TcpRow[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines.map(rowOf).filter((row) => row.address === address);
}

function rowOf(line: string): TcpRow {
  const [, local = '', , state = '', queues = '', , , , , inode = ''] = line.trim().split(/\s+/);
  const [hexadecimal = '', port = ''] = local.split(':');
  const bytes = hexadecimal.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  return {
    state,
    // The address stands in the byte order of the machine, which on all common ones is the least byte first.
    address: bytes.reverse().join('.'),
    port: Number.parseInt(port, 16),
    receiveQueue: Number.parseInt(queues.split(':')[1] ?? '', 16),
    inode: Number(inode),
  };
}
