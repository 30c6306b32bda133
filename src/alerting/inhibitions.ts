import { is, isNot, like, unlike } from './matchers.js';
import type { Inhibition } from './model.js';

/** Alerts that an agent does not do its work, each of which is told by itself. */
const failures = 'FleetAgent(Down|Hung|Imposter|Invalid|Unhealthy)';

/** What is only to be expected of an agent that fails. */
const lesser =
  'FleetAgent(AdoptedSilent|BudgetBurn|Degraded|Flapping|Restarting|Slow|Unknown|Unverified|Zombies)|FleetAcceptQueueGrowing|FleetLogSilent|FleetPort(Silent|Taken)|FleetSockets(Hanging|Unclosed)';

/** All that one fleetwatch says of its machine. */
const ofMachine =
  'Fleet(Accept|Adoption|Agent|Audit|Budget|Bus|ChangeOverdue|Collector|Coverage|Dependency|Disk|Ephemeral|Hub|Journal|Leak|Listen|Log|MachineSlow|Nats|Port|Process|RestartStorm|Script|Settings|Sockets|Startup|Verdicts).*|FleetConfig(Disagreement|Findings)|FleetRollback(SwitchedOff|Waiting)';

/** What is said of the servers that watch, on a machine that cannot be reached. */
const ofServers = 'Fleet(Alertmanager|Exporter|Prometheus)Down';

/**
 * No change excuses a credential that everybody can read, or that is kept. Escalations are muted by what they escalate, and
 * what speaks of changes is told always.
 */
const neverExcused = 'FleetChange.*|FleetEscalation|FleetLeak(CommandLine|Log)|FleetRollback.*';

/** Whether targets may be critical, and so climb the ladder. */
type Rule = Inhibition & { readonly climbs?: true };

