import { configuredAudits } from './audits/configured.js';
import { readEphemeralPorts } from './audits/ports/ephemeral.js';
import type { PortRange } from './audits/settings.js';
import type { Machine } from './fleet/model.js';
import type { Listeners } from './processes/listeners.js';
import { indexScripts } from './processes/scripts.js';
import type { ProcessWatch } from './processes/watch.js';
import type { Settings } from './settings.js';
import type { PortPlan } from './sockets/plan.js';
import { PortWatch } from './sockets/portWatch.js';
import { SocketTable } from './sockets/socketTable.js';
import { SocketWatch } from './sockets/socketWatch.js';

/** The ports and sockets of one machine. */
export class Network {
  readonly ports: PortWatch;
  readonly sockets: SocketWatch;
  #plan: PortPlan | undefined;

  constructor(
    procRoot: string,
    listeners: Listeners,
    processes: ProcessWatch,
    opensDerived: (agent: string) => boolean,
  ) {
    const table = new SocketTable(procRoot, () => performance.now());
    const agentPids = () => processes.agentPids();
    this.ports = new PortWatch({
      procRoot,
      table,
      owners: listeners.owners,
      processes,
      agentPids,
      plan: () => this.#current,
      ephemeralPorts: () => readEphemeralPorts(procRoot),
      opensDerived,
    });
    this.sockets = new SocketWatch({
      procRoot,
      table,
      agents: () => this.#current.agents.map(({ name }) => name),
      agentPids,
      now: Date.now,
    });
  }

  /** Watches the ports of this machine from now on. */
  async follow({ agents, machinePorts }: Machine, settings: Settings): Promise<void> {
    const { machine, machines } = settings;
    const others = machines.filter(({ name }) => name !== machine.name);
    const metricsPorts = Object.values(settings.agents).flatMap(({ metrics_port }) => metrics_port ?? []);
    const { portRange, derivedPorts } = await configuredAudits(settings);
    this.#plan = {
      agents,
      machinePorts,
      derivedPorts,
      range: portRange,
      otherPorts: new Set([...machines.map(({ listen }) => listen.port), ...metricsPorts]),
      address: machine.address,
      otherAddresses: new Set(others.map(({ address }) => address).filter((address) => address !== machine.address)),
      roots: indexScripts(
        machine.projectRoot,
        [],
        others.map(({ projectRoot }) => projectRoot),
      ),
    };
  }

  /** Where the agents' ports should be. */
  get portRange(): PortRange {
    return this.#current.range;
  }

  get #current(): PortPlan {
    if (this.#plan === undefined) throw new Error('no start-up file has been loaded');
    return this.#plan;
  }
}
