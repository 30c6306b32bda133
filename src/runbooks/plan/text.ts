import { risks } from '../../finding.js';
import type { Downtime } from '../model.js';
import type { Standing } from '../standing/standing.js';
import type { Plan, Planned } from './model.js';

/** What a runbook asks of the fleet, in words. */
export const downtimeWords: Readonly<Record<Downtime, string>> = {
  none: 'nothing stops',
  restarts: 'agents restart one at a time',
  downtime: 'the fleet stops',
};

/** The plan for people. */
export function planText(plan: Plan): string {
  const { waves, done, standings } = plan;
  const rows = waves.flatMap((wave) => wave.map((planned) => rowOf(planned, plan)));
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const line = (planned: Planned) =>
    `  ${rowOf(planned, plan)
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}`;
  const parts = waves.map((wave, index) => [
    `Wave ${index + 1}${wave.length > 1 ? ', side by side' : ''}`,
    ...wave.map(line),
  ]);
  if (waves.length === 0) parts.push(['Nothing is left to do.']);
  if (done.length > 0) {
    parts.push(['Done: nothing is found any more', ...done.map(({ risk, id }) => `  ${risk}  ${id}`)]);
  }
  const unknown = risks.filter((risk) => standings[risk].kind === 'unknown');
  if (unknown.length > 0) {
    parts.push([`Nobody could look at ${unknown.join(', ')}: that is not the same as done. Is an exporter running?`]);
  }
  parts.push(closing(plan));
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function rowOf({ runbook, after, inTurnAfter, startHours }: Planned, { standings }: Plan): string[] {
  return [
    runbook.risk,
    runbook.id,
    afterWords(after, inTurnAfter),
    `${hours(runbook.effortHours)} from hour ${Number(startHours.toFixed(1))}`,
    downtimeWords[runbook.downtime],
    standingWords(standings[runbook.risk]),
  ];
}

/** What it waits for; what it only may not run beside stands behind. */
function afterWords(after: readonly string[], inTurnAfter: readonly string[]): string {
  const needed = after.length === 0 ? 'first' : `after ${after.join(', ')}`;
  return inTurnAfter.length === 0 ? needed : `${needed}; not beside ${inTurnAfter.join(', ')}`;
}

function standingWords(standing: Standing): string {
  switch (standing.kind) {
    case 'open':
      return `${standing.findings} open finding${standing.findings === 1 ? '' : 's'}`;
    case 'done':
      return 'done';
    case 'unknown':
      return 'not looked at';
  }
}

function closing({ waves, criticalPath, criticalHours, effortHours }: Plan): string[] {
  const open = waves.flat().map(({ runbook }) => runbook);
  if (open.length === 0) return ['Effort: none'];
  const asking = (downtime: Downtime) => open.filter((one) => one.downtime === downtime).map(({ risk }) => risk);
  const [restarts, stops] = [asking('restarts').sort(), asking('downtime').sort()];
  return [
    `Critical path: ${criticalPath.join(' -> ')}, ${hours(criticalHours)}`,
    `Effort: ${hours(effortHours)} of one person`,
    `Restarts, one agent at a time: ${restarts.length === 0 ? 'none' : restarts.join(', ')}`,
    `Downtime: ${stops.length === 0 ? 'none' : stops.join(', ')}`,
  ];
}

/** `4h`, `1.5h`. */
export function hours(count: number): string {
  return `${Number(count.toFixed(2))}h`;
}
