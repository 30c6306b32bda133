import type { Outcome } from './play.js';

/** Outcomes as a table of Markdown. */
export function partitionTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, told, after, recovered, converged, resolved, events, buffer }) => [
    name,
    said(told.alpha, after.alpha),
    said(told.beta, after.beta),
    resolved ? 'yes' : 'no',
    seconds(recovered),
    seconds(converged),
    `${events.sent}`,
    `${events.lost} / ${events.doubled} / ${events.disordered}`,
    seconds(events.replayed),
    `${(buffer.bytes / 1024).toFixed(0)} of ${(buffer.bound / 1024).toFixed(0)} KiB`,
  ]);
  const head = [
    ...['fault', 'told on alpha', 'told on beta', 'resolved', 'all well after', 'silence on both after'],
    ...['events', 'lost / doubled / out of order', 'replayed after', 'buffer at most'],
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function said(told: readonly string[], after: number | undefined): string {
  if (told.length === 0 || after === undefined) return 'nothing';
  const times = [...new Set(told)].map((what) => {
    const count = told.filter((one) => one === what).length;
    return count === 1 ? what : `${what} ×${count}`;
  });
  return `${times.join(', ')}, after ${Math.round(after)} s`;
}

function seconds(value: number | undefined): string {
  return value === undefined ? 'not in time' : `${Math.round(value)} s`;
}
