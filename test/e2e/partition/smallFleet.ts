import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { root } from '../stackView.js';

interface MachinePlace {
  readonly name: string;
  readonly address: string;
}

interface AgentEntry {
  readonly script_path: string;
  readonly port: number;
  readonly health_check_port: number;
  readonly required: boolean;
  readonly dependencies: readonly string[];
}

/** Agents of each machine that stand by themselves, but that one of beta depends on one of alpha. */
const chosen: Readonly<Record<string, readonly string[]>> = {
  alpha: ['RailRegistry', 'TopologyStore', 'ClockMaster', 'MessageExchange', 'AccessLedger'],
  beta: ['TracksideGateway', 'EdgeBuffer', 'SensorCollector'],
};

/** Settings for both hosts, and for the simulator of each. */
export interface SmallFleet {
  readonly settingsFile: string;
  simulatorSettings(machine: string): string;
}

/** The demo fleet with a few agents of each machine, on the addresses of the hosts. */
export async function smallFleet(
  folder: string,
  machines: readonly MachinePlace[],
  more: Readonly<Record<string, unknown>>,
): Promise<SmallFleet> {
  const settingsFile = join(folder, 'fleetwatch.yaml');
  const simulatorSettings = (machine: string) => join(folder, `simulated-${machine}.yaml`);
  const entries = machines.map(({ name, address }) => ({
    name,
    address,
    startup_file: `${name}/startup_config.yaml`,
    listen: { host: '0.0.0.0', port: 9877 },
  }));
  for (const entry of entries) {
    await cp(join(root, 'examples/demo', entry.name), join(folder, entry.name), { recursive: true });
    await shrink(join(folder, entry.startup_file), chosen[entry.name] ?? []);
    await writeFile(simulatorSettings(entry.name), stringify({ machines: [entry] }));
  }
  const audits = { shared_agents: ['alpha/RailRegistry'] };
  await writeFile(settingsFile, stringify({ machines: entries, audits, ...more }));
  return { settingsFile, simulatorSettings };
}

/** Leaves the named agents in a start-up file, of either layout. */
async function shrink(file: string, names: readonly string[]): Promise<void> {
  const content = parseDocument(await readFile(file, 'utf8')).toJS();
  for (const [key, value] of Object.entries(content)) {
    if (Array.isArray(value)) content[key] = value.filter(({ name }: { name: string }) => names.includes(name));
  }
  if (content.agent_groups !== undefined) {
    const groups = Object.entries<Record<string, AgentEntry>>(content.agent_groups).map(([group, agents]) => {
      return [group, Object.fromEntries(Object.entries(agents).filter(([name]) => names.includes(name)))] as const;
    });
    content.agent_groups = Object.fromEntries(groups.filter(([, agents]) => Object.keys(agents).length > 0));
  }
  await writeFile(file, stringify(content));
}
