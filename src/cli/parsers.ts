import { InvalidArgumentError } from 'commander';

/** A TCP port on a command line. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a whole number from 1 to 65535');
}

/** `host:port`; an IPv6 address stands in brackets. */
export function parseListen(text: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:]+\]|[^:[\]]+):(\d+)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new InvalidArgumentError('an address is host:port, such as 127.0.0.1:9879');
  }
  return { host: match[1].replace(/^\[|\]$/g, ''), port: parsePort(match[2]) };
}

/** A number of milliseconds. */
export function parseMilliseconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('it takes a positive number of milliseconds');
}

/** Words separated by commas; the option may be given several times. */
export function parseWords(text: string, earlier: readonly string[]): string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...earlier, ...words.filter((word) => word !== '')];
}

/** A number of things to propose. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 1000) return value;
  throw new InvalidArgumentError('it takes a whole number up to 1000');
}
