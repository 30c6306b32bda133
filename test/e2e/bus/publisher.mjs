// Publishes on a bus without a receiver until it is killed, and tells what is on the disk. Arguments: the folder that holds
// the built program, the folder of the bus.
import { pathToFileURL } from 'node:url';

const [, , built, directory] = process.argv;
const load = (file) => import(new URL(file, pathToFileURL(built)).href);
const [{ Bus }, { readJson, writeJson }] = await Promise.all([load('bus/bus.js'), load('state/store.js')]);

const standing = `${directory}/standing.json`;
const bus = new Bus({
  machine: 'alpha',
  directory,
  buffer: { maxBytes: 64 * 1024 * 1024, maxAgeSeconds: 86_400 },
  standing: { read: () => readJson(standing), write: (content) => writeJson(standing, content) },
  now: Date.now,
  news: { sink: () => undefined, buffer: () => undefined },
});
bus.setMode('nats');
await bus.start();
let told = bus.sequence;
for (;;) {
  for (let index = 0; index < 20; index++) {
    bus.publish({
      kind: 'health',
      agent: `Agent${index}`,
      verdict: 'degraded',
      previous: 'healthy',
      reason: 'said so',
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
  if (bus.sequence > told) process.stdout.write(`${bus.sequence}\n`);
  told = bus.sequence;
}
