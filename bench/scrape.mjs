/** What a scrape of a 77-agent fleet takes, next to node-exporter's on the same machine. */

import { setTimeout as delay } from 'node:timers/promises';
import { startDemoFleet } from './demo-fleet.mjs';
import { startExporter } from './exporter.mjs';
import { row } from './report.mjs';
import { startRival } from './rivals.mjs';
import { median } from './statistics.mjs';
import { cpuSeconds } from './usage.mjs';
import { workplace } from './workplace.mjs';

/** Scrapes within a second of each other share one run of fleetwatch's collectors, so they come further apart. */
const apartMilliseconds = 1150;
/** What a scrape leaves to be done, such as returning memory, is part of its cost. */
const settleMilliseconds = 60;
const warmUp = 8;
const rounds = 40;

/** @param {import('./context.mjs').Context} context */
export async function scrape(context) {
  const folder = await workplace(context.defer);
  const fleet = await startDemoFleet(context, folder, { interval_seconds: 30, timeout_seconds: 10, retries: 3 });
  const exporters = [
    await startExporter(context, folder, fleet.watched),
    await startRival(context, 'node-exporter', ['--log.level=error']),
  ];
  context.say(`${rounds} scrapes each`);
  const taken = exporters.map(() => ({ gzip: [], identity: [] }));
  for (let round = -warmUp; round < rounds; round++) {
    const began = performance.now();
    const encoding = round % 2 === 0 ? 'gzip' : 'identity';
    // Each goes first as often as the other.
    for (const index of Math.abs(round) % 4 < 2 ? [0, 1] : [1, 0]) {
      const sample = await measure(exporters[index], encoding);
      if (round >= 0) taken[index][encoding].push(sample);
    }
    await delay(apartMilliseconds - (performance.now() - began));
  }
  const [ours, theirs] = taken;
  return [
    compare('median time, gzip as Prometheus asks', ours.gzip, theirs.gzip, 'seconds', { atMost: 0.3 }),
    compare('median CPU, gzip', ours.gzip, theirs.gzip, 'cpu'),
    compare('median time, not compressed', ours.identity, theirs.identity, 'seconds', { atMost: 0.3 }),
    compare('median CPU, not compressed', ours.identity, theirs.identity, 'cpu'),
    { ...compare('size, not compressed', ours.identity, theirs.identity, 'bytes'), unit: 'bytes' },
  ];
}

async function measure({ pid, scrape: take }, encoding) {
  const before = cpuSeconds(pid);
  const { seconds, bytes } = await take(encoding);
  await delay(settleMilliseconds);
  return { seconds, bytes, cpu: cpuSeconds(pid) - before };
}

function compare(figure, ours, theirs, key, aim) {
  const middle = (taken) => median(taken.map((sample) => sample[key]));
  const values = { ours: middle(ours), theirs: middle(theirs) };
  return row({ part: 'scrape', figure, unit: 's', ...values, against: 'node-exporter', aim });
}
