/** The bus: how many events a second go to a local JetStream, and what it takes at the pace of a quiet fleet. */

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
import { startExporter } from './exporter.mjs';
import { row } from './report.mjs';
import { cpuSeconds } from './usage.mjs';
import { workplace } from './workplace.mjs';

const program = fileURLToPath(new URL('./bus-publisher.mjs', import.meta.url));
const events = 100_000;
/** A heartbeat in ten seconds, and as many verdicts: more than a fleet has in which nothing happens. */
const perSecond = 0.2;
const seconds = 30;
const settleMilliseconds = 25_000;
const scrapeMilliseconds = 15_000;

/** @param {import('./context.mjs').Context} context */
export async function bus(context) {
  const { defer, moduleUrl, say } = context;
  const folder = await workplace(defer);
  const url = await startNats(context, folder);
  const directory = join(folder, 'bus');
  await mkdir(directory);
  const publisher = await start(defer, process.execPath, [program, fileURLToPath(moduleUrl('')), directory, url], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  await once(publisher.child, 'message');
  say(`${events} events to a local JetStream, twice`);
  await ask(publisher, { events });
  const burst = await ask(publisher, { events });
  say(`${perSecond} events a second for ${seconds} s`);
  const quiet = await ask(publisher, { events: perSecond, seconds });
  const exporter = await exporterShare(context, folder);
  const share = (quiet.cpuSeconds / quiet.elapsed) * 100;
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
      part: 'bus',
      figure: `CPU at ${perSecond} events a second, percent of one core`,
      unit: '%',
      ours: share,
      theirs: exporter,
      against: 'exporter, 77 agents',
      aim: { atMost: 0.05 },
    }),
  ];
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

/** Percent of one core that the exporter of 77 agents takes without a bus, as in the part `rest`. */
async function exporterShare(context, folder) {
  const fleet = await startDemoFleet(context, folder, { interval_seconds: 30, timeout_seconds: 10, retries: 3 });
  const exporter = await startExporter(context, folder, fleet.watched);
  await exporter.scrape();
  await delay(settleMilliseconds);
  context.say(`the exporter at rest for ${(2 * scrapeMilliseconds) / 1000} s`);
  const began = performance.now();
  const before = cpuSeconds(exporter.pid);
  for (let scrape = 0; scrape < 2; scrape++) {
    await exporter.scrape();
    await delay(scrapeMilliseconds);
  }
  return ((cpuSeconds(exporter.pid) - before) / ((performance.now() - began) / 1000)) * 100;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
