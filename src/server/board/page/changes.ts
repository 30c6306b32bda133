import type { ChangeState } from '../../../changes/model.js';
import { counted } from '../../../document/wording.js';
import type { GateVerdict } from '../../../gate/model.js';
import type { QueryVerdict } from '../../../gate/tally.js';
import type { ChangePart, ChangeRow, GateRow, JournalPart } from '../model/changes.js';
import { part, shortList, type Tone, table, text, toned } from './markup.js';
import { newsNote } from './news.js';
import { duration, time } from './wording.js';

/** Names that a line bears. */
const shownNames = 8;

const stateTones: Readonly<Record<ChangeState, Tone>> = {
  active: 'warn',
  baking: 'warn',
  committed: 'good',
  'rollback-requested': 'bad',
  'rolling-back': 'bad',
  'rolled-back': 'warn',
  'rollback-failed': 'bad',
};
const gateTones: Readonly<Record<GateVerdict | QueryVerdict, Tone>> = {
  go: 'good',
  pass: 'good',
  rollback: 'bad',
  fail: 'bad',
  inconclusive: 'warn',
  unfinished: 'dull',
};

/** Changes that are open, each with its gate. */
export function changes({ rows, news }: ChangePart, now: number): string {
  const open = rows.filter(({ endedAt, state }) => endedAt === null || state === 'rollback-failed');
  const body = open.length === 0 ? '<p>No change is under way.</p>' : open.map((row) => change(row, now)).join('\n');
  return part('changes', 'Changes under way', `${newsNote(news, now)}\n${body}`);
}

function change(row: ChangeRow, now: number): string {
  const done = row.steps.filter(({ standing }) => standing === 'done' || standing === 'skipped').length;
  const stuck = row.steps.filter(({ standing }) => standing === 'failed' || standing === 'unknown');
  const facts: readonly (readonly [name: string, html: string])[] = [
    ['Runbook', `<a href="/runbooks/procedures/${encodeURIComponent(row.runbook)}.md">${text(row.title)}</a>`],
    ['State', toned(stateTones[row.state], row.state)],
    ['Begun', `${time(row.begunAt, now)} by ${text(row.by)}, expires ${time(row.expiresAt, now)}`],
    ['Rollback', text(row.mode)],
    [
      'Touches',
      `${counted(row.touches.length, 'agent')}${row.touches.length === 0 ? '' : `: ${shortList(row.touches, shownNames)}`}`,
    ],
    [
      'Steps',
      `${done} of ${row.steps.length} done${stuck.length === 0 ? '' : `; ${toned('bad', stuck.map(({ step, standing }) => `${step} ${standing}`).join(', '))}`}`,
    ],
    ['Gate', gateWord(row, now)],
  ];
  const list = facts.map(([name, html]) => `<div><dt>${name}</dt><dd>${html}</dd></div>`).join('');
  return `<h3>${text(row.id)}</h3>\n<dl class="facts">${list}</dl>\n${row.gates.map((gate) => gateTable(gate, now)).join('\n')}`;
}

function gateWord({ verdict }: ChangeRow, now: number): string {
  if (verdict === null) return toned('dull', 'has not been asked');
  return `${toned(gateTones[verdict.verdict], verdict.verdict)} at ${time(verdict.at, now)}`;
}

function gateTable({ gate, verdict, at, queries }: GateRow, now: number): string {
  const rows = queries.map(({ id, verdict: said, value }) => ({
    cells: [text(id), toned(gateTones[said], said), value === null ? 'no number' : String(value)] as const,
  }));
  return `<p>${text(gate)}: ${toned(gateTones[verdict], verdict)} at ${time(at, now)}</p>
${table({ caption: `Conditions of ${gate}`, head: ['Condition', 'Verdict', 'Value'], rows })}`;
}

/** What was taken back, and whether the journal can be believed. */
export function journal(seen: JournalPart, now: number): string {
  const { entries, isValid, isSwitchedOff, rollbacks, outcomes } = seen;
  const validity =
    isValid === null
      ? toned('dull', 'nobody has looked')
      : isValid
        ? toned('good', 'chain of hashes holds')
        : toned('bad', 'not as it was written; nothing in it is believed');
  const state = [
    `<p>${counted(entries, 'entry', 'entries')}: ${validity}.`,
    `Rollbacks: ${outcomes.done} done, ${outcomes.failed} failed, ${outcomes.refused} refused, ${outcomes.dry_run} dry runs.</p>`,
  ].join(' ');
  const off = isSwitchedOff
    ? `<p>${toned('bad', 'Switched off')}: the kill switch keeps rollbacks from beginning.</p>`
    : '';
  const rows = rollbacks.map(({ change: id, state: current, via, who, requestedAt, startedAt, endedAt, ...more }) => ({
    cells: [
      text(id),
      toned(stateTones[current], more.awaitsApproval ? 'waits for a person' : current),
      `${text(via)}: ${text(who)}`,
      time(requestedAt, now),
      startedAt === null || endedAt === null ? 'not over' : duration(endedAt - startedAt),
      text(more.reason ?? 'none'),
    ] as const,
  }));
  const head = ['Change', 'State', 'Asked for by', 'At', 'Took', 'Trouble'];
  const list =
    rows.length === 0
      ? '<p>Nothing was taken back.</p>'
      : table({ caption: 'Rollbacks, the latest first', head, rows });
  return part('journal', 'Rollback journal', [newsNote(seen.news, now), state, off, list].join('\n'));
}
