import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatFindings } from '../document/report.js';
import { formatAddress } from '../server/listen.js';
import { loadMachines, type MachineSettings } from '../settings.js';
import { copyDemoFleet } from '../simulator/copy.js';
import { type StackAddresses, writeConfiguration } from './configuration.js';
import { findGrafana, grafanaOrder, writeProvisioning } from './grafana.js';
import { ProcessRecord } from './leftovers.js';
import { localMachines } from './localMachines.js';
import { takeLock } from './lock.js';
import { type StackPlan, stackOrders } from './orders.js';
import { takenPorts } from './portsFree.js';
import { hubsBlock, type SecondHub, secondHub } from './secondHub.js';
import { endLeftovers, Stack } from './stack.js';
import { stackTable } from './table.js';
import { ensureTools, type ToolsOptions, toolsPath } from './tools.js';
import { layViews } from './views.js';

export interface UpOptions {
  /** Settings of the fleet to watch; the bundled demo fleet unless given. */
  readonly config?: string;
  /** Simulate the agents of the configured machines. Always so for the bundled demo fleet. */
  readonly simulate?: boolean;
  readonly runDirectory: string;
  readonly toolsDirectory: string;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  readonly pagerPort: number;
  /** `two` runs a second hub beside the first, and the store that both write to. Default: `one`. */
  readonly hubs?: 'one' | 'two';
  /** Of the store, where there are two hubs. Default: 9428. */
  readonly storePort?: number;
  /** Where Grafana listens if it is installed here; nothing leaves it out. */
  readonly grafanaPort?: number | undefined;
  /** Ends the stack. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Why a stack did not start, in words for the user. */
export class UpRefused extends Error {
  override readonly name = 'UpRefused';
}

/**
 * Runs the whole stack as local processes until the signal comes: exporters for all machines of the fleet that are this
 * one, Prometheus, Alertmanager, the pager, and the demo fleet if no other is named. Leaves nothing behind.
 *
 * @returns which service ended by itself, and where it stands why, if that is why it is over
 */
export async function up(options: UpOptions): Promise<string | undefined> {
  const runDirectory = resolve(options.runDirectory);
  await mkdir(runDirectory, { recursive: true, mode: 0o700 });
  const lock = join(runDirectory, 'up.lock');
  const owner = await takeLock(lock);
  if (owner !== undefined) throw new UpRefused(`a stack already runs from ${runDirectory} (pid ${owner})`);
  try {
    return await upIn(runDirectory, options);
  } finally {
    await rm(lock, { force: true });
  }
}

async function upIn(runDirectory: string, options: UpOptions): Promise<string | undefined> {
  const { print, signal } = options;
  const record = new ProcessRecord(join(runDirectory, 'processes.json'));
  for (const { name, pid } of await endLeftovers(record))
    print(`ended ${name} (pid ${pid}) of an earlier start that was killed`);

  const simulated = options.simulate ?? options.config === undefined;
  if (simulated) await forgetFormerRun(runDirectory);
  const settingsFile = options.config === undefined ? await copyDemoFleet(runDirectory) : resolve(options.config);
  const { machines, tokenFile } = await watchableMachines(settingsFile);
  const searchPath = toolsPath(options.toolsDirectory);
  const grafana = options.grafanaPort === undefined ? undefined : await findGrafana(searchPath);
  const addresses = addressesOf(options, machines, grafana !== undefined);
  const taken = await takenPorts(namedAddresses(addresses));
  if (taken.length > 0) throw new UpRefused(taken.join('\n'));
  const toolOptions = { directory: options.toolsDirectory, path: process.env.PATH ?? '', print };
  const programs = await serversOf(addresses, toolOptions);
  if (simulated) await ensureTools(['python3'], toolOptions);
  await writeConfiguration(runDirectory, addresses, tokenFile);
  if (addresses.grafana !== undefined) await writeProvisioning(runDirectory, addresses.prometheus);
  if (signal.aborted) return undefined;

  const stack = new Stack(record);
  const aborted = new Promise<undefined>((settle) => {
    if (signal.aborted) settle(undefined);
    signal.addEventListener('abort', () => settle(undefined), { once: true });
  });
  try {
    const hubs = addresses.second && hubsBlock(addresses, addresses.second);
    const settingsOf = simulated ? await layViews(runDirectory, settingsFile, hubs) : () => settingsFile;
    const stages = stackOrders({
      runDirectory,
      settingsFile,
      settingsOf,
      addresses,
      simulated,
      programs,
      searchPath,
    });
    if (grafana !== undefined && addresses.grafana !== undefined)
      stages.push([grafanaOrder({ server: grafana, runDirectory, address: addresses.grafana, searchPath })]);
    const started = stack.start(stages, (names) => print(`starting ${names.join(', ')}`));
    const first = await Promise.race([
      started.then(() => 'started' as const),
      stack.firstDeath.then((death) => ({ death })),
      aborted,
    ]);
    if (first === undefined) return undefined;
    if (first !== 'started') return first.death;
    print(stackTable(stack.services, addresses, machines, runDirectory));
    return await Promise.race([aborted, stack.firstDeath]);
  } finally {
    print('stopping');
    await stack.stop();
  }
}

async function serversOf({ second }: StackAddresses, options: ToolsOptions): Promise<StackPlan['programs']> {
  const programs = await ensureTools(['prometheus', 'alertmanager'], options);
  if (second === undefined) return programs;
  return { ...programs, store: (await ensureTools(['victoria-metrics'], options))['victoria-metrics'] };
}

/** A simulated fleet begins anew with each start; what was counted of the former one would read as restarts. */
async function forgetFormerRun(runDirectory: string): Promise<void> {
  const kept = (await readdir(runDirectory)).filter((name) => /^state-|-data$|^pages\.jsonl$/.test(name));
  for (const name of kept) await rm(join(runDirectory, name), { recursive: true, force: true });
}

async function watchableMachines(
  settingsFile: string,
): Promise<{ machines: MachineSettings[]; tokenFile: string | undefined }> {
  const loaded = await loadMachines(settingsFile);
  if (loaded.findings.length > 0) throw new UpRefused(formatFindings(loaded.findings));
  const machines = localMachines(loaded.machines);
  if (machines.length > 0) return { machines, tokenFile: loaded.tokenFile };
  throw new UpRefused(
    `no machine in ${settingsFile} has an address of this machine; nothing could be watched from here`,
  );
}

function addressesOf(options: UpOptions, machines: readonly MachineSettings[], withGrafana: boolean): StackAddresses {
  return {
    prometheus: `127.0.0.1:${options.prometheusPort}`,
    alertmanager: `127.0.0.1:${options.alertmanagerPort}`,
    pager: `127.0.0.1:${options.pagerPort}`,
    ...(withGrafana ? { grafana: `127.0.0.1:${options.grafanaPort}` } : {}),
    exporters: new Map(machines.map(({ name, listen }) => [name, formatAddress(listen)])),
    ...(options.hubs === 'two' ? { second: secondOf(options, machines) } : {}),
  };
}

function secondOf(
  { prometheusPort, alertmanagerPort, storePort = 9428 }: UpOptions,
  machines: readonly MachineSettings[],
): SecondHub {
  const [first, second] = machines;
  if (first === undefined || second === undefined) throw new UpRefused('two hubs need two machines that are this one');
  return secondHub([first.name, second.name], { prometheusPort, alertmanagerPort, storePort });
}

function namedAddresses({
  prometheus,
  alertmanager,
  pager,
  grafana,
  exporters,
  second,
}: StackAddresses): ReadonlyMap<string, string> {
  const own = [...exporters].map(([machine, address]) => [`fleetwatch for ${machine}`, address] as const);
  const optional = grafana === undefined ? [] : [['Grafana', grafana] as const];
  const others =
    second === undefined
      ? []
      : ([
          ['second Prometheus', second.prometheus],
          ['second Alertmanager', second.alertmanager],
          ['mesh of Alertmanager', second.mesh[0]],
          ['mesh of the second Alertmanager', second.mesh[1]],
          ['store', second.store],
        ] as const);
  const servers = [
    ['Prometheus', prometheus],
    ['Alertmanager', alertmanager],
    ['pager', pager],
  ] as const;
  return new Map([...servers, ...others, ...optional, ...own]);
}
