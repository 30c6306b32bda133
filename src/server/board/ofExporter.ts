import type { PortRange } from '../../audits/settings.js';
import type { Exposition } from '../../exposition/exposition.js';
import type { Risk } from '../../finding.js';
import type { Watchpost } from '../../watchpost.js';
import type { BoardLooks } from './looks.js';
import type { BoardSource } from './source.js';

/** What is known of a running exporter. */
export interface BoardSubjects {
  readonly version: string;
  readonly watchpost: Pick<Watchpost, 'name' | 'agents' | 'health'>;
  readonly looks: BoardLooks;
  readonly exposition: Pick<Exposition, 'findings' | 'standings'>;
  /** Risks that were looked at as a whole. */
  readonly looked: () => ReadonlySet<Risk>;
  /** Where the agents' ports should be. */
  readonly portRange: () => PortRange;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Changes go on between two scrapes, and whoever has no Prometheus is never scraped, in milliseconds. */
const renewAfter = 2000;

/** The board of an exporter. */
export function boardOfExporter(subjects: BoardSubjects): BoardSource {
  const { version, watchpost, looks, exposition, looked, portRange, now } = subjects;
  return {
    machine: watchpost.name,
    version,
    startedAt: now(),
    now,
    agents: () => watchpost.agents,
    health: (agent) => watchpost.health(agent),
    findings: () => exposition.findings,
    looked,
    collectors: () => exposition.standings,
    load: () => {
      const { user, system } = process.cpuUsage();
      return { residentBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1_000_000 };
    },
    needs: () => looks.audits.last?.needs,
    portRange,
    ports: () => looks.ports.last,
    logs: () => looks.logs.last,
    growth: looks.growth,
    leaks: () => looks.leaks.last,
    changes: () => looks.changes.recent(renewAfter, now()),
    gates: () => looks.gates.recent(renewAfter, now()),
  };
}
