import { conditionText } from '../condition.js';
import { durationText } from '../duration.js';
import type { GateQuery } from '../model.js';
import type { ReplayedPoint } from '../replay/replay.js';
import type { GateRun, Measurement } from '../run.js';

/** The verdict and how it came about, as a table. */
export function runText(run: GateRun): string {
  const rows = run.queries.map(({ query, verdict, why, measurements }) => [
    `  ${query.id}`,
    verdict,
    conditionText(query.condition),
    measurements.at(-1)?.why ?? 'not measured',
    why,
  ]);
  const after = durationText((run.endedAt - run.begunAt) / 1000);
  const interrupted = run.interrupted ? ', interrupted' : '';
  return `${columns([['  query', 'verdict', 'condition', 'last', 'all'], ...rows])}\n${run.gate.id}: ${verdictText(run.verdict)} after ${after}${interrupted}\n`;
}

/** One measurement, as a line while the gate runs. */
export function measurementText(query: GateQuery, { at, measured, why }: Measurement): string {
  return `${new Date(at).toISOString()} ${query.id}: ${measured}, ${why}\n`;
}

/** Stretches of history with the same verdict for the same reason. */
export function replayText(gate: string, points: readonly ReplayedPoint[]): string {
  const stretches: { first: ReplayedPoint; last: ReplayedPoint; count: number }[] = [];
  for (const point of points) {
    const current = stretches.at(-1);
    if (current !== undefined && sameCourse(current.last, point)) {
      current.last = point;
      current.count++;
    } else {
      stretches.push({ first: point, last: point, count: 1 });
    }
  }
  const rows = stretches.map(({ first, last, count }) => [
    timeText(first.at),
    count === 1 ? '' : timeText(last.at),
    String(count),
    verdictText(first.verdict),
    reasonsText(first),
  ]);
  return `${gate}\n${columns([['from', 'to', 'points', 'verdict', 'because'], ...rows])}\n`;
}

function sameCourse(a: ReplayedPoint, b: ReplayedPoint): boolean {
  return a.verdict === b.verdict && a.queries.every(({ verdict }, index) => verdict === b.queries[index]?.verdict);
}

/** What decided: of a go that all passed, else each query that did not. */
function reasonsText({ queries }: ReplayedPoint): string {
  const others = queries.filter(({ verdict }) => verdict !== 'pass');
  if (others.length === 0) return 'all pass';
  return others.map(({ id, verdict, why }) => `${id}: ${verdict}, ${why}`).join('; ');
}

function verdictText(verdict: GateRun['verdict']): string {
  return verdict === 'rollback' ? 'roll back' : verdict;
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
