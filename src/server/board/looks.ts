import type { AuditView } from '../../audits/watch.js';
import type { BookView } from '../../changes/book.js';
import type { LastRun } from '../../gate/kept/lastRuns.js';
import type { LeakView } from '../../leakWatch/view.js';
import type { LogView } from '../../logs/view.js';
import type { PortView } from '../../sockets/portView.js';
import type { ChangeDesk } from '../../triggers/changeDesk.js';
import type { Watchpost } from '../../watchpost.js';
import { LogGrowth } from './growth.js';
import { LastLook } from './lastLook.js';

/** Where the collectors look, as far as the board shows what they see. */
export interface Sights {
  audits(): Promise<AuditView>;
  ports(): Promise<PortView>;
  logs(): Promise<LogView>;
  leaks(): Promise<LeakView>;
  changes(): Promise<BookView>;
  gates(): Promise<readonly LastRun[]>;
}

/** The looks that the collectors take and the board remembers. */
export class BoardLooks {
  readonly audits: LastLook<AuditView>;
  readonly ports: LastLook<PortView>;
  readonly logs: LastLook<LogView>;
  readonly leaks: LastLook<LeakView>;
  readonly changes: LastLook<BookView>;
  readonly gates: LastLook<readonly LastRun[]>;
  readonly growth = new LogGrowth();

  /** `now` gives Unix time in milliseconds. */
  constructor(sights: Sights, now: () => number) {
    this.audits = new LastLook(() => sights.audits());
    this.ports = new LastLook(() => sights.ports());
    this.logs = new LastLook(async () => {
      const view = await sights.logs();
      this.growth.note(view, now());
      return view;
    });
    this.leaks = new LastLook(() => sights.leaks());
    this.changes = new LastLook(() => sights.changes());
    this.gates = new LastLook(() => sights.gates());
  }
}

/** Looks at what an exporter watches. `now` gives Unix time in milliseconds. */
export function boardLooks(
  { inspection, network, storage }: Pick<Watchpost, 'inspection' | 'network' | 'storage'>,
  desk: Pick<ChangeDesk, 'book' | 'gateRuns'>,
  now: () => number,
): BoardLooks {
  return new BoardLooks(
    {
      audits: () => inspection.audit(),
      ports: () => network.ports.look(),
      logs: () => storage.logs.look(),
      leaks: () => storage.leaks.look(),
      changes: () => desk.book.view(),
      gates: () => desk.gateRuns(),
    },
    now,
  );
}
