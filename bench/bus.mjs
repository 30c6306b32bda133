/** The bus: how many events a second go to a local JetStream, and what it adds to an exporter at the pace of a quiet fleet. */

import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { ask, start, untilReady } from './child.mjs';
import { startDemoFleet } from './demo-fleet.mjs';
import { startExporter, writeSettings } from './exporter.mjs';
import { row } from './report.mjs';
import { cpuSeconds } from './usage.mjs';
import { workplace } from './workplace.mjs';

const program = (name) => fileURLToPath(new URL(name, import.meta.url));
const events = 100_000;
/** A heartbeat in ten seconds, and as many verdicts: more than a fleet has in which nothing happens. */
const perSecond = 0.2;
const secondsBetweenVerdicts = 10;
/** V8 tidies up after a start for some 20 s, which is no cost of the bus. */
const settleMilliseconds = 30_000;
const scrapeMilliseconds = 15_000;
const scrapes = 6;
const withMessages = { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] };

/** @param {import('./context.mjs').Context} context */
export async function bus(context) {
  const folder = await workplace(context.defer);
  const url = await startNats(context, folder);
  const burst = await burstOf(context, folder, url);
  const share = await sharesAtRest(context, folder, url);
  const percent = (figure) => ({ part: 'bus', figure: `${figure}, percent of one core`, unit: '%' });
  const against = { theirs: (share.before + share.after) / 2, against: 'exporters without a bus' };
  return [
    row({
      part: 'bus',
      figure: 'events to a local JetStream',
      unit: '/s',
      ours: events / burst.elapsed,
      aim: { atLeast: 10_000 },
    }),
    row({ part: 'bus', figure: 'CPU of 1,000 events', unit: 'ms', ours: (burst.cpuSeconds / events) * 1e6 }),
    row({
      ...percent(`CPU of the bus at ${perSecond} events a second`),
      ours: share.bus - share.idle,
      ...against,
      aim: { atMost: 0.05 },
    }),
    row({ ...percent('CPU of the exporter with a bus'), ours: share.with, ...against }),
    row({
      ...percent('CPU of one exporter without a bus, which tells the chance in this'),
      ours: share.before,
      theirs: share.after,
      against: 'the other',
    }),
  ];
}

/** The second of two bursts: the first one warms up. */
async function burstOf({ defer, moduleUrl, say }, folder, url) {
  const directory = join(folder, 'bus');
  await mkdir(directory);
  const commandLine = [program('./bus-publisher.mjs'), fileURLToPath(moduleUrl('')), directory, url];
  const publisher = await start(defer, process.execPath, commandLine, withMessages);
  await once(publisher.child, 'message');
  say(`${events} events to a local JetStream, twice`);
  await ask(publisher, { events });
  return ask(publisher, { events });
}

/**
 * Percent of one core that each takes, side by side: an exporter of 77 agents with a bus and two without, the bus alone,
 * and a process that has loaded the same and does nothing.
 */
async function sharesAtRest(context, folder, url) {
  const fleet = await startDemoFleet(context, folder, { interval_seconds: 30, timeout_seconds: 10, retries: 3 });
  const settings = { bus: { mode: 'nats', nats: { servers: [url] } } };
  // Whoever is asked later finds warmer caches: that with a bus stands between the others.
  const exporters = {
    before: await startExporter(context, folder, { ...fleet.watched, name: 'before' }),
    with: await startExporter(context, folder, { ...fleet.watched, name: 'with', settings }),
    after: await startExporter(context, folder, { ...fleet.watched, name: 'after' }),
  };
  const { file } = await writeSettings(folder, { ...fleet.watched, name: 'alone', settings });
  const duty = async (...words) => {
    const commandLine = [program('./bus-duty.mjs'), fileURLToPath(context.moduleUrl('')), file, ...words];
    const child = await start(context.defer, process.execPath, commandLine, withMessages);
    await once(child.child, 'message');
    return child;
  };
  const processes = { ...exporters, idle: await duty(), bus: await duty(String(secondsBetweenVerdicts)) };
  for (const exporter of Object.values(exporters)) await exporter.scrape();
  await delay(settleMilliseconds);
  context.say(`at rest for ${(scrapes * scrapeMilliseconds) / 1000} s`);
  const began = performance.now();
  const used = () => Object.entries(processes).map(([name, { pid }]) => [name, cpuSeconds(pid)]);
  const before = Object.fromEntries(used());
  for (let scrape = 0; scrape < scrapes; scrape++) {
    for (const exporter of Object.values(exporters)) await exporter.scrape();
    await delay(scrapeMilliseconds);
  }
  const seconds = (performance.now() - began) / 1000;
  return Object.fromEntries(used().map(([name, after]) => [name, ((after - before[name]) / seconds) * 100]));
}

async function startNats({ defer, tools }, folder) {
  const { 'nats-server': server } = await tools(['nats-server']);
  const port = await freePort();
  const store = join(folder, 'nats');
  const child = await start(defer, server, ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store]);
  const url = `nats://127.0.0.1:${port}`;
  let connection;
  await untilReady(child, async () => {
    connection = await connect({ servers: url, reconnect: false, timeout: 1000 });
    return true;
  });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'FLEET_alpha', subjects: ['fleet.events.>'] });
  await connection.close();
  return url;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
