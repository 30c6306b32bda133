import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setDemoFault } from '../../../src/simulator/control-client.js';
import { writeConfiguration } from '../../../src/stack/configuration.js';
import { busPassword, busSettings, natsLine } from './bus.js';
import { Host } from './host.js';
import { type HostPlace, type TwoHostNetwork, twoHostNetwork } from './network.js';
import { serviceLines } from './services.js';
import { type SmallFleet, smallFleet } from './smallFleet.js';
import { until } from './until.js';

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
      { hubs: { servers: [hub(network.alpha, 'alpha'), hub(network.beta, 'beta')] }, ...busSettings(folder) },
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

  get busPassword(): string {
    return busPassword(this.#folder);
  }

  /** Waits until each Prometheus reaches everything and no alert fires; with the seconds that it took. */
  async untilWell(seconds: number): Promise<number> {
    return until('both sides see everything, and nothing fires', seconds, async () => {
      const sides = await Promise.all(this.all.map(async (host) => [...(await host.firing()), await host.reached()]));
      return sides.every((side) => side.length === 1 && side[0] === 'all');
    });
  }

  /** Waits until each Prometheus reaches everything and says nothing of the link any more. */
  async untilLinked(seconds: number): Promise<number> {
    return until('both sides see the link', seconds, async () => {
      const sides = await Promise.all(this.all.map(async (host) => [...(await host.firing()), await host.reached()]));
      return sides.every((side) => side.includes('all') && !side.includes('FleetLinkDown'));
    });
  }

  /** Waits until neither side counts what a link has lost before. */
  async untilForgotten(seconds: number): Promise<number> {
    return until('what was lost before is forgotten', seconds, async () => {
      const sides = await Promise.all(
        this.all.map((host) => host.query('link:fleet_peer_lossy:bool or link:fleet_peer_down_lately:bool')),
      );
      return sides.every((rows) => rows.length === 0);
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
  name: 'alpha' | 'beta',
  place: HostPlace,
  other: HostPlace & { readonly name: string },
  parent: string,
  fleet: SmallFleet,
): Promise<Host> {
  const folder = join(parent, `run-${name}`);
  await mkdir(folder);
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
  const nats = await natsLine(
    name,
    place,
    name === 'alpha' ? place.address : other.address,
    parent,
    fleet.settingsFile,
  );
  return new Host({
    name,
    folder,
    ...place,
    lines: await serviceLines(name, place, other.address, folder, fleet, nats),
  });
}
