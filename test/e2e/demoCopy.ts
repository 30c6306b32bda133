import { once } from 'node:events';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { temporaryOnDisk } from '../temporaryOnDisk.js';
import { root } from './stackView.js';

/** A copy of the demo fleet on addresses of its own, and ports that its stack may have. */
export interface DemoCopy {
  readonly runDirectory: string;
  readonly settingsFile: string;
  readonly ports: Readonly<
    Record<'alpha' | 'beta' | 'prometheus' | 'secondPrometheus' | 'alertmanager' | 'pager', number>
  >;
}

/** A copy, so that agents of another simulated fleet, which run the same scripts, are not taken for these. */
export async function copyDemo(): Promise<DemoCopy> {
  const runDirectory = await mkdtemp(join(temporaryOnDisk, 'fleetwatch-e2e-'));
  const [alpha = 0, beta = 0, prometheus = 0, secondPrometheus = 0, alertmanager = 0, pager = 0] = await freePorts(6);
  const third = 10 + Math.floor(Math.random() * 200);
  await cp(join(root, 'examples/demo'), join(runDirectory, 'fleet'), { recursive: true });
  const settingsFile = join(runDirectory, 'fleet/fleetwatch.yaml');
  const machines = [
    { address: `127.${third}.1.1`, port: alpha },
    { address: `127.${third}.1.2`, port: beta },
  ];
  await writeFile(settingsFile, settings(await readFile(settingsFile, 'utf8'), machines));
  return { runDirectory, settingsFile, ports: { alpha, beta, prometheus, secondPrometheus, alertmanager, pager } };
}

interface MachineEntry {
  readonly address: string;
  readonly port: number;
}

/** The settings of the demo fleet, on other addresses. */
function settings(shipped: string, machines: readonly MachineEntry[]): string {
  const document = parseDocument(shipped);
  for (const [index, { address, port }] of machines.entries()) {
    document.setIn(['machines', index, 'address'], address);
    document.setIn(['machines', index, 'listen', 'port'], port);
  }
  return document.toString();
}

/** Ports that nobody has at the moment, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
