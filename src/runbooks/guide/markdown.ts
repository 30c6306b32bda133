/** A code block that ends where it should, also around text that has one in it. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A piece of code in a line. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const ticks = '`'.repeat(longest + 1);
  const space = /^`|`$/.test(text) ? ' ' : '';
  return `${ticks}${space}${text}${space}${ticks}`;
}

/** A table; nothing where it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** An item of a list with a block below. What belongs to it stands as far in as its text (CommonMark 0.31, 5.2). */
export function item(lead: string, block: string, marker = '-'): string {
  const margin = ' '.repeat(marker.length + 1);
  const whole = block === '' ? `${marker} ${lead}` : `${marker} ${lead}\n\n${block}`;
  return whole.replaceAll(/\n(?=.)/g, `\n${margin}`);
}

/** Parts of a page with an empty line between, empty ones left out. */
export function page(...parts: readonly string[]): string {
  return `${parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** What stands at the end of each page of the guide. */
export const generatedNote = '*Generated from `runbooks/` by `fleetwatch runbook render`. Do not edit.*';

function cell(text: string): string {
  return text
    .trim()
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
