/**
 * What the bus of an exporter does and nothing else, for bench/bus.mjs. Arguments: the folder of the built program, the
 * settings, seconds between two verdicts beside the heartbeats; without the last one it only loads the program. Tells
 * `ready` once all is loaded and begun.
 */

import { pathToFileURL } from 'node:url';

const [, , built, file, seconds] = process.argv;
const load = (path) => import(new URL(path, pathToFileURL(built)).href);
const [{ BusDuty }, { ChangeBook }, { loadSettings }] = await Promise.all(
  ['busDuty.js', 'changes/book.js', 'settings.js'].map(load),
);

const { settings } = await loadSettings(file);
const { machine, stateDirectory, changes } = settings;
const say = () => undefined;
const duty = new BusDuty(settings, { info: say, warn: say, error: say });
if (seconds !== undefined) {
  const { killSwitchFile } = changes;
  await duty.start(new ChangeBook({ directory: stateDirectory, machine: machine.name, now: Date.now, killSwitchFile }));
  setInterval(() => {
    duty.bus.publish({ kind: 'health', agent: 'Agent', verdict: 'degraded', previous: 'healthy', reason: 'said so' });
  }, seconds * 1000);
}
process.on('disconnect', () => process.exit(0));
process.send('ready');
