/** The lines of a text, each with its end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** A comment at the left margin: it belongs to no mapping further in. */
export function isMarginComment(line: string): boolean {
  return line.startsWith('#');
}

/** How the lines of the text end. */
export function lineEnd(lines: readonly string[]): string {
  return lines[0]?.endsWith('\r\n') === true ? '\r\n' : '\n';
}

/** The lines as a text again. A last line without an end that has come to stand further up gets one. */
export function joined(lines: readonly string[]): string {
  const end = lineEnd(lines);
  return lines.map((line, index) => (index + 1 < lines.length && !line.endsWith('\n') ? line + end : line)).join('');
}
