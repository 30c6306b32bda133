import { readFile } from 'node:fs/promises';
import { journalFile } from './acknowledgements/journal.js';
import { AcknowledgementWatch } from './acknowledgements/watch.js';
import type { Bus } from './bus/bus.js';
import { acknowledgementsCollector } from './collectors/acknowledgements.js';
import { adoptionCollector } from './collectors/adoption.js';
import { auditsCollector } from './collectors/audits.js';
import { busCollector } from './collectors/bus.js';
import { type BusReceptionSource, busReceptionCollector } from './collectors/busReception.js';
import { changesCollector } from './collectors/changes.js';
import { discoveryCollector } from './collectors/discovery.js';
import { driftCollector } from './collectors/drift.js';
import { filesystemsCollector } from './collectors/filesystems.js';
import { fleetCollector } from './collectors/fleet.js';
import { gatesCollector } from './collectors/gates.js';
import { healthCollector } from './collectors/health.js';
import { hubsCollector } from './collectors/hubs.js';
import { leaksCollector } from './collectors/leaks.js';
import { logsCollector } from './collectors/logs.js';
import { machineCollector } from './collectors/machine.js';
import { natsCollector } from './collectors/nats.js';
import { peersCollector } from './collectors/peers.js';
import { portsCollector } from './collectors/ports.js';
import { processDriftCollector } from './collectors/processDrift.js';
import { processesCollector } from './collectors/processes.js';
import { readyKeysCollector } from './collectors/readyKeys.js';
import { risksCollector } from './collectors/risks.js';
import { socketsCollector } from './collectors/sockets.js';
import { isCronExpression } from './cron.js';
import type { Collector } from './exposition/collector.js';
import type { Finding } from './finding.js';
import type { FirstPasses } from './firstPasses.js';
import { hubFindings } from './hubs/findings.js';
import type { HubWatch } from './hubs/watch.js';
import { leakRules } from './leaks/scanner.js';
import type { LeakView } from './leakWatch/view.js';
import { NatsWatch } from './nats/watch.js';
import type { PeerWatch } from './peers/watch.js';
import { phase0Of } from './phase0.js';
import { lookedBy } from './runbooks/standing/telling.js';
import type { BoardLooks } from './server/board/looks.js';
import type { Settings } from './settings.js';
import { type MachineFacts, readMachineFacts } from './system/machineFacts.js';
import type { ChangeDesk } from './triggers/changeDesk.js';
import type { Watchpost } from './watchpost.js';

/** What all collectors together have found out, as of the last run of each. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** Names of the collectors whose last run was good. */
  readonly succeeded: ReadonlySet<string>;
}

/** Where the collectors of an exporter look. */
export interface Subjects {
  readonly watchpost: Watchpost;
  readonly desk: Pick<ChangeDesk, 'book' | 'tally'>;
  readonly looks: BoardLooks;
  readonly peers: Pick<PeerWatch, 'look'>;
  /** Nothing where the settings name no bus. */
  readonly bus?: Bus | undefined;
  /** Nothing where this machine has no hub. */
  readonly hub?: Pick<HubWatch, 'look'> | undefined;
  /** Nothing where no events are received here. */
  readonly reception?: BusReceptionSource | undefined;
  readonly passed: FirstPasses;
  readonly outcome: () => Outcome;
}

