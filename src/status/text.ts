import { counted } from '../document/wording.js';
import { isFailure, type Verdict } from '../health/verdict.js';
import type { Board } from '../server/board/model/board.js';
import type { ChangeRow } from '../server/board/model/changes.js';
import type { AgentRow } from '../server/board/model/fleet.js';
import type { RiskRow } from '../server/board/model/risks.js';
import { bytes, duration } from '../server/board/page/wording.js';
import { drawn, type Line, line, type Screen, type Tone } from './line.js';
import type { Look } from './look.js';

/** Lines of one list; what is beyond is counted. */
const shownRows = 8;
/** Names that a line bears before it is cut. */
const shownNames = 6;

function toneOf(verdict: Verdict): Tone {
  if (isFailure(verdict)) return 'bad';
  return verdict === 'healthy' ? 'good' : 'warn';
}

/** What an exporter said, as a terminal shows it; each line ends with a line feed. */
export function lookText(look: Look, screen: Screen): string {
  const lines = look.kind === 'board' ? boardLines(look.board) : silentLines(look.url, look.reason);
  return lines.map((one) => `${drawn(one, screen)}\n`).join('');
}

function silentLines(url: string, reason: string): Line[] {
  return [line(0, url, 'bad', `does not answer: ${reason}`)];
}

function boardLines(board: Board): Line[] {
  return [
    headline(board),
    ...causeLines(board),
    ...followerLines(board),
    ...unprovenLines(board),
    findingLine(board.risks),
    ...worstLines(board.risks),
    ...board.changes.rows.filter(isUnderWay).flatMap((row) => changeLines(row, board.at)),
    ...journalLines(board),
    leakLine(board),
    exporterLine(board),
    ...collectorLines(board),
  ];
}

function headline({ machine, fleet }: Board): Line {
  const { agents, up, covered } = fleet;
  const known = covered === agents ? '' : `, health of ${agents - covered} not known`;
  const fails = fleet.rows.some(({ verdict }) => isFailure(verdict));
  return line(
    0,
    machine,
    fails ? 'bad' : up === agents ? 'good' : 'warn',
    `${up} of ${counted(agents, 'agent')} up${known}`,
  );
}

/** Where to begin: failing agents that no other failing one explains. */
function causeLines({ fleet, at }: Board): Line[] {
  const lines = fleet.causes.map(({ agent, verdict, reason, since, followers }) => {
    const blocked = followers.length === 0 ? '' : `, ${counted(followers.length, 'agent')} with it`;
    const age = since === null ? 'from the start' : `for ${duration(at - since)}`;
    return line(2, `${agent} ${verdict}`, toneOf(verdict), `${age}${blocked}: ${reason}`);
  });
  return shortened(lines, 'more causes');
}

function followerLines({ fleet }: Board): Line[] {
  const failing = fleet.rows.filter(({ verdict, followsFrom }) => isFailure(verdict) && followsFrom.length > 0);
  return failing.length === 0 ? [] : [line(2, 'with them', 'bad', names(failing))];
}

function unprovenLines({ fleet }: Board): Line[] {
  return (['degraded', 'unverified', 'unknown'] as const).flatMap((verdict) => {
    const rows = fleet.rows.filter((row) => row.verdict === verdict);
    return rows.length === 0 ? [] : [line(2, verdict, toneOf(verdict), names(rows))];
  });
}

function findingLine(risks: readonly RiskRow[]): Line {
  const open = risks.flatMap(({ risk, bySeverity: { error, warning } }) => {
    const counts = [counted(error, 'error'), counted(warning, 'warning')].filter((words) => !words.startsWith('0 '));
    return counts.length === 0 ? [] : `${risk} ${counts.join(', ')}`;
  });
  const unknown = risks.filter(({ standing }) => standing === 'unknown').map(({ risk }) => risk);
  const notLooked = unknown.length === 0 ? '' : `; not looked at: ${unknown.join(' ')}`;
  const tone = risks.some(({ bySeverity }) => bySeverity.error > 0) ? 'bad' : open.length > 0 ? 'warn' : 'good';
  return line(0, 'findings', tone, `${open.length === 0 ? 'none' : open.join('; ')}${notLooked}`);
}

/** Of each risk with errors the gravest one. */
function worstLines(risks: readonly RiskRow[]): Line[] {
  return risks.flatMap(({ risk, bySeverity, worst }) =>
    worst === null || bySeverity.error === 0
      ? []
      : line(2, `${risk} ${worst.code}`, 'bad', `${worst.place}: ${worst.message}`),
  );
}

function isUnderWay({ state }: ChangeRow): boolean {
  return state !== 'committed' && state !== 'rolled-back';
}

function changeLines({ id, state, mode, by, steps, expiresAt, verdict, rollback }: ChangeRow, at: number): Line[] {
  const done = steps.filter(({ standing }) => standing === 'done').length;
  const tone = state === 'rollback-failed' ? 'bad' : 'warn';
  const left = expiresAt > at ? `expires in ${duration(expiresAt - at)}` : 'has expired';
  const said = `${state}, ${done} of ${counted(steps.length, 'step')} done, rollback ${mode}, by ${by}, ${left}`;
  const gate = verdict === null ? [] : [line(2, `gate ${verdict.verdict}`, verdict.verdict === 'go' ? 'good' : 'bad')];
  const waits = rollback?.awaitsApproval === true;
  const approval = waits ? [line(2, 'waits for approval', 'bad', `fleetwatch rollback approve ${id}`)] : [];
  return [line(0, `change ${id}`, tone, said), ...gate, ...approval];
}

function journalLines({ journal }: Board): Line[] {
  return [
    ...(journal.isValid === false ? [line(0, 'journal', 'bad', 'is not as it was written')] : []),
    ...(journal.isSwitchedOff
      ? [line(0, 'rollbacks', 'warn', 'none begins without a person: the kill switch is on')]
      : []),
  ];
}

function leakLine({ leaks }: Board): Line {
  if (leaks.news.at === null) return line(0, 'credentials', 'warn', 'nobody has looked yet');
  return leaks.open === 0
    ? line(0, 'credentials', 'good', 'none seen')
    : line(0, 'credentials', 'bad', `seen at ${counted(leaks.open, 'place')}`);
}

function exporterLine({ exporter, at }: Board): Line {
  const { version, startedAt, residentBytes, collectors } = exporter;
  const bad = collectors.filter(({ news }) => news.standing === 'failing' || news.standing === 'late').length;
  const said = `${version}, up ${duration(at - startedAt)}, ${bytes(residentBytes)}`;
  const how =
    bad === 0 ? `${collectors.length} collectors work` : `${bad} of ${collectors.length} collectors do not work`;
  return line(0, 'exporter', bad === 0 ? 'good' : 'bad', `${how}; ${said}`);
}

function collectorLines({ exporter }: Board): Line[] {
  return exporter.collectors.flatMap(({ name, news: { standing, why } }) =>
    standing === 'failing' || standing === 'late' ? line(2, `${name} ${standing}`, 'bad', why ?? '') : [],
  );
}

function shortened(lines: readonly Line[], what: string): Line[] {
  const rest = lines.length - shownRows;
  return rest > 0 ? [...lines.slice(0, shownRows), line(2, `and ${rest} ${what}`, 'bad')] : [...lines];
}

function names(rows: readonly AgentRow[]): string {
  const shown = rows.slice(0, shownNames).map(({ name }) => name);
  const rest = rows.length - shown.length;
  return `${rows.length}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
