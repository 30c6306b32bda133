import { type LockedReading, readLocked } from './lockedRead.js';

const NUL = 0;
const EQUALS = 0x3d;

/**
 * Picks the named variables out of the bytes of `/proc/<pid>/environ` (proc_pid_environ(5)): `NAME=value`, each ended by
 * a NUL. Of two with the same name the first counts, as for getenv(3). No other value ever becomes a string.
 */
export function pickVariables<Name extends string>(bytes: Buffer, names: readonly Name[]): Map<Name, string> {
  const wanted = names.map((name) => ({ name, encoded: Buffer.from(name) }));
  const found = new Map<Name, string>();
  for (let start = 0; start < bytes.length && found.size < wanted.length; ) {
    const nul = bytes.indexOf(NUL, start);
    const end = nul === -1 ? bytes.length : nul;
    for (const { name, encoded } of wanted) {
      const equals = start + encoded.length;
      if (equals >= end || bytes[equals] !== EQUALS || found.has(name)) continue;
      if (bytes.compare(encoded, 0, encoded.length, start, equals) === 0) {
        found.set(name, bytes.toString('utf8', equals + 1, end));
      }
    }
    start = end + 1;
  }
  return found;
}

/**
 * The named variables of a process' environment as it was at execve(2), and only those: the rest holds credentials, is
 * never made a string and is wiped after the look. At most 256 KiB are looked at. Only the owner of the process and root
 * may read it. Asynchronous because the read can block, see {@link readLocked}.
 */
export function readEnvironment<Name extends string>(
  root: string,
  pid: number,
  names: readonly Name[],
): Promise<LockedReading<ReadonlyMap<Name, string>>> {
  return readLocked(`${root}/${pid}/environ`, (bytes) => pickVariables(bytes, names));
}
