import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, type Settings } from '../../../src/settings.js';
import { terminate } from '../../ownProcess.js';
import { natsPair, type PairedServer } from '../natsPair.js';
import { freePort, RealPrometheus } from '../realPrometheus.js';
import type { Site } from '../runbooks/site.js';
import { program } from '../stackView.js';
import { FormerHub } from './formerHub.js';
import { Waverers } from './waverers.js';

export const machines = ['alpha', 'beta'] as const;
export type Machine = (typeof machines)[number];

/**
 * Two machines that send their events by HTTP to the fleetwatch of alpha, as the settings say. Each has a nats-server
 * without streams; agents change their minds all the while.
 */
export interface BusSite extends Site {
  readonly former: FormerHub;
  readonly nats: Readonly<Record<Machine, PairedServer>>;
  /** Addresses of the exporters. */
  readonly exporters: Readonly<Record<Machine, string>>;
  readonly prometheus: RealPrometheus;
  /** No agent changes its mind any more. */
  settle(): void;
}

/** Starts real servers, and waits until all agents of both machines have answered. */
export async function startBusSite(agentsEach: number): Promise<BusSite> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-cutover-bus-'));
  const undo: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { link, ...nats } = await natsPair(folder);
    undo.push(
      () => link.close(),
      () => Promise.all(machines.map((machine) => nats[machine].kill())),
    );
    const ports = { alpha: await freePort(), beta: await freePort() };
    const exporters = { alpha: `127.0.0.1:${ports.alpha}`, beta: `127.0.0.1:${ports.beta}` };
    const former = await FormerHub.start(`http://${exporters.alpha}/events`);
    undo.push(() => former.stop());
    const prometheus = await RealPrometheus.start(folder, 'prometheus', configuration(exporters));
    undo.push(() => prometheus.stop());
    const settings = new Map<string, Settings>();
    const agents: Waverers[] = [];
    for (const machine of machines) {
      const waverers = await Waverers.start(agentsEach);
      agents.push(waverers);
      undo.push(() => waverers.stop());
      const around = { machine, ports, nats: nats[machine], former, prometheus, waverers };
      const file = await writeSettings(join(folder, `${machine}-site`), around);
      const loaded = await loadSettings(file, machine);
      if (loaded.settings === undefined) throw new Error(`unusable: ${loaded.findings[0]?.message}`);
      settings.set(machine, loaded.settings);
      const child = spawn(process.execPath, [program, 'serve', '--config', file, '--machine', machine], {
        stdio: 'ignore',
      });
      undo.push(() => terminate(child));
    }
    await prometheus.sees('count(fleet_agent_up == 1)', machines.length * agentsEach);
    const settle = () => {
      for (const waverers of agents) waverers.settle();
    };
    return { runDirectory: folder, settings, former, nats, exporters, prometheus, settle, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** JSON is YAML. */
function configuration(exporters: BusSite['exporters']): string {
  const targets = machines.map((machine) => ({ targets: [exporters[machine]], labels: { machine } }));
  return JSON.stringify({
    global: { scrape_interval: '2s', scrape_timeout: '2s' },
    scrape_configs: [{ job_name: 'fleetwatch', honor_labels: true, static_configs: targets }],
  });
}

interface Surroundings {
  readonly machine: Machine;
  readonly ports: Readonly<Record<Machine, number>>;
  readonly nats: PairedServer;
  readonly former: FormerHub;
  readonly prometheus: RealPrometheus;
  readonly waverers: Waverers;
}

/** Settings of one machine: its events go to its own nats-server, and alpha alone takes what is posted. */
async function writeSettings(folder: string, around: Surroundings): Promise<string> {
  const { machine, ports, nats, former, prometheus, waverers } = around;
  await mkdir(folder);
  const names = waverers.ports.map((_port, index) => `Waverer${String(index).padStart(3, '0')}`);
  const entries = waverers.ports.map((port, index) => [
    names[index],
    { script_path: `${names[index]}.py`, host: '127.0.0.1', port: port - 1, health_check_port: port },
  ]);
  const startup = {
    global_settings: { health_checks: { interval_seconds: 1, timeout_seconds: 5, retries: 3 } },
    agent_groups: { waverers: Object.fromEntries(entries) },
  };
  await writeFile(join(folder, 'startup.yaml'), JSON.stringify(startup));
  await writeFile(join(folder, 'other.yaml'), JSON.stringify({ agent_groups: {} }));
  await writeFile(join(folder, 'token'), 'made-up-token-of-this-test\n');
  const settings = {
    machines: machines.map((name) => ({
      name,
      startup_file: name === machine ? 'startup.yaml' : 'other.yaml',
      listen: { host: '127.0.0.1', port: ports[name] },
    })),
    log_level: 'error',
    state_directory: 'state',
    agents: Object.fromEntries(names.map((name) => [name, { protocol: 'http' }])),
    changes: { prometheus_url: prometheus.address, token_file: 'token' },
    bus: {
      mode: 'http',
      http: { url: former.url, bearer_token_file: 'token' },
      nats: {
        servers: [nats.url],
        username: 'fleetwatch',
        password_file: join(nats.folder, 'fleetwatch.password'),
      },
      heartbeat: '1s',
      receive: { http: machine === 'alpha', nats: true, patience: '3s' },
    },
  };
  const file = join(folder, 'fleetwatch.yaml');
  await writeFile(file, JSON.stringify(settings));
  return file;
}
