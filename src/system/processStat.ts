import type { Reading } from './access.js';
import { readProcessFile } from './processFile.js';

/** State of a process, by its letter in proc_pid_stat(5), field 3. */
export type ProcessState =
  | 'running'
  | 'sleeping'
  | 'disk-sleep'
  | 'stopped'
  | 'traced'
  | 'zombie'
  | 'dead'
  | 'idle'
  | 'parked'
  | 'other';

/** What fleetwatch takes from `/proc/<pid>/stat`, as the kernel counts it. */
export interface ProcessStat {
  readonly pid: number;
  /** Name of the executable, cut by the kernel to 15 bytes; a process can change it at will. */
  readonly command: string;
  readonly state: ProcessState;
  readonly parentPid: number;
  /** CPU time in clock ticks, all threads. */
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threads: number;
  /** Start in clock ticks after boot. Together with the pid it names one process for good. */
  readonly startTicks: number;
  readonly virtualBytes: number;
  /** Resident pages; the kernel folds its per-CPU counts in late, so a few hundred KiB may be missing. */
  readonly residentPages: number;
}

const STATES = new Map<number, ProcessState>([
  [0x52, 'running'], // R
  [0x53, 'sleeping'], // S
  [0x44, 'disk-sleep'], // D
  [0x54, 'stopped'], // T
  [0x74, 'traced'], // t
  [0x5a, 'zombie'], // Z
  [0x58, 'dead'], // X
  [0x78, 'dead'], // x, Linux 2.6.33 to 3.13
  [0x49, 'idle'], // I, kernel threads
  [0x50, 'parked'], // P, Linux 3.9 to 3.13 and since 4.14
]);

const SPACE = 0x20;
const NEWLINE = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;

// Numbers of the fields in proc_pid_stat(5).
const PARENT_PID = 4;
const USER_TIME = 14;
const SYSTEM_TIME = 15;
const THREADS = 20;
const START_TIME = 22;
const VIRTUAL_SIZE = 23;
const RESIDENT = 24;

/** A line has 52 fields of at most 20 digits, and a name of at most 64 bytes (workers of the kernel). */
const line = Buffer.allocUnsafeSlow(4096);
const fields = new Float64Array(RESIDENT + 1);

/**
 * Parses the line of `/proc/<pid>/stat`; `undefined` if it is cut off or is none. The name stands in parentheses and may
 * hold spaces, parentheses and line feeds itself, so the rest is counted from the last closing one.
 */
export function parseProcessStat(bytes: Buffer, length = bytes.length): ProcessStat | undefined {
  const nameStart = bytes.indexOf(OPEN_PARENTHESIS) + 1;
  const nameEnd = length > 0 ? bytes.lastIndexOf(CLOSE_PARENTHESIS, length - 1) : -1;
  if (nameStart < 3 || nameEnd < nameStart || nameEnd + 3 >= length) return undefined;

  let pid = 0;
  for (let at = 0; at < nameStart - 2; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    pid = pid * 10 + digit;
  }

  let at = nameEnd + 4;
  for (let field = PARENT_PID; field <= RESIDENT; field++) {
    let value = 0;
    const start = at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    for (; at < length; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    // A field that ends with the input may have lost digits.
    if (at === start || at >= length || (bytes[at] !== SPACE && bytes[at] !== NEWLINE)) return undefined;
    fields[field] = negative ? -value : value;
    at++;
  }

  return {
    pid,
    command: bytes.toString('utf8', nameStart, nameEnd),
    state: STATES.get(bytes[nameEnd + 2] ?? 0) ?? 'other',
    parentPid: fields[PARENT_PID] ?? 0,
    userTicks: fields[USER_TIME] ?? 0,
    systemTicks: fields[SYSTEM_TIME] ?? 0,
    threads: fields[THREADS] ?? 0,
    startTicks: fields[START_TIME] ?? 0,
    virtualBytes: fields[VIRTUAL_SIZE] ?? 0,
    residentPages: fields[RESIDENT] ?? 0,
  };
}

/** Reads `/proc/<pid>/stat`. The kernel fills it from counters, without a lock that the process could hold for long. */
export function readProcessStat(root: string, pid: number): Reading<ProcessStat> {
  const length = readProcessFile(`${root}/${pid}/stat`, line);
  return typeof length === 'number' ? parseProcessStat(line, length) : length;
}
