import type { AuditTable } from '../../audits/audit.js';
import { formatFindings } from '../../document/report.js';
import type { Printed } from './printed.js';

/** For people: all findings, the figures of the audits, one line that sums up. */
export function textReport({ findings, tables, closing }: Printed): string {
  const parts = [formatFindings(findings), formatTables(tables), closing];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Tables below each other, all columns but the last padded to the same width. */
function formatTables(tables: readonly AuditTable[]): string {
  const rows = tables.flatMap(({ title, rows }) => rows.map((row, index) => [index === 0 ? title : '', ...row]));
  const widths = rows.reduce<number[]>(
    (widest, row) => row.slice(0, -1).map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
