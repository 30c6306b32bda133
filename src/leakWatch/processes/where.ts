import { shown } from '../../document/wording.js';
import type { Leak, Scanner } from '../../leaks/model.js';

/** Where in a process a credential shows. Its name may be known, its value never. */
export type ProcessSurface = 'cmdline' | 'environ';

const NUL = 0;
const EQUALS = 0x3d;

/**
 * Names the argument or the variable that holds a credential, for people: `argument 3`, `variable NATS_PASSWORD`. Arguments
 * count from 0, which is the program itself.
 *
 * @param bytes of `/proc/<pid>/cmdline` or `/proc/<pid>/environ`, in which each part ends with NUL
 */
export function whereIn(bytes: Buffer, leak: Leak, surface: ProcessSurface, scanner: Scanner): string {
  if (surface === 'cmdline') return `argument ${argumentAt(bytes, leak.start)}`;
  const from = bytes.lastIndexOf(NUL, leak.start) + 1;
  const equals = bytes.indexOf(EQUALS, from);
  // What stands before the first `=` is a name only where the credential begins behind it, and may hold another one.
  if (equals === -1 || equals >= leak.start) return 'the name of a variable';
  const name = bytes.subarray(from, equals);
  return scanner.scan(name, 'text').length > 0 ? 'a variable' : `variable ${shown(name.toString('utf8'))}`;
}

function argumentAt(bytes: Buffer, offset: number): number {
  let index = 0;
  for (let nul = bytes.indexOf(NUL); nul !== -1 && nul < offset; nul = bytes.indexOf(NUL, nul + 1)) index += 1;
  return index;
}
