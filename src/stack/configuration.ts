import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { alertmanagerFiles } from '../alerting/files.js';
import { alertingSettings } from '../settingsAlerting.js';
import { remoteWrite, type SecondHub } from './secondHub.js';

/** Where the servers of a local stack listen, `host:port` each. */
export interface StackAddresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly pager: string;
  /** Absent where no Grafana server is to run. */
  readonly grafana?: string;
  /** Exporters, by machine. The servers of a stack belong to the first. */
  readonly exporters: ReadonlyMap<string, string>;
  /** All Prometheus servers of the fleet, by machine, where there are more than that of this stack. */
  readonly hubs?: ReadonlyMap<string, string>;
  /** A second hub in this very stack, where there is one. */
  readonly second?: SecondHub;
}

const shipped = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes the bundled Prometheus and Alertmanager configuration into the run directory, with the addresses of this
 * stack in place of the shipped ones. Everything else stays as shipped. `tokenFile` holds what every fleetwatch knows
 * Alertmanager by.
 */
export async function writeConfiguration(
  runDirectory: string,
  addresses: StackAddresses,
  tokenFile?: string,
): Promise<void> {
  const prometheus = join(runDirectory, 'prometheus');
  const alertmanager = join(runDirectory, 'alertmanager');
  for (const folder of [prometheus, alertmanager]) await rm(folder, { recursive: true, force: true });
  await mkdir(runDirectory, { recursive: true });
  await cp(join(shipped, 'prometheus', 'rules'), join(prometheus, 'rules'), { recursive: true });
  await cp(join(shipped, 'alertmanager'), alertmanager, { recursive: true, dereference: true });
  for (const [job, servers] of Object.entries(serversOf(addresses))) {
    await writeTargets(join(prometheus, 'targets', job), [...servers].map(targetOf));
  }
  const { second } = addresses;
  await writeFile(join(prometheus, 'prometheus.yml'), await prometheusConfiguration(addresses, second?.machines[0]));
  if (second !== undefined) {
    await writeFile(
      join(prometheus, secondConfiguration),
      await prometheusConfiguration(addresses, second.machines[1]),
    );
  }
  await writeFile(join(alertmanager, 'alertmanager.yml'), await alertmanagerConfiguration(addresses, tokenFile));
}

/** That of the second Prometheus, beside `prometheus.yml`: its rules and targets are the same. */
export const secondConfiguration = 'prometheus-second.yml';

/** What each job with target files scrapes, by machine. */
function serversOf({ prometheus, alertmanager, exporters, hubs, second }: StackAddresses) {
  const [machine = ''] = exporters.keys();
  if (second !== undefined) {
    const [first, other] = second.machines;
    const both = (one: string, two: string) => new Map([[first, one] as const, [other, two] as const]);
    return {
      fleetwatch: exporters,
      prometheus: both(prometheus, second.prometheus),
      alertmanager: both(alertmanager, second.alertmanager),
    };
  }
  return {
    fleetwatch: exporters,
    prometheus: hubs ?? new Map([[machine, prometheus]]),
    alertmanager: new Map([[machine, alertmanager]]),
  };
}

function targetOf([machine, address]: readonly [string, string]) {
  return { targets: [address], labels: { machine } };
}

async function writeTargets(folder: string, groups: readonly object[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'local.json'), JSON.stringify(groups, undefined, 2));
}

/** `hub` names the machine of one of two hubs. */
async function prometheusConfiguration({ exporters, second }: StackAddresses, hub?: string): Promise<string> {
  const document = parseDocument(await readFile(join(shipped, 'prometheus', 'prometheus.yml'), 'utf8'));
  const first = [...exporters.values()][0];
  document.setIn(['global', 'external_labels', 'fleetwatch_url'], `http://${first}`);
  if (second !== undefined) {
    document.setIn(['global', 'external_labels', 'replica'], hub);
    document.setIn(['remote_write'], document.createNode([remoteWrite(second.store)]));
  }
  const jobs = document.toJS().scrape_configs.map(({ job_name }: { job_name: string }) => job_name);
  const discoveries = [...exporters.values()].map((address) => ({
    url: `http://${address}/sd/agents`,
    refresh_interval: '30s',
  }));
  document.setIn(['scrape_configs', jobs.indexOf('agents'), 'http_sd_configs'], document.createNode(discoveries));
  // The target files of this stack are JSON, which Prometheus tells by the name.
  return document.toString().replaceAll(/targets\/(\w+)\/\*\.yml/g, 'targets/$1/*.json');
}

/** As for the bundled settings, with the exporters of this stack. */
async function alertmanagerConfiguration(
  { pager, exporters }: StackAddresses,
  tokenFile: string | undefined,
): Promise<string> {
  const machines = [...exporters.values()].map((text) => {
    const { hostname, port } = new URL(`http://${text}`);
    const host = hostname.replaceAll(/[[\]]/g, '');
    return { address: host, listen: { host, port: Number(port) } };
  });
  const { configuration } = await alertmanagerFiles(alertingSettings(undefined, shipped), machines, tokenFile);
  const document = parseDocument(configuration, { version: '1.1' });
  const receivers = document.toJS().receivers.map(({ name }: { name: string }) => name);
  document.setIn(['receivers', receivers.indexOf('pager'), 'webhook_configs', 0, 'url'], `http://${pager}/`);
  return document.toString();
}
