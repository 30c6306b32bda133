import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoStatus, setDemoFault } from '../../../src/simulator/control-client.js';
import { writeConfiguration } from '../../../src/stack/configuration.js';
import { ensureTools } from '../../../src/stack/tools.js';
import { program, root } from '../stackView.js';
import { Host, ready, type ServiceLine, type ServiceName } from './host.js';
import { type HostPlace, type TwoHostNetwork, twoHostNetwork } from './network.js';
import { type SmallFleet, smallFleet } from './smallFleet.js';
import { until } from './until.js';

/** The program as it is built, or another build of it. */
const built = process.env.FLEETWATCH_PROGRAM ?? program;

/** Two hosts that watch each other, each with a small fleet, a Prometheus, an Alertmanager of one mesh, and a pager. */
export class TwoHosts {
  readonly alpha: Host;
  readonly beta: Host;
  readonly network: TwoHostNetwork;
  readonly #folder: string;

  private constructor(folder: string, network: TwoHostNetwork, alpha: Host, beta: Host) {
    this.#folder = folder;
    this.network = network;
    this.alpha = alpha;
    this.beta = beta;
  }

  /** Starts all of it, and waits until each side sees the other. */
  static async start(): Promise<TwoHosts> {
    const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-partition-'));
    const network = await twoHostNetwork();
    const hub = ({ address }: HostPlace, machine: string) => ({
      machine,
      prometheus_url: `http://${address}:9090`,
      alertmanager_url: `http://${address}:9093`,
    });
    const fleet = await smallFleet(
      folder,
      [
        { name: 'alpha', address: network.alpha.address },
        { name: 'beta', address: network.beta.address },
      ],
      { hubs: { servers: [hub(network.alpha, 'alpha'), hub(network.beta, 'beta')] } },
    );
    const { alpha, beta } = network;
    const hosts = new TwoHosts(
      folder,
      network,
      await hostOf('alpha', alpha, { name: 'beta', ...beta }, folder, fleet),
      await hostOf('beta', beta, { name: 'alpha', ...alpha }, folder, fleet),
    );
    try {
      await Promise.all(hosts.all.map((host) => host.start()));
      await hosts.untilWell(60);
    } catch (error) {
      await hosts.remove();
      throw error;
    }
    return hosts;
  }

  get all(): readonly [Host, Host] {
    return [this.alpha, this.beta];
  }

  /** Waits until each Prometheus reaches everything and no alert fires; with the seconds that it took. */
  async untilWell(seconds: number): Promise<number> {
    return until('both sides see everything, and nothing fires', seconds, async () => {
      const sides = await Promise.all(this.all.map(async (host) => [...(await host.firing()), await host.reached()]));
      return sides.every((side) => side.length === 1 && side[0] === 'all');
    });
  }

  /** Brings a simulated agent under a fault, or clears it. */
  async fault(machine: 'alpha' | 'beta', agent: string, fault: string): Promise<void> {
    const outcome = await setDemoFault(join(this.#folder, `run-${machine}`, 'demo.sock'), agent, fault, {});
    if (outcome.outcome !== 'done') throw new Error(outcome.message);
  }

  async remove(): Promise<void> {
    await Promise.all(this.all.map((host) => host.stop()));
    await this.network.remove();
    if (process.env.FLEETWATCH_KEEP === undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

async function hostOf(
  name: string,
  place: HostPlace,
  other: HostPlace & { readonly name: string },
  parent: string,
  fleet: SmallFleet,
): Promise<Host> {
  const folder = join(parent, `run-${name}`);
  await mkdir(folder);
  const programs = await ensureTools(['prometheus', 'alertmanager'], {
    directory: join(root, '.fleetwatch/tools'),
    path: process.env.PATH ?? '',
    print: () => undefined,
  });
  const servers = (port: number) =>
    new Map([
      [name, `${place.address}:${port}`],
      [other.name, `${other.address}:${port}`],
    ]);
  await writeConfiguration(folder, {
    prometheus: `${place.address}:9090`,
    alertmanager: `${place.address}:9093`,
    pager: '127.0.0.1:9879',
    exporters: servers(9877),
    hubs: servers(9090),
  });
  const targets = Array.from(servers(9093), ([machine, target]) => ({ targets: [target], labels: { machine } }));
  await writeFile(join(folder, 'prometheus/targets/alertmanager/local.json'), JSON.stringify(targets));
  return new Host({ name, folder, ...place, lines: linesOf(name, place, other, folder, fleet, programs) });
}

/** Command lines as those of `up`, with the mesh and the addresses of the hosts. */
function linesOf(
  name: string,
  { address, console }: HostPlace,
  other: HostPlace,
  folder: string,
  fleet: SmallFleet,
  programs: Readonly<Record<'prometheus' | 'alertmanager', string>>,
): Record<ServiceName, ServiceLine> {
  const own = (words: readonly string[], isReady: () => Promise<boolean>): ServiceLine => ({
    file: process.execPath,
    arguments: [built, ...words],
    isReady,
  });
  const state = ['--machine', name, '--state-directory', join(folder, 'state')];
  return {
    pager: own(
      ['pager', '--listen', '0.0.0.0:9879', '--file', join(folder, 'pages.jsonl')],
      ready(console, 9879, '/-/healthy'),
    ),
    demo: own(['demo', 'run', '--config', fleet.simulatorSettings(name), '--run-directory', folder], () =>
      demoStatus(join(folder, 'demo.sock')).then(
        () => true,
        () => false,
      ),
    ),
    fleetwatch: own(['serve', '--config', fleet.settingsFile, ...state], ready(console, 9877, '/-/ready')),
    alertmanager: {
      file: programs.alertmanager,
      arguments: [
        `--config.file=${join(folder, 'alertmanager/alertmanager.yml')}`,
        `--storage.path=${join(folder, 'alertmanager-data')}`,
        '--web.listen-address=0.0.0.0:9093',
        `--cluster.listen-address=${address}:9094`,
        `--cluster.peer=${other.address}:9094`,
        '--cluster.reconnect-interval=5s',
      ],
      isReady: ready(console, 9093, '/-/healthy'),
    },
    prometheus: {
      file: programs.prometheus,
      arguments: [
        `--config.file=${join(folder, 'prometheus/prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'prometheus-data')}`,
        '--web.listen-address=0.0.0.0:9090',
        '--rules.alert.resend-delay=15s',
      ],
      isReady: ready(console, 9090, '/-/ready'),
    },
  };
}
