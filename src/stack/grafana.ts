import { access, constants, cp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { answers, type ServiceOrder } from './service.js';

/** The server's names: one program with subcommands since Grafana 9.4, and the one before. */
const names = ['grafana', 'grafana-server'] as const;

const shipped = fileURLToPath(new URL('../../grafana/', import.meta.url));

/** Where packages keep what belongs to the server; beside the program for an unpacked archive. */
const homes = ['/usr/share/grafana', '/usr/local/share/grafana', '/opt/homebrew/share/grafana'];

/** A Grafana server that is installed here. */
export interface GrafanaServer {
  /** Absolute path. */
  readonly program: string;
  /** The folder with `conf/defaults.ini`; nothing where the server is to find it itself. */
  readonly home: string | undefined;
}

/** The first Grafana server on a search path; it is used where there is one, and never fetched. */
export async function findGrafana(searchPath: string): Promise<GrafanaServer | undefined> {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  for (const program of names.flatMap((name) => folders.map((folder) => resolve(folder, name)))) {
    if (await isProgram(program)) return { program, home: await homeOf(program) };
  }
  return undefined;
}

async function homeOf(program: string): Promise<string | undefined> {
  for (const home of [join(dirname(await realpath(program)), '..'), ...homes]) {
    if (await isThere(join(home, 'conf', 'defaults.ini'))) return home;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * Writes the bundled provisioning into the run directory: the data source with the address of this stack's Prometheus, and
 * the dashboards where they are.
 *
 * @param prometheus `host:port`
 */
export async function writeProvisioning(runDirectory: string, prometheus: string): Promise<void> {
  const folder = provisioningIn(runDirectory);
  await rm(folder, { recursive: true, force: true });
  await cp(join(shipped, 'provisioning'), folder, { recursive: true });
  await edit(join(folder, 'datasources', 'fleetwatch.yml'), ['datasources', 0, 'url'], `http://${prometheus}`);
  const dashboards = join(shipped, 'dashboards');
  await edit(join(folder, 'dashboards', 'fleetwatch.yml'), ['providers', 0, 'options', 'path'], dashboards);
}

async function edit(file: string, path: readonly (string | number)[], value: string): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(path, value);
  await writeFile(file, document.toString());
}

function provisioningIn(runDirectory: string): string {
  return join(runDirectory, 'grafana', 'provisioning');
}

/** What Grafana is started from. */
export interface GrafanaPlan {
  readonly server: GrafanaServer;
  readonly runDirectory: string;
  /** `host:port` on which it listens. */
  readonly address: string;
  /** Its `PATH`. */
  readonly searchPath: string;
}

/**
 * Grafana on loopback, for whoever is at this machine: everybody may look and nobody needs a password. It asks no other host
 * for news, updates or plugins.
 */
export function grafanaOrder({ server, runDirectory, address, searchPath }: GrafanaPlan): ServiceOrder {
  const colon = address.lastIndexOf(':');
  const data = join(runDirectory, 'grafana-data');
  const settings: Readonly<Record<string, string>> = {
    'server.http_addr': address.slice(0, colon).replace(/^\[|\]$/g, ''),
    'server.http_port': address.slice(colon + 1),
    'paths.data': data,
    'paths.logs': join(data, 'log'),
    'paths.plugins': join(data, 'plugins'),
    'paths.provisioning': provisioningIn(runDirectory),
    'dashboards.default_home_dashboard_path': join(shipped, 'dashboards', 'fleet.json'),
    'auth.anonymous.enabled': 'true',
    'auth.anonymous.org_role': 'Viewer',
    'analytics.reporting_enabled': 'false',
    'analytics.check_for_updates': 'false',
    'analytics.check_for_plugin_updates': 'false',
    'news.news_feed_enabled': 'false',
    'plugins.preinstall_disabled': 'true',
    'security.disable_gravatar': 'true',
  };
  return {
    name: 'grafana',
    file: server.program,
    arguments: [
      ...(basename(server.program) === 'grafana' ? ['server'] : []),
      ...(server.home === undefined ? [] : ['--homepath', server.home]),
      // https://grafana.com/docs/grafana/latest/cli/#override-configuration-settings
      ...Object.entries(settings).map(([key, value]) => `cfg:${key}=${value}`),
    ],
    workingDirectory: runDirectory,
    searchPath,
    logFile: join(runDirectory, 'grafana.log'),
    isReady: () => answers(`http://${address}/api/health`),
  };
}
