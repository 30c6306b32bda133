import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redacted } from '../../redaction/redacted.js';
import type { Order } from '../command/order.js';
import type { CommandEnd, CommandResult } from '../command/run.js';
import type { TaskName } from '../journal/entry.js';

/** What a command of a task was run for. */
export type Purpose = 'when' | 'run' | 'verify';

/** The folder of a change in which the output of its commands is kept. */
export function outputFolder(folder: string): string {
  return join(folder, 'output');
}

/**
 * Keeps what a command printed, without credentials, in the folder of its change: one file for each purpose and attempt,
 * of which the last one counts.
 */
export async function keepOutput(
  folder: string,
  { phase, step, machine }: TaskName,
  attempt: number,
  purpose: Purpose,
  order: Order,
  { end, output }: CommandResult,
): Promise<void> {
  const name = [phase, step, machine, String(attempt), purpose].map(encodeURIComponent).join('.');
  const text = `$ ${shownArguments(order).join(' ')}\n${redacted(output)}\n[${describeEnd(end)}]\n`;
  await mkdir(outputFolder(folder), { recursive: true, mode: 0o700 });
  await writeFile(join(outputFolder(folder), `${name}.txt`), text, { mode: 0o600 });
}

/** The arguments as they may be shown. */
export function shownArguments({ file, arguments: rest }: Order): string[] {
  return [file, ...rest].map(redacted);
}

/** Characters of what a command said last that fit into a reason. */
const longestQuote = 200;

/** How a command ended and, unless it ended well, what it said last: without credentials. */
export function describeResult({ end, output }: CommandResult): string {
  const last = redacted(output).trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (last === '' || (end.kind === 'exited' && end.code === 0)) return describeEnd(end);
  return `${describeEnd(end)} ("${last.length > longestQuote ? `${last.slice(0, longestQuote)}…` : last}")`;
}

/** How a command ended, in words. */
export function describeEnd(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `ended with ${end.code}`;
    case 'killed':
      return `was ended by ${end.signal}`;
    case 'timed-out':
      return `was ended after ${end.seconds} s`;
    case 'aborted':
      return 'was given up';
    case 'not-started':
      return `could not be started: ${redacted(end.reason)}`;
  }
}
