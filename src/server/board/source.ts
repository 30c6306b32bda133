import type { MachineNeeds } from '../../audits/graph/view.js';
import type { PortRange } from '../../audits/settings.js';
import type { BookView } from '../../changes/book.js';
import type { CollectorStanding } from '../../exposition/exposition.js';
import type { Finding, Risk } from '../../finding.js';
import type { Agent } from '../../fleet/model.js';
import type { LastRun } from '../../gate/kept/lastRuns.js';
import type { Health } from '../../health/patient.js';
import type { LeakView } from '../../leakWatch/view.js';
import type { LogView } from '../../logs/view.js';
import type { PortView } from '../../sockets/portView.js';
import type { LogGrowth } from './growth.js';

/** What the exporter itself takes. */
export interface OwnLoad {
  readonly residentBytes: number;
  /** CPU time since the start, user and system. */
  readonly cpuSeconds: number;
}

/**
 * What the board shows: all of it lies in memory, so that no request waits for a file, a probe or a process. What nobody
 * has looked at yet is `undefined`.
 */
export interface BoardSource {
  readonly machine: string;
  readonly version: string;
  /** Unix time in milliseconds at which the exporter began. */
  readonly startedAt: number;
  /** Unix time in milliseconds. */
  now(): number;
  agents(): readonly Agent[];
  health(agent: string): Health;
  /** Everything that the collectors have found wrong. */
  findings(): readonly Finding[];
  /** Risks that were looked at as a whole: of the others it says nothing that nothing was found. */
  looked(): ReadonlySet<Risk>;
  collectors(): readonly CollectorStanding[];
  load(): OwnLoad;
  needs(): MachineNeeds | undefined;
  portRange(): PortRange;
  ports(): PortView | undefined;
  logs(): LogView | undefined;
  readonly growth: LogGrowth;
  leaks(): LeakView | undefined;
  changes(): BookView | undefined;
  gates(): readonly LastRun[] | undefined;
}
