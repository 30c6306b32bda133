import { counted } from '../../../document/wording.js';
import { isFailure, isUp, type Verdict } from '../../../health/verdict.js';
import { redacted } from '../../../redaction/redacted.js';
import type { AgentRow, FleetPart } from '../model/fleet.js';
import { details, part, shortList, type Tone, table, text, toned } from './markup.js';
import { time } from './wording.js';

/** Below this many agents all groups stand open; above, those in which something is wrong. */
const allOpenUntil = 150;
/** Names that a sentence bears. */
const shownNames = 8;

const tones: Readonly<Record<Verdict, Tone>> = {
  healthy: 'good',
  degraded: 'warn',
  unhealthy: 'bad',
  hung: 'bad',
  refused: 'bad',
  invalid: 'bad',
  imposter: 'bad',
  unverified: 'dull',
  unknown: 'dull',
};

/** The fleet in one sentence, which is also the title of the page and what a screen reader is told of. */
export function headline(machine: string, { agents, up }: FleetPart): string {
  return `${machine}: ${up} of ${counted(agents, 'agent')} up`;
}

/** How the fleet fares, in figures. */
export function glance({ agents, up, covered, byVerdict, rows }: FleetPart): string {
  const required = rows.filter((row) => row.required);
  const figures = [
    figure('Up', `${up} of ${agents}`, toneOf(rows)),
    figure(
      'Required and up',
      `${required.filter(({ verdict }) => isUp(verdict)).length} of ${required.length}`,
      toneOf(required),
    ),
    figure('Health known', `${covered} of ${agents}`, covered === agents ? 'good' : 'warn'),
  ];
  const others = Object.entries(byVerdict).filter(([verdict, count]) => verdict !== 'healthy' && count > 0);
  const words = others.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `<dl class="figures">${figures.join('')}</dl>
<p>${words === '' ? 'All agents say that they are healthy.' : `Not healthy: ${text(words)}.`}</p>`;
}

/** Agents of which nothing is known may be well: that is no failure, and nothing good. */
function toneOf(rows: readonly AgentRow[]): Tone {
  if (rows.some(({ verdict }) => isFailure(verdict))) return 'bad';
  return rows.every(({ verdict }) => isUp(verdict)) ? 'good' : 'warn';
}

function figure(name: string, value: string, tone: Tone): string {
  return `<div><dt>${text(name)}</dt><dd>${toned(tone, value)}</dd></div>`;
}

/** Failing agents that no other failing one explains, those with most followers first. */
export function causes({ causes: all, dependenciesKnown }: FleetPart, now: number): string {
  if (all.length === 0) return part('causes', 'Where to begin', '<p>No agent fails.</p>');
  const unknown = dependenciesKnown
    ? ''
    : '<p class="note">Dependencies have not been read yet: every failing agent is listed.</p>';
  const rows = all.map(({ agent, verdict, reason, since, followers }) => {
    const others = followers.length === 0 ? 'nobody else' : shortList(followers, shownNames);
    return { cells: [text(agent), toned(tones[verdict], verdict), text(reason), time(since, now), others] as const };
  });
  const caption = 'Agents that fail and need no other failing agent of this machine, the gravest first';
  const head = ['Agent', 'Verdict', 'Reason', 'Since', 'Fails with it'];
  return part('causes', 'Where to begin', unknown + table({ caption, head, rows }));
}

/** All agents by group, the groups with failures first, in each the worst first. */
export function groups(machine: string, { rows }: FleetPart, now: number): string {
  const byGroup = new Map<string, AgentRow[]>();
  for (const row of rows) {
    const known = byGroup.get(row.group);
    if (known === undefined) byGroup.set(row.group, [row]);
    else known.push(row);
  }
  // Rows come worst first, and a group stands where its worst agent does.
  const sections = [...byGroup].map(([group, members]) => {
    const up = members.filter(({ verdict }) => isUp(verdict)).length;
    const isOpen = rows.length <= allOpenUntil || members.some(({ verdict }) => isFailure(verdict));
    const summary = `<h3>${text(group)}</h3> ${toned(toneOf(members), `${up} of ${members.length} up`)}`;
    const id = `group-${encodeURIComponent(redacted(group)).replaceAll("'", '%27')}`;
    return `<div data-part="${id}">${details(id, summary, agentTable(machine, group, members, now), isOpen)}</div>`;
  });
  return sections.join('\n');
}

function agentTable(machine: string, group: string, members: readonly AgentRow[], now: number): string {
  return table({
    caption: `Agents of the group ${group}`,
    head: ['Agent', 'Verdict', 'Reason', 'Since', 'Last up'],
    rows: members.map(({ name, verdict, reason, since, lastUp, followsFrom }) => {
      const follows = followsFrom.length === 0 ? '' : ` (needs ${shortList(followsFrom, shownNames)})`;
      return {
        attributes: ` id="${text(`${machine}-${name}`)}" data-agent`,
        cells: [
          text(name),
          toned(tones[verdict], verdict),
          text(reason) + follows,
          time(since, now),
          // Of one that is up it would change with each probe.
          isUp(verdict) ? 'now' : time(lastUp, now),
        ],
      };
    }),
  });
}
