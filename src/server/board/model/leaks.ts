import { formatPlace } from '../../../finding.js';
import { type Surface, surfaces } from '../../../leaks/model.js';
import { surfacesByHarm } from '../../../leakWatch/credentials.js';
import type { BoardSource } from '../source.js';
import { timeOrNull } from './fleet.js';
import { type News, newsOf } from './news.js';

/** A place that shows a credential. The value is known to nobody here. */
export interface LeakRow {
  readonly rule: string;
  readonly surface: Surface;
  readonly agent: string | null;
  /** `file:line:column`, or a process. */
  readonly place: string;
  /** Argument or variable. */
  readonly where: string | null;
  /** Equal for equal values on this machine. */
  readonly fingerprint: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export interface LeakPart {
  readonly news: News;
  /** Places that show a credential. */
  readonly open: number;
  readonly surfaces: readonly {
    readonly surface: Surface;
    readonly open: number;
    readonly accepted: number;
    readonly lookedAt: number | null;
  }[];
  /** The most harmful surface first. */
  readonly rows: readonly LeakRow[];
  /** Counted, and not listed. */
  readonly unlisted: number;
}

/** Where credentials show, as last looked at. */
export function leakPart(source: Pick<BoardSource, 'leaks' | 'collectors' | 'now'>): LeakPart {
  const view = source.leaks();
  const rows = (view?.leaks ?? []).map((leak): LeakRow => {
    const { rule, surface, agent = null, place, where = null, fingerprint, firstSeen, lastSeen } = leak;
    return { rule, surface, agent, place: formatPlace(place), where, fingerprint, firstSeen, lastSeen };
  });
  const ofSurfaces = surfaces.map((surface) => {
    const { open = 0, accepted = 0, lookedAt = 0 } = view?.surfaces[surface] ?? {};
    return { surface, open, accepted, lookedAt: timeOrNull(lookedAt) };
  });
  const harm = ({ surface }: LeakRow) => surfacesByHarm.indexOf(surface);
  return {
    news: newsOf(source, 'leaks'),
    open: ofSurfaces.reduce((sum, { open }) => sum + open, 0),
    surfaces: ofSurfaces,
    rows: rows.sort((a, b) => harm(a) - harm(b) || b.lastSeen - a.lastSeen),
    unlisted: view?.unlisted ?? 0,
  };
}
