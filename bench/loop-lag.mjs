/**
 * Loaded into an exporter before its own modules: says on its IPC channel how long its event loop was blocked at most
 * since it was last asked.
 */

import { readFileSync } from 'node:fs';

/** Milliseconds between two looks; rare enough to cost next to nothing. */
const beat = 50;

const look = () => ({ at: performance.now(), waited: waited() });
let last = look();
let longest = 0;

setInterval(() => {
  const now = look();
  // What the kernel gave to other programs meanwhile is the machine's doing, not the exporter's.
  longest = Math.max(longest, now.at - last.at - beat - (now.waited - last.waited));
  last = now;
}, beat).unref();

process.on('message', (question) => {
  if (question !== 'lag') return;
  process.send?.({ seconds: longest / 1000 });
  longest = 0;
});
// The channel alone must not keep the exporter alive.
process.channel?.unref();

/**
 * Milliseconds that the main thread was ready to run and had to wait: the second number of `schedstat`, in nanoseconds
 * (Linux, Documentation/scheduler/sched-stats.rst).
 */
function waited() {
  return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ', 2)[1]) / 1e6;
}
