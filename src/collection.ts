import { readFile } from 'node:fs/promises';
import { discoveryCollector } from './collectors/discovery.js';
import { filesystemsCollector } from './collectors/filesystems.js';
import { fleetCollector } from './collectors/fleet.js';
import { healthCollector } from './collectors/health.js';
import { logsCollector } from './collectors/logs.js';
import { machineCollector } from './collectors/machine.js';
import { processesCollector } from './collectors/processes.js';
import { readyKeysCollector } from './collectors/readyKeys.js';
import { isCronExpression } from './cron.js';
import type { Collector } from './exposition/collector.js';
import type { Settings } from './settings.js';
import { type MachineFacts, readMachineFacts } from './system/machineFacts.js';
import type { Watchpost } from './watchpost.js';

/** All collectors of a watchpost, with what the settings say of them. `facts` tells what the machine is. */
export async function collectorsOf(
  watchpost: Watchpost,
  settings: Settings,
  facts: () => Promise<MachineFacts> = readMachineFacts,
): Promise<Collector[]> {
  const machine = watchpost.name;
  const agents = () => watchpost.agents;
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
    machineCollector({ machine, facts }),
    discoveryCollector({ machine, find: (signal) => watchpost.findEndpoints(signal) }),
    logsCollector({
      machine,
      look: () => watchpost.storage.logs.look(),
      limits: () => settings.logs,
      now: Date.now,
    }),
    filesystemsCollector({ machine, look: () => watchpost.storage.fileSystems.look() }),
    ...(await readyKeys(watchpost, settings)),
  ];
  return collectors.flatMap((collector) => configured(collector, settings));
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
