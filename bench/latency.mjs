/** Whether an agent answers its own requests later because fleetwatch watches it: on and off in turns. */

import { setTimeout as delay } from 'node:timers/promises';
import { startDemoFleet } from './demo-fleet.mjs';
import { startExporter } from './exporter.mjs';
import { row } from './report.mjs';
import { requestClient } from './request-client.mjs';
import { median, quantile, shuffled } from './statistics.mjs';
import { workplace } from './workplace.mjs';

/** Turns of each kind. */
const turns = 12;
const turnMilliseconds = 1500;
/** After an exporter goes on, what had waited meanwhile is made up for first. */
const settleMilliseconds = 300;
/** Between two requests: the agent has other work, and the client shares the processors with it. */
const thinkMilliseconds = 1;
const shuffles = 400;

/** @param {import('./context.mjs').Context} context */
export async function latency(context) {
  const folder = await workplace(context.defer);
  // As often as the bundled demo is asked, six times as often as is usual.
  const fleet = await startDemoFleet(context, folder, { interval_seconds: 5, timeout_seconds: 2, retries: 2 });
  const exporter = await startExporter(context, folder, fleet.watched);
  const request = await requestClient(context.defer, fleet.address, fleet.servicePort);
  context.say(`${turns} turns on and off`);
  const taken = { on: [], off: [] };
  for (let turn = -1; turn < turns; turn++) {
    for (const kind of turn % 2 === 0 ? ['on', 'off'] : ['off', 'on']) {
      const seconds = await takeTurn(exporter, request, kind);
      if (turn >= 0) taken[kind].push(seconds);
    }
  }
  exporter.resume();
  return [compare('median', taken, median), compare('99th percentile', taken, (seconds) => quantile(seconds, 0.99))];
}

/** A paused exporter asks nothing. In each turn that it is on, it is scraped as well. */
async function takeTurn(exporter, request, kind) {
  if (kind === 'on') exporter.resume();
  else exporter.pause();
  await delay(settleMilliseconds);
  const scraped = kind === 'on' ? exporter.scrape() : undefined;
  const seconds = [];
  for (const end = performance.now() + turnMilliseconds; performance.now() < end; ) {
    seconds.push(await request());
    await delay(thinkMilliseconds);
  }
  await scraped;
  return seconds;
}

/**
 * The ratio on/off, held against what chance gives: the same ratio after the turns were dealt out at random, which is
 * what it would be if fleetwatch made no difference.
 */
function compare(figure, { on, off }, statistic) {
  const chance = [];
  for (let seed = 1; seed <= shuffles; seed++) {
    const order = shuffled([...on, ...off], seed);
    chance.push(statistic(order.slice(turns).flat()) / statistic(order.slice(0, turns).flat()));
  }
  const [low, high] = [quantile(chance, 0.025), quantile(chance, 0.975)];
  return row({
    part: 'latency',
    figure: `an agent's answer, ${figure}, watched`,
    unit: 's',
    ours: statistic(on.flat()),
    theirs: statistic(off.flat()),
    against: 'not watched',
    aim: { atMost: Number(high.toFixed(3)) },
    note: `chance alone gives ${low.toFixed(3)} to ${high.toFixed(3)} in 95 of 100 cases`,
  });
}
