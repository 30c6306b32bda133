import type { Reading } from './access.js';
import { readProcessFile } from './processFile.js';

/** Connections that were not taken, counted by the kernel for all listeners of the network namespace since it began. */
export interface ListenCounters {
  /** The accept queue of a listener was full (Documentation/networking/snmp_counter.rst, TcpExtListenOverflows). */
  readonly overflows: number;
  /** All that were dropped on their way into an accept queue, those above among them (TcpExtListenDrops). */
  readonly drops: number;
}

/** Two lines of about 130 names and as many numbers, and two short ones. */
const content = Buffer.allocUnsafeSlow(16 * 1024);

/** Finds the counters in the text of `/proc/net/netstat`: a line of names, and below it a line of numbers. */
export function parseListenCounters(text: string): ListenCounters | undefined {
  const [names = '', numbers = ''] = text.split('\n').filter((line) => line.startsWith('TcpExt:'));
  const values = numbers.split(' ');
  const numberOf = (name: string) => {
    const index = names.split(' ').indexOf(name);
    return index === -1 ? Number.NaN : Number(values[index] || Number.NaN);
  };
  const overflows = numberOf('ListenOverflows');
  const drops = numberOf('ListenDrops');
  return Number.isNaN(overflows + drops) ? undefined : { overflows, drops };
}

export function readListenCounters(root: string): Reading<ListenCounters> {
  const length = readProcessFile(`${root}/net/netstat`, content);
  return typeof length === 'number' ? parseListenCounters(content.toString('latin1', 0, length)) : length;
}
