import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureTools } from '../../../src/stack/tools.js';
import { layNatsFiles } from '../natsFiles.js';
import { built, toolsOptions } from './built.js';
import { ready, type ServiceLine } from './host.js';
import type { HostPlace } from './network.js';

/** Of the user of the bus; the same on both hosts. */
export function busPassword(parent: string): string {
  return join(parent, 'nats-alpha/fleetwatch.password');
}

/** Settings of the bus for both machines: each publishes to its own server, and counts what comes of both there. */
export function busSettings(parent: string): Readonly<Record<string, unknown>> {
  const streams = ['FLEET_alpha', 'FLEET_beta'];
  const watched = (machine: string) => ({ machine, url: 'http://127.0.0.1:9222', links: 1, streams });
  return {
    bus: {
      mode: 'nats',
      nats: { servers: ['nats://127.0.0.1:4222'], username: 'fleetwatch', password_file: busPassword(parent) },
      // The least that there is, and an event a second: what waits shows beside its bound.
      buffer: { max_bytes: 1_048_576 },
      heartbeat: '1s',
      receive: { nats: true },
    },
    nats: { servers: [watched('alpha'), watched('beta')], stream_max_bytes: 33_554_432 },
  };
}

/** The nats-server of a host: alpha's is the central one, beta's holds the leaf link to it. */
export async function natsLine(
  name: 'alpha' | 'beta',
  { namespace, console }: HostPlace,
  central: string,
  parent: string,
  settingsFile: string,
): Promise<ServiceLine> {
  const folder = join(parent, `nats-${name}`);
  const link = `${central}:4223`;
  const file = await layNatsFiles(
    folder,
    name === 'alpha' ? 'central' : 'edge',
    { machine: name, clients: '0.0.0.0:4222', monitoring: '0.0.0.0:9222' },
    name === 'alpha'
      ? { LEAF_LINKS: link, LEAF_PASSWORD: 'made-up-leaf' }
      : { CENTRAL: `nats-leaf://leaf:made-up-leaf@${link}` },
  );
  const { 'nats-server': program } = await ensureTools(['nats-server'], toolsOptions);
  const user = ['--username', 'streams', '--password-file', join(folder, 'streams.password')];
  const streams = ['bus', 'streams', '--apply', '--config', settingsFile, '--machine', name, ...user];
  return {
    file: program,
    arguments: ['--config', file],
    isReady: ready(console, 9222, '/healthz'),
    once: async () => {
      await promisify(execFile)('ip', ['netns', 'exec', namespace, process.execPath, built, ...streams]);
    },
  };
}
