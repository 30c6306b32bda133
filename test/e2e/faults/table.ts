import type { Played, PlayedAll } from './play.js';

const heads = ['fault', 'alert', 'to page', 'pages', 'wrong', 'to resolve'] as const;

/** The outcome as a table for people, one row a fault, and below it each page that should not have come. */
export function outcomeTable({ faults, nobodys }: PlayedAll): string {
  const rows = [heads, ...faults.map(rowOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = faults.flatMap(({ fault, wrong, problem }) => [
    ...(problem === undefined ? [] : [`${fault.id}: ${problem}`]),
    ...wrong.map((page) => `${fault.id}: also ${page}`),
  ]);
  return [...lines, ...notes, ...nobodys.map((page) => `of no fault: ${page}`)].join('\n');
}

function rowOf({ fault, secondsToPage, pages, wrong, secondsToResolve }: Played): readonly string[] {
  const alert = fault.expect === 'nothing' ? '-' : fault.expect.alert;
  return [fault.id, alert, seconds(secondsToPage), String(pages), String(wrong.length), seconds(secondsToResolve)];
}

function seconds(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(0)} s`;
}
