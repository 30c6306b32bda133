import { sumDeleted } from '../../../logs/openFiles.js';
import type { BoardSource } from '../source.js';
import { timeOrNull } from './fleet.js';
import { type News, newsOf } from './news.js';

/** The logs of one agent; sizes in bytes on disk. */
export interface LogRow {
  readonly agent: string;
  readonly bytes: number;
  readonly files: number;
  /** Over the last ten minutes; null until the logs were looked at twice. */
  readonly bytesPerSecond: number | null;
  readonly lastWrite: number | null;
  readonly lastRotation: number | null;
  /** Files with several writers of which one does not append. */
  readonly races: number;
  readonly deletedBytes: number;
}

export interface LogPart {
  readonly news: News;
  readonly bytes: number;
  readonly files: number;
  readonly unownedBytes: number;
  /** The fastest first, then the largest. */
  readonly rows: readonly LogRow[];
}

/** What the agents write, as last looked at. */
export function logPart(source: Pick<BoardSource, 'logs' | 'growth' | 'collectors' | 'now'>): LogPart {
  const view = source.logs();
  const rates = source.growth.rates();
  const rows = (view?.agents ?? []).map(({ agent, tally, rotatedAt, races, deleted }): LogRow => {
    return {
      agent,
      bytes: tally.diskBytes,
      files: tally.files,
      bytesPerSecond: rates.get(agent) ?? null,
      lastWrite: timeOrNull(tally.lastWriteAt),
      lastRotation: timeOrNull(rotatedAt),
      races: races.length,
      deletedBytes: sumDeleted(deleted).diskBytes,
    };
  });
  return {
    news: newsOf(source, 'logs'),
    bytes: view?.tree.diskBytes ?? 0,
    files: view?.tree.files ?? 0,
    unownedBytes: view?.tree.unowned.diskBytes ?? 0,
    rows: rows.sort((a, b) => (b.bytesPerSecond ?? 0) - (a.bytesPerSecond ?? 0) || b.bytes - a.bytes),
  };
}
