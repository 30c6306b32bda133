/** What an agent costs in fleets of 77, 1,000 and 10,000, all watched at the same time, on a 15 s interval. */

import { setTimeout as delay } from 'node:timers/promises';
import { startExporter } from './exporter.mjs';
import { startLightFleet } from './light-fleet.mjs';
import { row } from './report.mjs';
import { mean } from './statistics.mjs';
import { cpuSeconds, residentBytes } from './usage.mjs';
import { workplace } from './workplace.mjs';

const intervalSeconds = 15;
const intervals = 3;
/** A fleet of one agent shows what an exporter costs that has next to nothing to watch. Small fleets are averaged. */
const fleets = [
  { size: 1, exporters: 3 },
  { size: 77, exporters: 3 },
  { size: 1000, exporters: 1 },
  { size: 10_000, exporters: 1 },
];

/** @param {import('./context.mjs').Context} context */
export async function scale(context) {
  const folder = await workplace(context.defer);
  const watching = [];
  for (const { size, exporters } of fleets) {
    for (let copy = 0; copy < exporters; copy++) {
      const name = `fleet-${size}-${copy}`;
      const fleet = await startLightFleet(context, name, size, 'zeromq', intervalSeconds);
      watching.push({
        size,
        fleet,
        exporter: await startExporter(context, folder, { ...fleet.watched, loopLag: true }),
      });
    }
  }
  context.say(`${watching.length} exporters for ${(intervals + 1) * intervalSeconds} s`);
  const measured = await Promise.all(
    watching.map((one, index) => measure(one, (index / watching.length) * intervalSeconds * 1000)),
  );
  return rowsOf(measured);
}

/** One interval to settle, then some to measure, with a scrape in each. */
async function measure({ size, fleet, exporter }, offsetMilliseconds) {
  await delay(offsetMilliseconds);
  await exporter.scrape();
  await delay(intervalSeconds * 1000);
  await exporter.loopLag();
  const began = performance.now();
  const before = { cpu: cpuSeconds(exporter.pid), answered: await fleet.answered() };
  const scrapes = [];
  for (let interval = 0; interval < intervals; interval++) {
    scrapes.push((await exporter.scrape()).seconds);
    await delay(began + (interval + 1) * intervalSeconds * 1000 - performance.now());
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    size,
    cpu: (cpuSeconds(exporter.pid) - before.cpu) / (seconds / intervalSeconds),
    share: ((cpuSeconds(exporter.pid) - before.cpu) / seconds) * 100,
    probed: ((await fleet.answered()) - before.answered) / (size * (seconds / intervalSeconds)),
    lag: await exporter.loopLag(),
    resident: residentBytes(exporter.pid).highest,
    scrape: Math.max(...scrapes),
  };
}

function rowsOf(measured) {
  const all = (size, key) => measured.filter((one) => one.size === size).map((one) => one[key]);
  const of = (size, key) => mean(all(size, key));
  const longest = (size, key) => Math.max(...all(size, key));
  const base = of(1, 'cpu');
  const sizes = fleets.map(({ size }) => size).filter((size) => size > 1);
  const part = 'scale';
  const against = 'at 77 agents';
  const beyondBase = (size) => (of(size, 'cpu') - base) / (size - 1);
  const rows = sizes.flatMap((size) => {
    const agents = `${size} agents`;
    const compared = (value) => (size === 77 ? {} : { theirs: value(77), against });
    const whole = (of_) => of(of_, 'cpu') / of_;
    return [
      row({
        part,
        figure: `${agents}: CPU of one in an interval`,
        unit: 's',
        ours: beyondBase(size),
        ...compared(beyondBase),
        ...(size === 10_000 ? { aim: { atMost: 1.2 } } : {}),
      }),
      row({ part, figure: `${agents}: the same with the base`, unit: 's', ours: whole(size), ...compared(whole) }),
      row({
        part,
        figure: `${agents}: event loop blocked, longest`,
        unit: 's',
        ours: longest(size, 'lag'),
        aim: { atMost: 0.1 },
      }),
      row({
        part,
        figure: `${agents}: CPU, percent of one core`,
        unit: '%',
        ours: of(size, 'share'),
        aim: { atMost: 100 },
      }),
      row({ part, figure: `${agents}: answers in an interval, each`, unit: '', ours: of(size, 'probed') }),
      row({ part, figure: `${agents}: scrape, longest`, unit: 's', ours: longest(size, 'scrape') }),
      row({ part, figure: `${agents}: resident memory, highest`, unit: 'bytes', ours: of(size, 'resident') }),
    ];
  });
  const figure = '1 agent: CPU in an interval';
  const note = 'the base: what an exporter takes with next to nothing to watch; the costs above are beyond it';
  return [
    ...rows,
    row({ part, figure, unit: 's', ours: base, note }),
    row({ part, figure: '1 agent: event loop blocked, longest', unit: 's', ours: longest(1, 'lag') }),
  ];
}
