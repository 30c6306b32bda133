import { redacted } from '../redaction/redacted.js';
import type { Page } from './pager-page.js';

/** Longest text of one field on the terminal, in UTF-16 units; the kept page holds it whole. */
const LONGEST = 600;

/**
 * Characters that could forge a line or steer a terminal: C0, DEL and C1 controls (ECMA-48), line and paragraph separators,
 * Unicode's invisible and bidirectional format characters, and halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with each character that is no plain print replaced by U+FFFD, cut to what a terminal can take. */
export function printable(text: string): string {
  // Before it is cut: of half a credential nobody can tell what it was.
  const safe = redacted(text);
  const cut = safe.length > LONGEST ? `${safe.slice(0, LONGEST)}...` : safe;
  return cut.replaceAll(UNPRINTABLE, '\uFFFD');
}

/** A page in readable lines, without the last line end: what it is, since when, what it means, where to read on. */
export function renderPage(page: Page): string {
  const { labels, annotations } = page;
  const name = labels.alertname ?? 'an alert without a name';
  const head = [page.status.toUpperCase(), labels.severity ?? 'no-severity', name].map(printable).join(' ');
  const summary = annotations.summary ?? where(labels);
  const rows: [string, string | undefined][] = [
    ['since', page.startsAt],
    ['until', page.endsAt],
    ['detail', page.status === 'firing' ? annotations.description : undefined],
    ['runbook', annotations.runbook_url],
    ['see', annotations.dashboard],
  ];
  const lines = rows.flatMap(([title, text]) =>
    text === undefined || text === '' ? [] : [`  ${title.padEnd(8)}${printable(text)}`],
  );
  return [`${head}: ${printable(summary)}`, ...lines].join('\n');
}

function where(labels: Page['labels']): string {
  const rest = Object.entries(labels).filter(([name]) => name !== 'alertname' && name !== 'severity');
  return rest.map(([name, value]) => `${name}=${value}`).join(' ');
}
