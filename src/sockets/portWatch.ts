import { contains } from '../audits/ports/ephemeral.js';
import type { PortRange } from '../audits/settings.js';
import type { PortOwners } from '../processes/portOwners.js';
import type { WhoIsWho } from '../processes/standing.js';
import type { TcpSocket } from '../system/sockets.js';
import { ephemeralUse } from './ephemeral.js';
import { runsForeignScript } from './foreign.js';
import { Holders } from './holders.js';
import { type PortPlan, type PortRole, plannedPorts, portRoles } from './plan.js';
import type { Holder, PortView, RoleView } from './portView.js';
import { rangeUse } from './rangeUse.js';
import { isOnMachine, nearness } from './reach.js';
import { findRogue } from './rogue.js';
import { type Candidate, judgeRole } from './roleState.js';
import type { SocketTable } from './socketTable.js';
import { countStates } from './stateCounts.js';

export interface PortWatchOptions {
  readonly procRoot: string;
  readonly table: SocketTable;
  readonly owners: PortOwners;
  readonly processes: WhoIsWho;
  /** The agent that each process is or works for, as of some seconds ago at most. */
  readonly agentPids: () => Promise<ReadonlyMap<number, string>>;
  readonly plan: () => PortPlan;
  /** The ports that the kernel gives to outgoing connections. */
  readonly ephemeralPorts: () => Promise<PortRange>;
  /** Whether an agent is known to be of the base class, and so to open the derived ports. */
  readonly opensDerived: (agent: string) => boolean;
}

/** Watches who listens on the ports of one machine. */
export class PortWatch {
  readonly #options: PortWatchOptions;
  readonly #holders: Holders;
  #plan: PortPlan | undefined;
  #roles: readonly PortRole[] = [];
  /** Where the agents are expected, some perhaps elsewhere than the rest. */
  #addresses: ReadonlySet<string> = new Set();
  /** Derived ports on which their agents were seen to listen, `agent role`. */
  readonly #opened = new Set<string>();

  constructor(options: PortWatchOptions) {
    this.#options = options;
    this.#holders = new Holders(options.owners, options.processes);
  }

  /** Everything there is to see. Throws where the kernel does not show its sockets. */
  async look(): Promise<PortView> {
    const { table, owners, agentPids, procRoot } = this.#options;
    const plan = this.#options.plan();
    if (plan !== this.#plan) this.#follow(plan);
    const agents = await agentPids();
    const sockets = await table.look();
    const planned = plannedPorts(plan, this.#roles);
    const listeners = sockets.filter(({ state }) => state === 'listening');
    owners.follow(new Set(listeners.map(({ inode }) => inode)));
    const relevant = listeners.filter(
      ({ localPort, localAddress }) =>
        (planned.has(localPort) || contains(plan.range, localPort)) &&
        (isOnMachine(localAddress, plan) || this.#addresses.has(localAddress)),
    );
    const holders = await this.#holders.find(relevant, agents);
    const roles = this.#judge(plan, holders);
    return {
      roles,
      rogue: await findRogue(plan, roles, holders, (pid) => runsForeignScript(procRoot, pid, plan.roots)),
      unseen: [...holders.values()].filter(({ process }) => process === undefined).length,
      range: rangeUse(plan.range, new Set([...planned, ...relevant.map(({ localPort }) => localPort)])),
      ephemeral: ephemeralUse(sockets, await this.#options.ephemeralPorts()),
      states: countStates(sockets),
    };
  }

  #follow(plan: PortPlan): void {
    this.#plan = plan;
    this.#roles = portRoles(plan);
    this.#addresses = new Set(this.#roles.map(({ address }) => address));
    this.#opened.clear();
  }

  #judge(plan: PortPlan, holders: ReadonlyMap<TcpSocket, Holder>): RoleView[] {
    const byPort = new Map<number, TcpSocket[]>();
    for (const listener of holders.keys()) {
      const sharers = byPort.get(listener.localPort);
      if (sharers === undefined) byPort.set(listener.localPort, [listener]);
      else sharers.push(listener);
    }
    return this.#roles.map((role) => {
      const candidates = (byPort.get(role.port) ?? []).flatMap((listener): Candidate[] => {
        const near = nearness(listener.localAddress, role.address, plan);
        const holder = holders.get(listener);
        return near === 0 || holder === undefined ? [] : [{ nearness: near, holder }];
      });
      const key = `${role.agent.name} ${role.role}`;
      const expected = this.#opened.has(key) || this.#options.opensDerived(role.agent.name);
      const judged = judgeRole(role, candidates, expected, this.#options.processes);
      if (role.derived && judged.state === 'listening') this.#opened.add(key);
      return { ...role, ...judged };
    });
  }
}
