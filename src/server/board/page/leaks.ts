import type { LeakPart } from '../model/leaks.js';
import { part, table, text, toned } from './markup.js';
import { newsNote } from './news.js';
import { time } from './wording.js';

const shownRows = 20;

/** Where credentials show: rules and places, never values. */
export function leaks(seen: LeakPart, now: number): string {
  const { rows, open, surfaces, unlisted, news } = seen;
  const unseen = surfaces.filter(({ lookedAt }) => lookedAt === null).map(({ surface }) => surface);
  const blind = unseen.length === 0 ? '' : `<p>Not looked through yet: ${text(unseen.join(', '))}.</p>`;
  const accepted = surfaces.reduce((sum, surface) => sum + surface.accepted, 0);
  const count =
    open === 0
      ? '<p>No credential shows where fleetwatch could look.</p>'
      : `<p>Places that show a credential: ${toned('bad', String(open))}${accepted > 0 ? `; ${accepted} more are accepted` : ''}.</p>`;
  const shown = rows.slice(0, shownRows).map(({ rule, surface, agent, place, where, fingerprint, lastSeen }) => ({
    cells: [
      text(rule),
      text(surface),
      text(agent ?? 'none'),
      text(where === null ? place : `${place}, ${where}`),
      `<code>${text(fingerprint)}</code>`,
      time(lastSeen, now),
    ] as const,
  }));
  const more = open - shown.length;
  const rest =
    more > 0 ? `<p>${more} more, ${unlisted} of them not listed: <a href="/api/v1/leaks">all leaks</a>.</p>` : '';
  const head = ['Kind', 'Surface', 'Agent', 'Place', 'Fingerprint', 'Last seen'];
  const list = shown.length === 0 ? '' : table({ caption: 'Places that show a credential', head, rows: shown });
  return part('leaks', 'Credentials that show', [newsNote(news, now), count, blind, list, rest].join('\n'));
}
