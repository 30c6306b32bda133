import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { readOpenFileLimit } from './system/limits.js';
import { countOpenFiles } from './system/openFiles.js';

/** The event loop's delay is sampled this often; the usual 10 ms would wake an idle program 100 times a second. */
const delaySampleMilliseconds = 200;
const ownProc = '/proc';

/**
 * The usual figures of a process and of Node.js under their usual names. Those of prom-client itself take a third of the
 * time of a whole scrape, most of it for distributions that nobody asks for.
 */
export function instrumentProcess(registry: Registry): void {
  const registers = [registry];
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of fleetwatch, user and system.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({ name: 'process_start_time_seconds', help: 'Unix time at which fleetwatch was started.', registers }).set(
    Date.now() / 1000 - process.uptime(),
  );
  new Gauge({
    name: 'process_open_fds',
    help: 'Open file descriptors of fleetwatch.',
    registers,
    collect() {
      const count = countOpenFiles(ownProc, process.pid);
      if (typeof count === 'number') this.set(count);
    },
  });
  const limit = readOpenFileLimit(ownProc, process.pid);
  new Gauge({ name: 'process_max_fds', help: 'Soft limit of open file descriptors of fleetwatch.', registers }).set(
    typeof limit === 'number' ? limit : Number.NaN,
  );
  instrumentMemory(registry);
  instrumentNode(registry);
}

function instrumentMemory(registry: Registry): void {
  const registers = [registry];
  const heapTotal = new Gauge({
    name: 'nodejs_heap_size_total_bytes',
    help: 'Size of the heap of Node.js.',
    registers,
  });
  const heapUsed = new Gauge({ name: 'nodejs_heap_size_used_bytes', help: 'Used part of that heap.', registers });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of fleetwatch.',
    registers,
    collect() {
      const { rss, heapTotal: total, heapUsed: used } = process.memoryUsage();
      this.set(rss);
      heapTotal.set(total);
      heapUsed.set(used);
    },
  });
}

function instrumentNode(registry: Registry): void {
  const registers = [registry];
  new Gauge({ name: 'nodejs_version_info', help: 'Version of Node.js.', labelNames: ['version'], registers }).set(
    { version: process.version },
    1,
  );
  const delay = monitorEventLoopDelay({ resolution: delaySampleMilliseconds });
  delay.enable();
  new Gauge({
    name: 'nodejs_eventloop_lag_max_seconds',
    help: 'Longest delay of the event loop since the last scrape.',
    registers,
    collect() {
      // The monitor measures from one sample to the next (nanoseconds): what is beyond the interval is the delay.
      this.set(Math.max(0, delay.max / 1e9 - delaySampleMilliseconds / 1000));
      delay.reset();
    },
  });
}
