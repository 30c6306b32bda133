import type { CollectorRow, ExporterPart } from '../model/exporter.js';
import type { NewsStanding } from '../model/news.js';
import { part, type Tone, table, text, toned } from './markup.js';
import { bytes, duration, time } from './wording.js';

const tones: Readonly<Record<NewsStanding, Tone>> = {
  current: 'good',
  late: 'bad',
  failing: 'bad',
  none: 'dull',
  off: 'dull',
};
const words: Readonly<Record<NewsStanding, string>> = {
  current: 'works',
  late: 'late',
  failing: 'failing',
  none: 'has not run yet',
  off: 'off',
};

/** How fleetwatch itself fares, and each of those who look. */
export function exporter(seen: ExporterPart, now: number): string {
  const { version, startedAt, residentBytes, cpuSeconds, collectors } = seen;
  const works = collectors.filter(({ news }) => news.standing === 'current').length;
  const share = cpuSeconds / Math.max(now - startedAt, 1);
  const sum = `<p>fleetwatch ${text(version)}, running since ${time(startedAt, now)}, takes ${megabytes(residentBytes)} of memory and ${(share * 100).toFixed(0)} % of a CPU core. ${toned(works === collectors.length ? 'good' : 'bad', `${works} of ${collectors.length} collectors work`)}.</p>`;
  const head = ['Collector', 'Standing', 'Runs', 'Trouble'];
  const body = table({ caption: 'Those who look, failing ones first', head, rows: collectors.map(row) });
  return part('exporter', 'fleetwatch itself', `${sum}\n${body}`);
}

/** To tens: the figure changes with every breath, and the page should not. */
function megabytes(count: number): string {
  const tens = 10 * 1024 * 1024;
  return bytes(Math.round(count / tens) * tens);
}

function row({ name, news, runsWithScrapes, periodSeconds }: CollectorRow) {
  const beat = runsWithScrapes ? 'when scraped' : `every ${duration(periodSeconds)}`;
  return {
    cells: [text(name), toned(tones[news.standing], words[news.standing]), beat, text(news.why ?? 'none')] as const,
  };
}
