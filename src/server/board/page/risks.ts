import type { RiskRow } from '../model/risks.js';
import { part, table, text, toned } from './markup.js';

/** The eight risks, and what is open of each. */
export function risks(rows: readonly RiskRow[]): string {
  const shown = rows.map(({ risk, name, standing, bySeverity, worst }) => ({
    cells: [
      `${risk}: ${text(name)}`,
      standingWord(standing),
      `${bySeverity.error} / ${bySeverity.warning} / ${bySeverity.info}`,
      worst === null
        ? 'none'
        : `<a href="/findings/${encodeURIComponent(worst.code)}">${text(worst.code)}</a> at ${text(worst.place)}: ${text(worst.message)}`,
    ] as const,
  }));
  const head = ['Risk', 'Standing', 'Errors / warnings / infos', 'Gravest finding'];
  const body = table({ caption: 'The eight risks on this machine', head, rows: shown });
  return part('risks', 'Risks', `${body}\n<p><a href="/findings">All findings</a>, with what to do about each.</p>`);
}

function standingWord(standing: RiskRow['standing']): string {
  switch (standing) {
    case 'open':
      return toned('warn', 'open');
    case 'none_found':
      return toned('good', 'nothing found');
    case 'unknown':
      return toned('dull', 'nobody has looked');
  }
}
