import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type StackAddresses, writeConfiguration } from '../../src/stack/configuration.js';
import { stackOrders } from '../../src/stack/orders.js';
import type { ServiceOrder } from '../../src/stack/service.js';
import { ensureTools, toolsPath } from '../../src/stack/tools.js';
import { layViews } from '../../src/stack/views.js';
import { copyDemo, type DemoCopy } from './demoCopy.js';
import { program, root, StackView } from './stackView.js';

/** The services of a tended stack. The second Prometheus is that of beta: both watch both machines. */
export type ServiceName =
  | 'pager'
  | 'demo'
  | 'fleetwatch-alpha'
  | 'fleetwatch-beta'
  | 'alertmanager'
  | 'prometheus'
  | 'prometheus-beta';

/** In the order in which they are started. */
const serviceNames: readonly ServiceName[] = [
  'pager',
  'demo',
  'fleetwatch-alpha',
  'fleetwatch-beta',
  'alertmanager',
  'prometheus',
  'prometheus-beta',
];
const readySeconds = 60;

/**
 * The stack of a fleet of two machines, with a Prometheus for each, of which every service can be ended and started again:
 * `up` ends with the first that does. Configuration and command lines are those of `up`.
 */
export class TendedStack extends StackView {
  readonly #orders: ReadonlyMap<string, ServiceOrder>;
  readonly #running = new Map<ServiceName, ChildProcess>();

  private constructor(runDirectory: string, urls: StackView['urls'], orders: readonly ServiceOrder[]) {
    super(runDirectory, urls);
    this.#orders = new Map(orders.map((order) => [order.name, order]));
  }

  static async start(): Promise<TendedStack> {
    const copy = await copyDemo();
    const { runDirectory, ports } = copy;
    const addresses = (prometheus: number): StackAddresses => ({
      prometheus: `127.0.0.1:${prometheus}`,
      alertmanager: `127.0.0.1:${ports.alertmanager}`,
      pager: `127.0.0.1:${ports.pager}`,
      exporters: new Map([
        ['alpha', `127.0.0.1:${ports.alpha}`],
        ['beta', `127.0.0.1:${ports.beta}`],
      ]),
      hubs: new Map([
        ['alpha', `127.0.0.1:${ports.prometheus}`],
        ['beta', `127.0.0.1:${ports.secondPrometheus}`],
      ]),
    });
    const [first, second] = [addresses(ports.prometheus), addresses(ports.secondPrometheus)];
    const settingsOf = await layViews(runDirectory, copy.settingsFile);
    const ordersOf = (folder: string, of: StackAddresses) => ordersIn(copy, folder, of, settingsOf);
    const orders = await ordersOf(runDirectory, first);
    const others = await ordersOf(join(runDirectory, 'prometheus-beta'), second);
    const ofBeta = others
      .filter(({ name }) => name === 'prometheus')
      .map((one) => ({ ...one, name: 'prometheus-beta' }));
    const urls = {
      alpha: `http://${first.exporters.get('alpha')}`,
      beta: `http://${first.exporters.get('beta')}`,
      prometheus: `http://${first.prometheus}`,
      alertmanager: `http://${first.alertmanager}`,
      pager: `http://${first.pager}`,
    };
    const stack = new TendedStack(runDirectory, urls, [...orders, ...ofBeta]);
    try {
      for (const name of serviceNames) await stack.run(name);
    } catch (error) {
      await stack.remove();
      throw error;
    }
    return stack;
  }

  override get output(): string {
    const ended = serviceNames.filter((name) => !this.#isRunning(name));
    return `logs are in ${this.runDirectory}${ended.length > 0 ? `; not running: ${ended.join(', ')}` : ''}`;
  }

  /** Starts a service that does not run, and waits until it can be used. */
  async run(name: ServiceName): Promise<void> {
    const order = this.#orders.get(name);
    if (order === undefined || this.#isRunning(name)) throw new Error(`${name} cannot be started`);
    const log = openSync(order.logFile, 'a', 0o600);
    try {
      // In the process group of the test: whatever ends that by force ends these, too.
      const child = spawn(order.file, order.arguments, {
        cwd: order.workingDirectory,
        env: { ...process.env, PATH: order.searchPath },
        stdio: ['ignore', log, log],
      });
      this.#running.set(name, child);
      await once(child, 'spawn');
    } finally {
      closeSync(log);
    }
    await this.until(
      `${name} is ready`,
      async () => {
        if (!this.#isRunning(name)) throw new Error(`${name} ended:\n${await readFile(order.logFile, 'utf8')}`);
        return order.isReady();
      },
      readySeconds,
    );
  }

  /** Ends a service: as its service manager does, or by force. */
  async end(name: ServiceName, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#running.get(name);
    if (child === undefined || !this.#isRunning(name)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    // One that was stopped would wait for ever.
    child.kill('SIGCONT');
    await ended;
  }

  /** Sends a signal to a service that runs. */
  async signal(name: ServiceName, signal: NodeJS.Signals): Promise<void> {
    if (!this.#isRunning(name) || this.#running.get(name)?.kill(signal) !== true)
      throw new Error(`${name} does not run`);
  }

  /** Ends everything, the last started first. */
  async stop(): Promise<void> {
    for (const name of [...serviceNames].reverse()) await this.end(name);
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.runDirectory, { recursive: true, force: true });
  }

  #isRunning(name: ServiceName): boolean {
    const child = this.#running.get(name);
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }
}

/** Lays a configuration into `folder`; gives the services that read it. */
async function ordersIn(
  { runDirectory, settingsFile }: DemoCopy,
  folder: string,
  addresses: StackAddresses,
  settingsOf: (machine: string) => string,
): Promise<ServiceOrder[]> {
  const tools = join(root, '.fleetwatch/tools');
  const toolOptions = { directory: tools, path: process.env.PATH ?? '', print: () => undefined };
  const programs = await ensureTools(['prometheus', 'alertmanager'], toolOptions);
  await ensureTools(['python3'], toolOptions);
  await writeConfiguration(folder, addresses);
  const plan = { settingsFile, settingsOf, addresses, simulated: true, programs, searchPath: toolsPath(tools) };
  return stackOrders({ ...plan, runDirectory: folder })
    .flat()
    .map((order) => asBuilt(order, runDirectory));
}

/** Orders made by this source name the program beside it; it runs as it is built, and without the options of the test runner. */
function asBuilt(order: ServiceOrder, workingDirectory: string): ServiceOrder {
  const at = order.arguments.findIndex((word) => word.endsWith('/cli/main.js'));
  const given = at < 0 ? order.arguments : [program, ...order.arguments.slice(at + 1)];
  return { ...order, arguments: given, workingDirectory };
}
