import { piecesOf } from '../placeholders.js';

/** Means the same to every shell without quotes. */
const plain = /^[A-Za-z0-9_@%+:,./-]+$/;

/** A command as it is typed: what each argument stands for is one word to the shell, whatever is in it. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** A template as one word: values are shell variables of the same name, which are not split or looked through again. */
export function shellWord(template: string): string {
  if (template === '') return "''";
  return piecesOf(template)
    .map((piece) => (piece.kind === 'value' ? `"$${piece.name}"` : quoted(piece.text)))
    .join('');
}

/** Within single quotes nothing is special but the single quote itself (POSIX, Shell Command Language, 2.2.2). */
function quoted(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
