import type { BoardSource } from '../source.js';
import { type News, newsFrom } from './news.js';

export interface CollectorRow {
  readonly name: string;
  readonly news: News;
  readonly periodSeconds: number;
  readonly runsWithScrapes: boolean;
  readonly durationSeconds: number;
  readonly skipped: number;
}

/** How fleetwatch itself fares. */
export interface ExporterPart {
  readonly machine: string;
  readonly version: string;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  /** Failing and late ones first. */
  readonly collectors: readonly CollectorRow[];
}

export function exporterPart(source: BoardSource): ExporterPart {
  const now = source.now();
  const collectors = source.collectors().map((collector): CollectorRow => {
    const { name, periodSeconds, runsWithScrapes, durationSeconds, skipped } = collector;
    return { name, news: newsFrom(collector, now), periodSeconds, runsWithScrapes, durationSeconds, skipped };
  });
  const isWell = ({ news }: CollectorRow) => news.standing === 'current';
  return {
    machine: source.machine,
    version: source.version,
    startedAt: source.startedAt / 1000,
    ...source.load(),
    collectors: collectors.sort((a, b) => Number(isWell(a)) - Number(isWell(b))),
  };
}
