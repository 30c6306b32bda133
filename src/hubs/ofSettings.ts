import type { Settings } from '../settings.js';
import { askHub } from './ask.js';
import { HubWatch } from './watch.js';

/** Watches the hub of this machine; nothing where the settings name none. */
export function hubWatchOf({ hubs, machine, machines }: Settings): HubWatch | undefined {
  const hub = hubs?.servers.find((server) => server.machine === machine.name);
  if (hubs === undefined || hub === undefined) return undefined;
  return new HubWatch({ hub, settings: hubs, machines: machines.map(({ name }) => name), ask: askHub, now: Date.now });
}
