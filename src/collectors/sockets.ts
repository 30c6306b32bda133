import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import type { Agent } from '../fleet/model.js';
import { socketFindings } from '../sockets/socketFindings.js';
import { type AgentSockets, agentSocketStates, type SocketView } from '../sockets/socketView.js';
import { hangCauses } from '../sockets/unanswered.js';

const ofAgent = ['machine', 'agent'] as const;

const sockets = gauge('fleet_agent_sockets', 'TCP sockets of the agent and its workers, by state.', [
  'machine',
  'agent',
  'state',
]);
const hanging = gauge(
  'fleet_agent_sockets_hanging',
  'Connections of the agent that get no answer, at two looks in a row; accept_queue are those to an agent that accepts none.',
  ['machine', 'agent', 'cause'],
);
const hangingSince = gauge(
  'fleet_agent_sockets_hanging_since_timestamp_seconds',
  'Unix time at which the agent was first seen to wait for the destination it has waited for longest, 0 if for none.',
  ofAgent,
);
const queue = gauge(
  'fleet_agent_accept_queue_connections',
  'Connections that wait for the agent to accept them, at the listener with most.',
  ofAgent,
);
const stalled = gauge(
  'fleet_agent_accept_queue_stalled',
  'Whether such a queue has not become shorter since the look before.',
  ofAgent,
);
const unseen = gauge(
  'fleet_agent_sockets_unseen_processes',
  'Processes of agents whose sockets may not be looked at: theirs are missing.',
  ['machine'],
);
const overflows = counter(
  'fleet_listen_overflows_total',
  'Connections that met a full accept queue, of any process of the network namespace.',
  ['machine'],
);
const drops = counter(
  'fleet_listen_drops_total',
  'Connections that were dropped on their way into an accept queue, of any process of the network namespace.',
  ['machine'],
);

/** All that this collector exports. */
export const socketsFamilies: readonly Family[] = [
  sockets,
  hanging,
  hangingSince,
  queue,
  stalled,
  unseen,
  overflows,
  drops,
];

export interface SocketsSource {
  readonly machine: string;
  agents(): readonly Agent[];
  look(): Promise<SocketView>;
}

/** What do the agents' connections wait for? */
export function socketsCollector(source: SocketsSource): Collector {
  return {
    name: 'sockets',
    risk: 'B',
    schedule: '*/20 * * * * *',
    // Far above what a look takes, for a machine under full load.
    deadlineSeconds: 10,
    families: socketsFamilies,
    async collect({ page }) {
      const { machine } = source;
      const view = await source.look();
      for (const agent of view.agents) {
        showAgent(page, machine, agent);
        await page.turn();
      }
      page.set(unseen, { machine }, view.unseenProcesses);
      if (view.listen !== undefined) {
        page.set(overflows, { machine }, view.listen.overflows);
        page.set(drops, { machine }, view.listen.drops);
      }
      return socketFindings(machine, view, source.agents());
    },
  };
}

function showAgent(page: Page, machine: string, { agent, states, hangs, queues }: AgentSockets): void {
  const at = { machine, agent };
  for (const state of agentSocketStates) page.set(sockets, { ...at, state }, states[state]);
  for (const cause of hangCauses) {
    const own = hangs.filter((hang) => hang.cause === cause);
    page.set(
      hanging,
      { ...at, cause },
      own.reduce((sum, hang) => sum + hang.sockets, 0),
    );
  }
  page.set(hangingSince, at, hangs.length === 0 ? 0 : Math.min(...hangs.map(({ since }) => since)));
  page.set(queue, at, queues[0]?.connections ?? 0);
  page.set(stalled, at, queues.some(({ stalledLooks }) => stalledLooks > 0) ? 1 : 0);
}