/** A source mutes a target where both are equal in these labels; a label that both lack counts as equal. */
const rules: readonly Rule[] = [
  {
    climbs: true,
    why: 'A machine that cannot be asked is one fault: what was known of it before is old news.',
    source_matchers: [is('alertname', 'FleetExporterDown')],
    target_matchers: [like('alertname', ofMachine)],
    equal: ['machine'],
  },
  {
    climbs: true,
    why: 'And so is one that lies beyond a link in trouble: its own side watches it on.',
    source_matchers: [is('alertname', 'FleetMachineUnseen')],
    target_matchers: [like('alertname', `${ofMachine}|${ofServers}`)],
    equal: ['machine'],
  },
  {
    climbs: true,
    why: 'So is an agent that does not do its work: how it restarts, listens and leaves connections behind belongs to that.',
    source_matchers: [like('alertname', failures)],
    target_matchers: [like('alertname', lesser)],
    equal: ['machine', 'agent'],
  },
  {
    climbs: true,
    why: 'And one that nobody reaches where it should be.',
    source_matchers: [is('alertname', 'FleetAgentPortDrift'), is('severity', 'critical')],
    target_matchers: [like('alertname', lesser)],
    equal: ['machine', 'agent'],
  },
  {
    climbs: true,
    why: 'An agent that is being changed, as was said beforehand: what harms it is told of as the rollback of the change.',
    source_matchers: [is('alertname', 'FleetChangeUnderWay')],
    target_matchers: [unlike('alertname', neverExcused), isNot('action', 'rollback'), isNot('agent', '')],
    equal: ['machine', 'agent'],
  },
  {
    why: 'Of an alert that comes in two severities, the graver one is told.',
    source_matchers: [like('alertname', 'Fleet.+'), is('severity', 'critical')],
    target_matchers: [is('severity', 'warning')],
    equal: ['alertname', 'machine', 'agent', 'mountpoint', 'role', 'peer', 'link'],
  },
  {
    climbs: true,
    why: 'Agents that write to a disk that does not answer hang with it, and of what lies on it nothing is known.',
    source_matchers: [is('alertname', 'FleetDiskUnresponsive')],
    target_matchers: [like('alertname', 'FleetAgentHung|FleetLeakBlind|FleetLog.*')],
    equal: ['machine'],
  },
  {
    why: 'Nor do those work whose task it is to read it.',
    source_matchers: [is('alertname', 'FleetDiskUnresponsive')],
    target_matchers: [
      like('alertname', 'FleetCollector(Failing|Stale)'),
      like('collector', 'adoption|audits|drift|filesystems|leaks|logs'),
    ],
    equal: ['machine'],
  },
  {
    why: 'A disk that takes nothing more is the reason for whatever is wrong with the logs on it.',
    source_matchers: [like('alertname', 'FleetDisk(Filling|InodesFilling|ReadOnly)'), is('severity', 'critical')],
    target_matchers: [like('alertname', 'FleetLog.*')],
    equal: ['machine'],
  },
  {
    why: 'A collector that does not run explains what nobody looks at.',
    source_matchers: [like('alertname', 'FleetCollector(Failing|Stale)'), is('collector', 'health')],
    target_matchers: [is('alertname', 'FleetAgentUnknown')],
    equal: ['machine'],
  },
  {
    source_matchers: [like('alertname', 'FleetCollector(Failing|Stale)'), is('collector', 'leaks')],
    target_matchers: [is('alertname', 'FleetLeakBlind')],
    equal: ['machine'],
  },
  {
    why: 'What goes over a link that is down waits for it.',
    source_matchers: [like('alertname', 'FleetLink(Down|OneWay)'), is('severity', 'critical')],
    target_matchers: [
      like('alertname', 'FleetBus(BacklogGrowing|HeartbeatMissing|SinkDown)|FleetHubLagging|FleetNatsSourceLagging'),
    ],
    equal: ['machine'],
  },
  {
    why: 'So does what the servers of all machines have in common, or only one of them.',
    source_matchers: [like('alertname', 'FleetLink(Down|OneWay)|FleetMachineDown'), is('severity', 'critical')],
    target_matchers: [like('alertname', 'FleetMeshIncomplete|FleetNatsLeafDown|FleetStoreUnreachable')],
    equal: [],
  },
  {
    why: 'A nats-server that does not carry the bus is why events of its machine wait for it.',
    source_matchers: [like('alertname', 'FleetNats(Down|StorageFilling|StreamMissing|Unhealthy)')],
    target_matchers: [like('alertname', 'FleetBus(BacklogGrowing|SinkDown)'), is('sink', 'nats')],
    equal: ['machine'],
  },
  {
    why: 'Two processes of one agent write into one log.',
    source_matchers: [is('alertname', 'FleetAgentDuplicate')],
    target_matchers: [is('alertname', 'FleetLogRace')],
    equal: ['machine', 'agent'],
  },
  {
    why: 'A credential that everybody on the machine can read is told once, for its worst place.',
    source_matchers: [is('alertname', 'FleetLeakCommandLine')],
    target_matchers: [like('alertname', 'FleetLeak(Environment|File)')],
    equal: ['machine', 'agent', 'rule'],
  },
];

/** All inhibitions. */
export function inhibitions(): Inhibition[] {
  const own = rules.map(({ climbs: _, ...rule }) => rule);
  const climbing = rules.filter(({ climbs }) => climbs).map(ofEscalation);
  return [...own, ...climbing.map((rule, index) => (index === 0 ? { why: escalationReason, ...rule } : rule))];
}

const escalationReason = 'Whoever does not hear of an alert does not hear of its escalation either.';

/** The same for the escalations of the targets, which have their machine and agent, and their name in a label. */
function ofEscalation({ source_matchers, target_matchers, equal }: Rule): Inhibition {
  const escalated = target_matchers.map((target) => target.replace('alertname', 'escalated_alert'));
  return { source_matchers, target_matchers: [is('alertname', 'FleetEscalation'), ...escalated], equal };
}
