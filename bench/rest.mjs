/** What fleetwatch takes while nothing happens: 77 agents, a probe of each in 30 s, a scrape in 15 s. */

import { setTimeout as delay } from 'node:timers/promises';
import { startDemoFleet } from './demo-fleet.mjs';
import { startExporter } from './exporter.mjs';
import { row } from './report.mjs';
import { startRival } from './rivals.mjs';
import { cpuSeconds, residentBytes } from './usage.mjs';
import { workplace } from './workplace.mjs';

/** V8 tidies up after the start for some 20 s (its memory reducer), which is not rest yet. */
const settleMilliseconds = 25_000;
const scrapeMilliseconds = 15_000;
const scrapes = 4;

/** @param {import('./context.mjs').Context} context */
export async function rest(context) {
  const folder = await workplace(context.defer);
  const fleet = await startDemoFleet(context, folder, { interval_seconds: 30, timeout_seconds: 10, retries: 3 });
  const exporters = [
    await startExporter(context, folder, fleet.watched),
    await startRival(context, 'node-exporter', ['--log.level=error']),
  ];
  for (const exporter of exporters) await exporter.scrape();
  await delay(settleMilliseconds);
  context.say(`at rest for ${(scrapes * scrapeMilliseconds) / 1000} s`);
  const began = performance.now();
  const before = exporters.map(({ pid }) => cpuSeconds(pid));
  const resident = exporters.map(() => 0);
  for (let scrape = 0; scrape < scrapes; scrape++) {
    for (const [index, exporter] of exporters.entries()) {
      await exporter.scrape();
      resident[index] = Math.max(resident[index], residentBytes(exporter.pid).now);
    }
    await delay(scrapeMilliseconds);
  }
  const seconds = (performance.now() - began) / 1000;
  const [ours, theirs] = exporters.map(({ pid }, index) => ((cpuSeconds(pid) - before[index]) / seconds) * 100);
  const share = { part: 'rest', figure: 'CPU, percent of one core', unit: '%' };
  const memory = { part: 'rest', figure: 'resident memory, highest', unit: 'bytes' };
  const against = 'node-exporter';
  return [
    row({ ...share, ours, aim: { atMost: 1 } }),
    row({ ...share, figure: `${share.figure}, compared`, ours, theirs, against }),
    row({ ...memory, ours: resident[0], aim: { atMost: 100e6 } }),
    row({ ...memory, figure: `${memory.figure}, compared`, ours: resident[0], theirs: resident[1], against }),
  ];
}
