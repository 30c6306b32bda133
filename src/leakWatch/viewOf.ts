import type { Finding } from '../finding.js';
import type { Surface } from '../leaks/model.js';
import type { Judged } from './acceptance/judge.js';
import type { LeakBook } from './book/book.js';
import type { LeakCount } from './book/model.js';
import type { Credentials } from './credentials.js';
import { noFileGaps } from './files/gaps.js';
import type { FileView } from './files/watch.js';
import type { ProcessSweep } from './processes/sweep.js';
import type { LeakView, LogFigures, ShownLeak, SurfaceView } from './view.js';

/** What a look at all surfaces came to. Times are Unix seconds. */
export interface Looked {
  readonly book: Pick<LeakBook, 'counts' | 'unlisted'>;
  readonly judged: Judged<ShownLeak>;
  readonly acceptanceFindings: readonly Finding[];
  readonly credentials: Credentials;
  readonly sweep: ProcessSweep;
  readonly sweptAt: number;
  readonly unreadEnvironments: ReadonlyMap<string, number>;
  /** What the last pass over files has shown; nothing before the first is complete. */
  readonly files: FileView | undefined;
  readonly logs: LogFigures;
  readonly notSaved: LeakView['notSaved'];
  readonly now: number;
}

/** Brings together what is known of all surfaces. */
export function viewOf(looked: Looked): LeakView {
  const { book, judged, sweep, files, logs, credentials, now } = looked;
  const counts = withoutAccepted(book.counts(), judged.accepted);
  const lookedAt = (surface: Surface): number => {
    if (surface === 'log') return logs.lookedAt;
    return surface === 'cmdline' || surface === 'environ' ? looked.sweptAt : (files?.passedAt ?? 0);
  };
  const surfaceView = (surface: Surface): SurfaceView => ({
    open: sumOf(counts.filter((count) => count.surface === surface)),
    accepted: judged.accepted.filter((leak) => leak.surface === surface).length,
    lookedAt: lookedAt(surface),
  });
  const { expired, unmatched, nextEnd } = judged;
  return {
    surfaces: {
      cmdline: surfaceView('cmdline'),
      environ: surfaceView('environ'),
      config: surfaceView('config'),
      code: surfaceView('code'),
      log: surfaceView('log'),
    },
    counts,
    credentials: credentials.count(judged.open, now),
    leaks: judged.open,
    unlisted: book.unlisted,
    acceptances: { expired, unmatched, nextEnd, findings: looked.acceptanceFindings },
    processes: {
      count: sweep.processes,
      commandLinesRead: sweep.commandLinesRead,
      environmentsRead: sweep.environmentsRead,
      unreadEnvironments: looked.unreadEnvironments,
    },
    files: {
      count: files?.files ?? 0,
      gaps: files?.gaps ?? noFileGaps,
      gapExamples: files?.gapExamples ?? [],
    },
    logs,
    notSaved: looked.notSaved,
  };
}

/** Accepted leaks are taken out of the exact counts one by one: what is not listed cannot be accepted. */
function withoutAccepted(counts: readonly LeakCount[], accepted: readonly ShownLeak[]): readonly LeakCount[] {
  const keyOf = ({ surface, rule, agent }: Pick<LeakCount, 'surface' | 'rule' | 'agent'>) =>
    `${surface} ${rule} ${agent ?? ''}`;
  const taken = new Map<string, number>();
  for (const leak of accepted) taken.set(keyOf(leak), (taken.get(keyOf(leak)) ?? 0) + 1);
  return counts.map((count) => ({ ...count, open: count.open - (taken.get(keyOf(count)) ?? 0) }));
}

function sumOf(counts: readonly LeakCount[]): number {
  return counts.reduce((sum, { open }) => sum + open, 0);
}
