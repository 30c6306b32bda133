import { readFileSync } from 'node:fs';
import { type Reading, whyUnreadable } from './access.js';

/** The units in which the kernel of this machine counts. */
export interface KernelUnits {
  /** Clock ticks a second (USER_HZ), the unit of CPU and start times. */
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

/** Kernel units and the moment of boot in Unix seconds. */
export interface KernelClock extends KernelUnits {
  readonly bootSeconds: number;
}

/** What nearly every kernel has; only the page size differs, on some arm64 and ppc64 kernels. */
const USUAL: KernelUnits = { ticksPerSecond: 100, pageBytes: 4096 };

// Entry types of the auxiliary vector: getauxval(3), linux/auxvec.h.
const AT_NULL = 0n;
const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;
const ENTRY_BYTES = 16;

/**
 * Parses an auxiliary vector (proc_pid_auxv(5)): pairs of type and value, 64-bit little-endian words as on x86-64 and
 * arm64. What is not in it keeps its usual value.
 */
export function parseAuxiliaryVector(bytes: Buffer): KernelUnits {
  let { ticksPerSecond, pageBytes } = USUAL;
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const type = bytes.readBigUInt64LE(at);
    const value = Number(bytes.readBigUInt64LE(at + 8));
    if (type === AT_NULL) break;
    if (type === AT_PAGESZ && value > 0) pageBytes = value;
    if (type === AT_CLKTCK && value > 0) ticksPerSecond = value;
  }
  return { ticksPerSecond, pageBytes };
}

/** Moment of boot in Unix seconds from the text of `/proc/stat`, line "btime" (proc_stat(5)). */
export function parseBootTime(text: string): number | undefined {
  const digits = /^btime (\d+)$/m.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function readUnits(root: string): KernelUnits {
  try {
    return parseAuxiliaryVector(readFileSync(`${root}/self/auxv`));
  } catch (error) {
    whyUnreadable(error);
    return USUAL;
  }
}

/**
 * Reads the kernel's units and the moment of boot. `/proc/stat` sums up every interrupt of every CPU and can take
 * milliseconds on a large machine: read it once, and again when the wall clock was set (boot is then another moment).
 */
export function readKernelClock(root: string): Reading<KernelClock> {
  try {
    const bootSeconds = parseBootTime(readFileSync(`${root}/stat`, 'latin1'));
    return bootSeconds === undefined ? undefined : { ...readUnits(root), bootSeconds };
  } catch (error) {
    return whyUnreadable(error);
  }
}

/** Start of a process in Unix seconds from its `startTicks`. */
export function startSeconds(clock: KernelClock, startTicks: number): number {
  return clock.bootSeconds + startTicks / clock.ticksPerSecond;
}
