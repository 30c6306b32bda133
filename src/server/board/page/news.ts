import type { News } from '../model/news.js';
import { text } from './markup.js';
import { time } from './wording.js';

/** What a reader has to know before believing a part of the page; nothing where all is as it should be. */
export function newsNote({ standing, at, why }: News, now: number): string {
  switch (standing) {
    case 'current':
      return '';
    case 'late':
      return note(`Nobody has looked since ${time(at, now)}: this is old.`);
    case 'failing':
      return note(`The last look failed: ${text(why ?? 'nobody knows why')}. What is shown is of ${time(at, now)}.`);
    case 'none':
      return note('Nobody has looked yet: nothing found is no news.');
    case 'off':
      return note('Nobody looks at this: its collector is off.');
  }
}

function note(html: string): string {
  return `<p class="note"><strong>Careful:</strong> ${html}</p>`;
}
