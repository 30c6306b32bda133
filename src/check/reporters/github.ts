import type { Finding, Severity } from '../../finding.js';
import type { Printed } from './printed.js';

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub Actions: each finding becomes an annotation at its place. */
export function githubReport({ findings, closing }: Printed): string {
  return `${[...findings.map(command), closing].join('\n')}\n`;
}

function command({ severity, place, code, risk, message, remedy }: Finding): string {
  const where =
    place.kind === 'file' ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : [];
  const properties = [...where, `title=${property(`${code} (risk ${risk})`)}`];
  return `::${commands[severity]} ${properties.join(',')}::${data(`${message}\n${remedy}`)}`;
}

/** Escapes as the runner undoes it (actions/toolkit, `command.ts`): `%` first, then the ends of lines. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property also what separates properties and ends them. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
