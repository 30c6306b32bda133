/** A piece of a Python text outside of strings; comments and continued lines are blank. */
export interface Lexeme {
  readonly kind: 'blank' | 'name' | 'open' | 'close' | 'mark' | 'newline';
  readonly from: number;
  readonly to: number;
  /** Brackets open around it; a bracket counts as outside of itself. */
  readonly depth: number;
}

const piece =
  /(?<blank>[ \t\f]+|\\(?:\r\n|\r|\n)|#[^\r\n]*)|(?:[rRbBuUfFtT]{0,2})(?<quote>'''|"""|'|")|(?<name>[\p{L}\p{N}_]+)|(?<newline>\r\n|\r|\n)|(?<open>[([{])|(?<close>[)\]}])|./suy;

/**
 * The lexemes of a text from an offset on that lies outside of strings. A coarse reading, for finding where statements
 * and clauses end: a string in the replacement field of an f-string ends the f-string if it has the same quotes.
 */
export function* lexemes(text: string, from = 0): Generator<Lexeme, void> {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    piece.lastIndex = at;
    const groups = piece.exec(text)?.groups ?? {};
    const start = at;
    // The expression is shared by all generators that run.
    at = Math.max(piece.lastIndex, start + 1);
    if (groups.quote !== undefined) {
      at = endOfString(text, at, groups.quote);
      continue;
    }
    if (groups.close !== undefined) depth = Math.max(0, depth - 1);
    yield { kind: kindOf(groups), from: start, to: at, depth };
    if (groups.open !== undefined) depth += 1;
  }
}

function kindOf(groups: Record<string, string | undefined>): Lexeme['kind'] {
  if (groups.blank !== undefined) return 'blank';
  if (groups.name !== undefined) return 'name';
  if (groups.newline !== undefined) return 'newline';
  if (groups.open !== undefined) return 'open';
  return groups.close !== undefined ? 'close' : 'mark';
}

/** Behind the closing quotes; an unterminated string ends with its line, a long one with the text. */
function endOfString(text: string, from: number, quote: string): number {
  const long = quote.length === 3;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === quote[0] && (!long || text.startsWith(quote, at))) return at + quote.length;
    else if (!long && (char === '\n' || char === '\r')) return at;
  }
  return text.length;
}
