import type { Played } from './play.js';
import type { PlayedPhase } from './playCombination.js';
import type { PlayedFault } from './playFault.js';

type Row = readonly string[];

/** The outcome for people, as Markdown: one row a fault, one a phase of a combination, and each page that should not have come. */
export function outcomeTable({ faults, phases, nobodys, left, strangers, minutes }: Played): string {
  const notes = [
    ...faults.flatMap(({ fault, wrong, problem }) => notesOn(fault.id, [], wrong, problem)),
    ...phases.flatMap(({ combination, phase, missing, wrong, problem }) =>
      notesOn(`${combination.id}, ${phase.what}`, missing, wrong, problem),
    ),
    ...nobodys.map((page) => `of no fault: ${page}`),
    ...left.map((alert) => `still there long after its fault: ${alert}`),
  ];
  return [
    ...table(['fault', 'alert', 'to page', 'pages', 'wrong', 'to resolve'], faults.map(rowOf)),
    '',
    ...table(['combination', 'phase', 'brings', 'within', 'wrong'], phases.map(rowOfPhase)),
    '',
    `${faults.length} faults and ${phases.length} phases in ${minutes.toFixed(0)} minutes; wrong: ${notes.length}`,
    ...notes.map((note) => `- ${note}`),
    ...(strangers > 0
      ? [`- ${strangers} agents of other simulated fleets ran on this machine, and may have disturbed`]
      : []),
  ].join('\n');
}

function rowOf({ fault, secondsToPage, pages, wrong, secondsToResolve }: PlayedFault): Row {
  const alert = fault.expect === 'nothing' ? 'none' : `${fault.expect.alert} (${fault.expect.severity})`;
  return [fault.id, alert, seconds(secondsToPage), String(pages), String(wrong.length), seconds(secondsToResolve)];
}

function rowOfPhase({ combination, phase, seconds: last, wrong }: PlayedPhase): Row {
  const brings = phase.brings.length === 0 ? 'none' : phase.brings.join('; ');
  return [combination.id, phase.what, brings, seconds(last), String(wrong.length)];
}

function notesOn(what: string, missing: readonly string[], wrong: readonly string[], problem: string | undefined) {
  return [
    ...(problem === undefined ? [] : [`${what}: ${problem}`]),
    ...missing.map((notice) => `${what}: did not come in time: ${notice}`),
    ...wrong.map((notice) => `${what}: also ${notice}`),
  ];
}

/** A table as Markdown has them, its columns as wide as their widest cell. */
function table(heads: Row, rows: readonly Row[]): string[] {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function seconds(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(0)} s`;
}
