/**
 * Publishes on a bus with a NATS sink and tells what that took, for bench/bus.mjs. Arguments: the folder of the built
 * program, a folder of its own, the address of the server. Each message asks for `events` as fast as the bus keeps them.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [, , built, directory, url] = process.argv;
const load = (file) => import(new URL(file, pathToFileURL(built)).href);
const [{ Bus }, { NatsSink }, { readJson, writeJson }] = await Promise.all([
  load('bus/bus.js'),
  load('bus/sinks/nats.js'),
  load('state/store.js'),
]);

const standing = `${directory}/standing.json`;
const bus = new Bus({
  machine: 'alpha',
  directory,
  buffer: { maxBytes: 256 * 1024 * 1024, maxAgeSeconds: 86_400 },
  standing: { read: () => readJson(standing), write: (content) => writeJson(standing, content) },
  now: Date.now,
  news: { sink: () => undefined, buffer: () => undefined },
});
const options = { servers: [url], credentials: { kind: 'none' }, stream: 'FLEET_alpha', subjectPrefix: 'fleet.events' };
bus.setMode('nats');
await bus.setSinks({ nats: new NatsSink(options, 'alpha') });
await bus.start();
let count = 0;
process.on('message', async ({ events }) => {
  const before = process.cpuUsage();
  const began = performance.now();
  await burst(events);
  await untilThrough();
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  process.send({ elapsed, cpuSeconds: (user + system) / 1e6, acknowledged: bus.tally.acknowledged.nats, count });
});
process.send('ready');

function publish() {
  const agent = `Agent${count++ % 77}`;
  bus.publish({ kind: 'health', agent, verdict: 'degraded', previous: 'healthy', reason: 'the agent says so' });
}

async function burst(events) {
  for (let done = 0; done < events; ) {
    if (bus.unwritten > 2000) await delay(1);
    else for (const end = done + 500; done < end; done++) publish();
  }
}

async function untilThrough() {
  while (bus.tally.acknowledged.nats < count) await delay(1);
}