/** All collectors of an exporter, with what the settings say of them. `facts` tells what the machine is. */
export async function collectorsOf(
  { watchpost, desk, looks, peers, bus, hub, reception, passed, outcome }: Subjects,
  settings: Settings,
  facts: () => Promise<MachineFacts> = readMachineFacts,
): Promise<Collector[]> {
  const machine = watchpost.name;
  const agents = () => watchpost.agents;
  const acknowledgements = new AcknowledgementWatch(journalFile(settings.stateDirectory), machine, Date.now);
  const phase0 = await phase0Of(settings, desk.book);
  const rules = new Map(leakRules.map((rule) => [rule.id, rule]));
  const collectors = [
    fleetCollector({
      machine,
      revision: () => watchpost.revision,
      current: () => ({ ...watchpost.current, healthChecks: watchpost.healthChecks }),
      findings: () => watchpost.findings,
    }),
    healthCollector({
      machine,
      agents,
      health: (agent) => watchpost.health(agent),
      skipped: () => watchpost.skippedProbes,
      scraped: (agent) => watchpost.isScraped(agent),
      durations: watchpost.durations,
    }),
    processesCollector({ machine, scan: () => watchpost.scanProcesses(), gaps: () => watchpost.processGaps }),
    processDriftCollector({ machine, look: () => watchpost.processDrift() }),
    auditsCollector({ machine, look: () => looks.audits.look() }),
    driftCollector({ machine, look: () => watchpost.inspection.drift() }),
    adoptionCollector({
      machine,
      agents,
      health: (agent) => watchpost.health(agent),
      look: async () => passed.note('D', await watchpost.inspection.adoption(), ({ readAt }) => readAt > 0),
    }),
    acknowledgementsCollector({ machine, look: () => acknowledgements.look() }),
    machineCollector({ machine, facts }),
    discoveryCollector({ machine, find: (signal) => watchpost.findEndpoints(signal) }),
    logsCollector({
      machine,
      look: async () => passed.note('E', await looks.logs.look(), ({ tree }) => tree.passedAt > 0),
      limits: () => settings.logs,
      now: Date.now,
    }),
    portsCollector({
      machine,
      look: () => looks.ports.look(),
      limits: () => ({
        places: watchpost.current.places,
        startPeriodSeconds: watchpost.healthChecks.startPeriodSeconds,
        startedAt: (agent) => watchpost.startedAt(agent),
      }),
      now: Date.now,
    }),
    socketsCollector({ machine, agents, look: () => watchpost.network.sockets.look() }),
    leaksCollector({
      machine,
      agents: () => watchpost.agents.map(({ name }) => name),
      look: async () => {
        // The tail learns of files from the walk over the logs, which their own collector does where it is on.
        if (settings.collectors.logs?.enabled === false) await looks.logs.look();
        return passed.note('H', await looks.leaks.look(), isLookedThrough);
      },
      rules: (id) => rules.get(id),
    }),
    filesystemsCollector({ machine, look: () => watchpost.storage.fileSystems.look() }),
    ...(await readyKeys(watchpost, settings)),
    changesCollector({ machine, view: () => looks.changes.look(), tally: desk.tally, now: Date.now }),
    peersCollector({ machine, look: () => peers.look(), slowSeconds: settings.peers.slowSeconds }),
    gatesCollector({ machine, runs: () => looks.gates.look(), now: Date.now }),
    ...(bus === undefined ? [] : [busCollector({ machine, bus, now: Date.now })]),
    ...hubs(hub, settings),
    ...nats(settings),
    ...(reception === undefined ? [] : [busReceptionCollector(reception)]),
    risksCollector({
      machine,
      findings: () => outcome().findings,
      looked: () => passed.of(lookedBy(outcome().succeeded)),
      changes: () => desk.book.changes(),
      criteria: (today) => phase0.look(today),
    }),
  ];
  return collectors.flatMap((collector) => configured(collector, settings));
}

/** Whether every surface was looked through once. */
function isLookedThrough({ surfaces }: LeakView): boolean {
  return Object.values(surfaces).every(({ lookedAt }) => lookedAt > 0);
}

/** Looks after hubs only where the settings name some; the machine itself need not have one. */
function hubs(
  hub: Pick<HubWatch, 'look'> | undefined,
  { machine: { name }, hubs: named, file }: Settings,
): Collector[] {
  if (named === undefined) return [];
  return [
    hubsCollector({
      machine: name,
      configured: named.servers.length,
      look: async () => hub?.look(),
      findings: (view) => hubFindings(name, named, view, file),
    }),
  ];
}

/** Asks the nats-servers of this machine, where the settings name some. */
function nats({ machine: { name }, nats: named }: Settings): Collector[] {
  const own = named?.servers.filter(({ machine }) => machine === name) ?? [];
  if (own.length === 0) return [];
  const watch = new NatsWatch(own, Date.now);
  return [natsCollector({ machine: name, look: (signal) => watch.look(signal) })];
}

/** Asks Redis only where the settings name one. */
async function readyKeys(watchpost: Watchpost, { health }: Settings): Promise<Collector[]> {
  const { redis } = health;
  if (redis === undefined) return [];
  const password = redis.passwordFile === undefined ? undefined : (await readFile(redis.passwordFile, 'utf8')).trim();
  // Loaded only where it is used: the client takes 4 MB.
  const { ReadyKeys } = await import('./probes/redis.js');
  const keys = new ReadyKeys({ url: redis.url, timeoutMs: 5000, ...(password === undefined ? {} : { password }) });
  return [
    readyKeysCollector({
      machine: watchpost.name,
      agents: () => watchpost.agents,
      read: async (names) => {
        const answer = await keys.read(names);
        return answer.kind === 'read' ? answer.agents : undefined;
      },
    }),
  ];
}

function configured(collector: Collector, { collectors }: Settings): Collector[] {
  const said = collectors[collector.name];
  if (said?.enabled === false) return [];
  const wanted = said?.schedule ?? '';
  const schedule = collector.schedule !== 'scrape' && isCronExpression(wanted) ? wanted : collector.schedule;
  return [{ ...collector, schedule, deadlineSeconds: said?.deadline_seconds ?? collector.deadlineSeconds }];
}
