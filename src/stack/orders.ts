import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoStatus } from '../simulator/control-client.js';
import { type StackAddresses, secondConfiguration } from './configuration.js';
import { type SecondHub, storeFlags } from './secondHub.js';
import { answers, type ServiceOrder } from './service.js';

/** What the orders of a stack are made from. */
export interface StackPlan {
  readonly runDirectory: string;
  readonly settingsFile: string;
  /** The settings that a machine's exporter reads. */
  readonly settingsOf: (machine: string) => string;
  readonly addresses: StackAddresses;
  /** Whether the machines' agents are simulated. */
  readonly simulated: boolean;
  /** Absolute paths of the servers. */
  readonly programs: {
    readonly prometheus: string;
    readonly alertmanager: string;
    /** VictoriaMetrics, where there is a second hub. */
    readonly store?: string;
  };
  /** `PATH` of all services. */
  readonly searchPath: string;
}

const fleetwatch = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/** The stages of a stack: the services of one are started together, the next when they are ready. */
export function stackOrders(plan: StackPlan): ServiceOrder[][] {
  const { addresses } = plan;
  const exporters = [...addresses.exporters].map(([machine, address]) => exporterOrder(plan, machine, address));
  return [
    [pagerOrder(plan), ...(plan.simulated ? [simulatorOrder(plan)] : [])],
    [...exporters, alertmanagerOrder(plan), ...secondOrders(plan)],
    [prometheusOrder(plan), ...(addresses.second === undefined ? [] : [secondPrometheusOrder(plan, addresses.second)])],
  ];
}

/** The second Alertmanager and the store, where there is a second hub. */
function secondOrders(plan: StackPlan): ServiceOrder[] {
  const { second } = plan.addresses;
  const { store } = plan.programs;
  if (second === undefined || store === undefined) return [];
  const [first, own] = second.mesh;
  return [
    alertmanagerServer(plan, 'alertmanager-second', second.alertmanager, [own, first]),
    order(plan, 'store', [store, ...storeFlags(plan.runDirectory, second)], () =>
      answers(`http://${second.store}/health`),
    ),
  ];
}

function order(
  { runDirectory, searchPath }: StackPlan,
  name: string,
  commandLine: readonly [string, ...string[]],
  isReady: () => Promise<boolean>,
): ServiceOrder {
  const [file, ...rest] = commandLine;
  return {
    name,
    file,
    arguments: rest,
    workingDirectory: runDirectory,
    searchPath,
    logFile: join(runDirectory, `${name}.log`),
    isReady,
  };
}

function own(plan: StackPlan, name: string, commandLine: readonly string[], isReady: () => Promise<boolean>) {
  // With the options of this very process, such as the size of the young generation.
  return order(plan, name, [process.execPath, ...process.execArgv, fleetwatch, ...commandLine], isReady);
}

function pagerOrder(plan: StackPlan): ServiceOrder {
  const { pager } = plan.addresses;
  const commandLine = ['pager', '--listen', pager, '--file', join(plan.runDirectory, 'pages.jsonl')];
  return { ...own(plan, 'pager', commandLine, () => answers(`http://${pager}/-/healthy`)), prints: true };
}

function simulatorOrder(plan: StackPlan): ServiceOrder {
  const { runDirectory, settingsFile } = plan;
  const commandLine = ['demo', 'run', '--config', settingsFile, '--run-directory', runDirectory];
  return own(plan, 'demo', commandLine, () =>
    demoStatus(join(runDirectory, 'demo.sock')).then(
      () => true,
      () => false,
    ),
  );
}

function exporterOrder(plan: StackPlan, machine: string, address: string): ServiceOrder {
  const stateDirectory = join(plan.runDirectory, `state-${machine}`);
  const commandLine = [
    'serve',
    '--config',
    plan.settingsOf(machine),
    '--machine',
    machine,
    '--state-directory',
    stateDirectory,
  ];
  return own(plan, `fleetwatch-${machine}`, commandLine, () => answers(`http://${address}/-/ready`));
}

function alertmanagerOrder(plan: StackPlan): ServiceOrder {
  const { alertmanager, second } = plan.addresses;
  return alertmanagerServer(plan, 'alertmanager', alertmanager, second?.mesh);
}

/** `mesh` is where this one gossips, and where the other does. */
function alertmanagerServer(
  plan: StackPlan,
  name: string,
  address: string,
  mesh: readonly [own: string, other: string] | undefined,
): ServiceOrder {
  return order(
    plan,
    name,
    [
      plan.programs.alertmanager,
      `--config.file=${join(plan.runDirectory, 'alertmanager', 'alertmanager.yml')}`,
      `--storage.path=${join(plan.runDirectory, `${name}-data`)}`,
      `--web.listen-address=${address}`,
      // One server alone: no mesh to open a port for.
      ...(mesh === undefined
        ? ['--cluster.listen-address=']
        : [`--cluster.listen-address=${mesh[0]}`, `--cluster.peer=${mesh[1]}`]),
    ],
    () => answers(`http://${address}/-/ready`),
  );
}

function prometheusOrder(plan: StackPlan): ServiceOrder {
  return prometheusServer(plan, 'prometheus', plan.addresses.prometheus, 'prometheus.yml');
}

function secondPrometheusOrder(plan: StackPlan, { prometheus }: SecondHub): ServiceOrder {
  return prometheusServer(plan, 'prometheus-second', prometheus, secondConfiguration);
}

function prometheusServer(plan: StackPlan, name: string, address: string, configuration: string): ServiceOrder {
  return order(
    plan,
    name,
    [
      plan.programs.prometheus,
      `--config.file=${join(plan.runDirectory, 'prometheus', configuration)}`,
      `--storage.tsdb.path=${join(plan.runDirectory, `${name}-data`)}`,
      '--storage.tsdb.retention.time=35d',
      `--web.listen-address=${address}`,
      '--web.enable-lifecycle',
      // Sent before Alertmanager was found, an alert would else wait a minute for its next turn.
      '--rules.alert.resend-delay=15s',
    ],
    () => answers(`http://${address}/-/ready`),
  );
}
