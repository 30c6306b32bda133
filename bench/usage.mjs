/** What a process has used, as the kernel counts it. */

import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU seconds of a process so far, all its living threads: the first number of `schedstat`, nanoseconds on the processor
 * (Linux, Documentation/scheduler/sched-stats.rst). A thread that ends takes its share along; the programs measured here
 * keep theirs. The clock ticks of proc_pid_stat(5) are too coarse for one scrape.
 *
 * @param {number} pid
 */
export function cpuSeconds(pid) {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ', 1)[0]);
  }
  return nanoseconds / 1e9;
}

/**
 * Resident memory in bytes, now and at its highest: VmRSS and VmHWM of proc_pid_status(5), there in KiB.
 *
 * @param {number} pid
 */
export function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), highest: bytes('VmHWM') };
}
