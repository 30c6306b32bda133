import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './stackView.js';

/** What `local.conf` of a server says, but for the role's own lines and what is the same in all tests. */
export interface NatsPlace {
  readonly machine: string;
  /** Each `host:port`. */
  readonly clients: string;
  readonly monitoring: string;
}

/** Users of the bus, each with its password in a file beside the configuration. */
const passwords = { fleetwatch: '1234567890', streams: 'made-up-streams' } as const;

/**
 * Lays the configuration of a nats-server that is shipped into a folder, with a `local.conf` of the test.
 *
 * @returns the file that the server is started with
 */
export async function layNatsFiles(
  folder: string,
  role: 'central' | 'edge',
  { machine, clients, monitoring }: NatsPlace,
  own: Readonly<Record<string, string>>,
): Promise<string> {
  const file = join(folder, `${role}.conf`);
  await mkdir(folder, { recursive: true });
  await copyFile(join(root, 'nats', `${role}.conf`), file);
  const values = {
    CLIENTS: clients,
    MONITORING: monitoring,
    STORE: join(folder, 'store'),
    FLEETWATCH_PASSWORD: passwords.fleetwatch,
    STREAMS_PASSWORD: passwords.streams,
    ...own,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}: "${value}"`);
  await writeFile(join(folder, 'local.conf'), [`MACHINE: ${machine}`, 'STORE_LIMIT: 1GB', ...lines, ''].join('\n'));
  for (const [user, password] of Object.entries(passwords))
    await writeFile(join(folder, `${user}.password`), `${password}\n`);
  return file;
}
