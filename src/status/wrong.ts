import { isFailure } from '../health/verdict.js';
import type { Board } from '../server/board/model/board.js';

/** Whether a board shows something that somebody has to see to. */
export function isWrong({ fleet, risks, changes, journal, exporter }: Board): boolean {
  return (
    fleet.rows.some(({ verdict }) => isFailure(verdict)) ||
    risks.some(({ bySeverity }) => bySeverity.error > 0) ||
    changes.rows.some(({ state, rollback }) => state === 'rollback-failed' || rollback?.awaitsApproval === true) ||
    journal.isValid === false ||
    exporter.collectors.some(({ news }) => news.standing === 'failing' || news.standing === 'late')
  );
}
