/** How good what a line tells is. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** One line on a terminal: a word that may be coloured, and what stands behind it. */
export interface Line {
  readonly indent: number;
  readonly word: string;
  readonly tone: Tone;
  readonly rest: string;
}

export interface Screen {
  /** Columns. */
  readonly width: number;
  readonly colours: boolean;
}

/** SGR parameters (ECMA-48, 8.3.117); words say the same as colours. */
const colours: Readonly<Record<Exclude<Tone, 'plain'>, number>> = { good: 32, warn: 33, bad: 31 };

export function line(indent: number, word: string, tone: Tone = 'plain', rest = ''): Line {
  return { indent, word, tone, rest };
}

/** The line as it is written, never wider than the screen. */
export function drawn({ indent, word, tone, rest }: Line, { width, colours: areOn }: Screen): string {
  const spaces = ' '.repeat(indent);
  const whole = printable(`${spaces}${word}${rest === '' ? '' : `  ${rest}`}`);
  const cut = whole.length > width ? `${whole.slice(0, Math.max(0, width - 1))}…` : whole;
  if (!areOn || tone === 'plain' || !cut.startsWith(spaces + word)) return cut;
  return `${spaces}\u001b[${colours[tone]}m${word}\u001b[39m${cut.slice(indent + word.length)}`;
}

/** Without what would move the cursor or colour the screen: it comes from other processes. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '�');
}
