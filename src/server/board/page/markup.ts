import { remembered } from '../../../redaction/remembered.js';
import { escapeHtml } from '../../html.js';

/** Texts of 1,000 agents, which are the same from one page to the next: to look each through for credentials takes time. */
const rememberedTexts = 10_000;

/** Any text as HTML, without credentials. */
export const text = remembered(escapeHtml, rememberedTexts);

/** A table. Head and caption are texts, cells are HTML already; the first cell of a row is its head. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

interface Row {
  /** Attributes of the row, HTML already. */
  readonly attributes?: string;
  readonly cells: readonly [string, ...string[]];
}

/** A table scrolls by itself where it is wider than its place; so that keys can scroll it, it takes the focus. */
export function table({ caption, head, rows }: Table): string {
  const heads = head.map((name) => `<th scope="col">${text(name)}</th>`).join('');
  return `<div class="wide" role="group" aria-label="${text(caption)}" tabindex="0"><table>
<caption>${text(caption)}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map(row).join('\n')}
</tbody>
</table></div>`;
}

function row({ attributes = '', cells: [first, ...others] }: Row): string {
  const cells = others.map((cell) => `<td>${cell}</td>`).join('');
  return `<tr${attributes}><th scope="row">${first}</th>${cells}</tr>`;
}

/** A part of the page that changes by itself. `body` is HTML already. */
export function part(name: string, title: string, body: string): string {
  return `<section data-part="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${text(title)}</h2>
${body}
</section>`;
}

/** Something that opens. `summary` and `body` are HTML already; `id` is one of the program's own. */
export function details(id: string, summary: string, body: string, isOpen: boolean): string {
  return `<details id="${id}"${isOpen ? ' open' : ''}><summary>${summary}</summary>
${body}
</details>`;
}

/** How good or bad something is: a colour and a sign in the sheet, beside the word that says it. */
export type Tone = 'good' | 'warn' | 'bad' | 'dull';

export function toned(tone: Tone, word: string): string {
  return `<span class="tone ${tone}">${text(word)}</span>`;
}

/** A list of texts, cut where it is long. */
export function shortList(names: readonly string[], atMost: number): string {
  const shown = names.slice(0, atMost).map(text).join(', ');
  return names.length > atMost ? `${shown} and ${names.length - atMost} more` : shown;
}
