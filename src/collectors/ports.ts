import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import { type PortLimits, portFindings, rogueShown } from '../sockets/portFindings.js';
import { holderText, type PortView, portStates, type RoleView } from '../sockets/portView.js';

const ofMachine = ['machine'] as const;

const state = gauge(
  'fleet_agent_port_state',
  'What is the case with a port of the agent: 1 for the state that holds. A derived port that it need not open is unused.',
  ['machine', 'agent', 'role', 'state'],
);
const takenBy = gauge('fleet_agent_port_taken_info', 'Who has a port of the agent that is taken.', [
  'machine',
  'agent',
  'role',
  'port',
  'holder',
]);
const rogue = gauge(
  'fleet_port_rogue_listeners',
  'Ports of the range on which somebody listens and that nothing assigns.',
  ofMachine,
);
const rogueInfo = gauge('fleet_port_rogue_info', 'Who listens on a port that nothing assigns, for 20 of them.', [
  'machine',
  'port',
  'holder',
]);
const unseen = gauge(
  'fleet_port_unseen_listeners',
  'Listening sockets on ports of the fleet whose process may not be looked at: who has them is not known.',
  ofMachine,
);
const rangeSize = gauge('fleet_port_range_ports', 'Ports of the range that is meant for agents.', ofMachine);
const rangeUsed = gauge(
  'fleet_port_range_used_ports',
  'Ports of the range that are assigned, or on which somebody listens.',
  ofMachine,
);
const rangeBlock = gauge(
  'fleet_port_range_largest_free_ports',
  'Longest stretch of ports of the range that are free.',
  ofMachine,
);
const ephemeralSize = gauge(
  'fleet_ephemeral_ports',
  'Ports that the kernel gives to outgoing connections, as often as there are destinations.',
  ofMachine,
);
const ephemeralUsed = gauge(
  'fleet_ephemeral_used_ports',
  'Ports that connections to a destination use, for the ten that use most; `other` is the sum for all the rest.',
  ['machine', 'destination'],
);
const sockets = gauge(
  'fleet_sockets',
  'TCP sockets of the network namespace. Those that take both families count as IPv6.',
  ['machine', 'state', 'family'],
);

/** All that this collector exports. */
export const portsFamilies: readonly Family[] = [
  state,
  takenBy,
  rogue,
  rogueInfo,
  unseen,
  rangeSize,
  rangeUsed,
  rangeBlock,
  ephemeralSize,
  ephemeralUsed,
  sockets,
];

export interface PortsSource {
  readonly machine: string;
  look(): Promise<PortView>;
  limits(): PortLimits;
  /** Unix time in milliseconds. */
  now(): number;
}

/** Who listens on the ports of the fleet, and is there room for more? */
export function portsCollector(source: PortsSource): Collector {
  return {
    name: 'ports',
    risk: 'C',
    schedule: '*/20 * * * * *',
    // Far above what a look takes, for a machine under full load.
    deadlineSeconds: 10,
    families: portsFamilies,
    async collect({ page }) {
      const { machine } = source;
      const view = await source.look();
      for (const role of view.roles) {
        showRole(page, machine, role);
        await page.turn();
      }
      showMachine(page, machine, view);
      return portFindings(machine, view, source.limits(), source.now() / 1000);
    },
  };
}

function showRole(page: Page, machine: string, view: RoleView): void {
  const at = { machine, agent: view.agent.name, role: view.role };
  for (const name of portStates) page.set(state, { ...at, state: name }, view.state === name ? 1 : 0);
  const { holder, port } = view;
  if (holder !== undefined) page.set(takenBy, { ...at, port, holder: holderText(holder) }, 1);
}

function showMachine(page: Page, machine: string, view: PortView): void {
  page.set(rogue, { machine }, view.rogue.length);
  for (const { port, holder } of view.rogue.slice(0, rogueShown)) {
    page.set(rogueInfo, { machine, port, holder: holderText(holder) }, 1);
  }
  page.set(unseen, { machine }, view.unseen);
  page.set(rangeSize, { machine }, view.range.size);
  page.set(rangeUsed, { machine }, view.range.used);
  page.set(rangeBlock, { machine }, view.range.largestFree);
  const { size, destinations, otherPorts } = view.ephemeral;
  page.set(ephemeralSize, { machine }, size);
  for (const { destination, ports } of destinations) page.set(ephemeralUsed, { machine, destination }, ports);
  page.set(ephemeralUsed, { machine, destination: 'other' }, otherPorts);
  for (const { state: name, family, sockets: count } of view.states) {
    page.set(sockets, { machine, state: name, family: `ipv${family}` }, count);
  }
}
