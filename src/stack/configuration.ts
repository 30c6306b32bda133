import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

/** Where the servers of a local stack listen, `host:port` each. */
export interface StackAddresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly pager: string;
  /** Exporters, by machine. */
  readonly exporters: ReadonlyMap<string, string>;
}

const shipped = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes the bundled Prometheus and Alertmanager configuration into the run directory, with the addresses of this
 * stack in place of the shipped ones. Everything else stays as shipped.
 */
export async function writeConfiguration(runDirectory: string, addresses: StackAddresses): Promise<void> {
  const prometheus = join(runDirectory, 'prometheus');
  const alertmanager = join(runDirectory, 'alertmanager');
  for (const folder of [prometheus, alertmanager]) await rm(folder, { recursive: true, force: true });
  await mkdir(runDirectory, { recursive: true });
  await cp(join(shipped, 'prometheus', 'rules'), join(prometheus, 'rules'), { recursive: true });
  await cp(join(shipped, 'alertmanager'), alertmanager, { recursive: true });
  await writeTargets(join(prometheus, 'targets', 'fleetwatch'), [...addresses.exporters].map(exporterTarget));
  await writeTargets(join(prometheus, 'targets', 'alertmanager'), [{ targets: [addresses.alertmanager] }]);
  await writeFile(join(prometheus, 'prometheus.yml'), await prometheusConfiguration(addresses));
  await writeFile(join(alertmanager, 'alertmanager.yml'), await alertmanagerConfiguration(addresses));
}

function exporterTarget([machine, address]: readonly [string, string]) {
  return { targets: [address], labels: { machine } };
}

async function writeTargets(folder: string, groups: readonly object[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'local.json'), JSON.stringify(groups, undefined, 2));
}

async function prometheusConfiguration({ prometheus, exporters }: StackAddresses): Promise<string> {
  const document = parseDocument(await readFile(join(shipped, 'prometheus', 'prometheus.yml'), 'utf8'));
  const first = [...exporters.values()][0];
  document.setIn(['global', 'external_labels', 'fleetwatch_url'], `http://${first}`);
  const jobs = document.toJS().scrape_configs.map(({ job_name }: { job_name: string }) => job_name);
  const discoveries = [...exporters.values()].map((address) => ({
    url: `http://${address}/sd/agents`,
    refresh_interval: '30s',
  }));
  document.setIn(['scrape_configs', jobs.indexOf('agents'), 'http_sd_configs'], document.createNode(discoveries));
  document.setIn(['scrape_configs', jobs.indexOf('prometheus'), 'static_configs', 0, 'targets', 0], prometheus);
  // The target files of this stack are JSON, which Prometheus tells by the name.
  return document.toString().replaceAll(/targets\/(fleetwatch|alertmanager)\/\*\.yml/g, 'targets/$1/*.json');
}

async function alertmanagerConfiguration({ pager, exporters }: StackAddresses): Promise<string> {
  const document = parseDocument(await readFile(join(shipped, 'alertmanager', 'alertmanager.yml'), 'utf8'));
  const receivers = document.toJS().receivers.map(({ name }: { name: string }) => name);
  document.setIn(['receivers', receivers.indexOf('pager'), 'webhook_configs', 0, 'url'], `http://${pager}/`);
  const watchdogs = [...exporters.values()].map((address) => ({
    url: `http://${address}/watchdog`,
    send_resolved: false,
  }));
  const watchdog = receivers.indexOf('watchdog');
  document.setIn(['receivers', watchdog, 'webhook_configs'], document.createNode(watchdogs));
  return document.toString();
}
