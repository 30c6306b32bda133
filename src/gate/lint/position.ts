import type { FilePlace } from '../../finding.js';

/**
 * The place in a YAML file of a character of a scalar. `start` is where the scalar begins: at its quote, its `|` or `>`,
 * or its first character. Whatever the style, characters other than white space stand in the file in the order of the
 * value; only escapes in quotes stand for others.
 */
export function placeInScalar(text: string, start: FilePlace, value: string, offset: number): FilePlace {
  const lines = text.split('\n');
  const from = offsetOf(lines, start);
  const wanted = value.slice(0, offset).replaceAll(/\s/g, '').length;
  const found = nthOf(text, from, wanted);
  return found === undefined ? start : { ...start, ...positionOf(text, found) };
}

function offsetOf(lines: readonly string[], { line, column }: FilePlace): number {
  return lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Offset in the file of the character that follows `wanted` others, white space apart. */
function nthOf(text: string, from: number, wanted: number): number | undefined {
  const style = text[from];
  let at = from;
  if (style === '|' || style === '>') at = text.indexOf('\n', from) + 1;
  if (style === '"' || style === "'") at = from + 1;
  let seen = 0;
  while (at < text.length) {
    const { length, isSpace } = unitAt(text, at, style);
    if (!isSpace && seen === wanted) return at;
    if (!isSpace) seen++;
    at += length;
  }
  return undefined;
}

/** One character of the value as it is written (YAML 1.2.2, 5.7 for escapes). */
function unitAt(text: string, at: number, style: string | undefined): { length: number; isSpace: boolean } {
  const char = text[at] ?? '';
  if (style === "'" && char === "'" && text[at + 1] === "'") return { length: 2, isSpace: false };
  if (style === '"' && char === '\\') {
    const sign = text[at + 1] ?? '';
    const digits = { x: 2, u: 4, U: 8 }[sign] ?? 0;
    return { length: 2 + digits, isSpace: /[nrt\s_vfNLP]/.test(sign) };
  }
  return { length: 1, isSpace: /\s/.test(char) };
}
