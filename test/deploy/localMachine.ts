import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type ComposeService, readVariables, servicesOf, tree } from './composeFile.js';
import { entrypoint } from './image.js';
import { TestMachine } from './testMachine.js';

/** The program of this machine that stands for an image, by the image's name. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'prom/prometheus': ['prometheus'],
  'prom/alertmanager': ['prometheus-alertmanager', 'alertmanager'],
  nats: ['nats-server'],
  'victoriametrics/victoria-metrics': ['victoria-metrics'],
};

const startupFile = (machine: string) => `global_settings:
  environment: { PYTHONPATH: /opt/fleet }
agent_groups:
  only:
    ${machine}Agent:
      { script_path: agents/lonely.py, port: 7201, health_check_port: 8201, required: true, dependencies: [] }
`;

export type Role = 'central' | 'edge';

/** One machine of the fleet, as docs/deploy.md makes it. */
export interface FleetMachine {
  readonly machine: TestMachine;
  readonly variables: Readonly<Record<string, string>>;
  readonly services: readonly ComposeService[];
}

/** A machine with the site's files, and the services of its profile, none started. */
export async function layMachine(folder: string, role: Role, secretsOf?: TestMachine): Promise<FleetMachine> {
  const machine = await TestMachine.start(folder);
  const etc = join(folder, 'etc/fleetwatch');
  if (secretsOf !== undefined) {
    mkdirSync(etc, { recursive: true });
    execFileSync('cp', ['-a', join(secretsOf.folder, 'etc/fleetwatch/secrets'), etc]);
  }
  const environment = { ...process.env, ROOT: folder };
  execFileSync('sh', [`${tree}deploy/prepare.sh`, 'docker', role], { env: environment, stdio: 'ignore' });
  const variables = readVariables(join(etc, 'machine.env'));
  layFleet(join(folder, 'opt/fleet'));
  renderAlertmanager(etc);
  return { machine, variables, services: servicesOf(role, variables) };
}

/** The start-up files of all machines, on each of them: dependencies and ports are looked at across. */
function layFleet(root: string): void {
  for (const name of ['alpha', 'beta']) {
    for (const inside of ['agents', 'logs']) mkdirSync(join(root, name, inside), { recursive: true });
    writeFileSync(join(root, name, 'startup_config.yaml'), startupFile(name));
    writeFileSync(join(root, name, 'agents/lonely.py'), 'print("lonely")\n');
  }
}

/** As docs/deploy.md has it; the command needs nothing of the machine but the settings. */
function renderAlertmanager(etc: string): void {
  const settings = join(etc, 'settings/fleetwatch.yaml');
  const program = join(tree, 'dist/cli/main.js');
  const text = execFileSync(process.execPath, [program, 'alertmanager', 'render', '--config', settings], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(join(etc, 'alertmanager/alertmanager.yml'), text);
  chmodSync(join(etc, 'alertmanager/alertmanager.yml'), 0o644);
}

/** What runs for the image of a service; nothing where this machine has no such program. */
export function programOf({ image }: ComposeService): readonly string[] | undefined {
  const name = image.slice(0, image.lastIndexOf(':'));
  if (name === 'fleetwatch') return [process.execPath, ...entrypoint.slice(1)];
  const found = (programs[name] ?? []).map(onPath).find((file) => file !== undefined);
  return found === undefined ? undefined : [found];
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
