import { type Lexeme, lexemes } from './lexemes.js';

/** Texts up to this length, in characters, are one chunk: parsing one takes some 30 ms, its longest step 5 ms. */
const wantedLength = 64 * 1024;

/** Words that go on with a statement although they stand at the left margin. */
const continuations = new Set(['else', 'elif', 'except', 'finally']);

/** A part of a text that begins and ends between two top-level statements. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a long text between top-level statements. A parser finishes a text in one step that grows with it; chunks keep
 * that step short. Yields nothing between, for whoever drives it to take a breath; returns the chunks.
 */
export function* chunksOf(text: string): Generator<void, Chunk[]> {
  if (text.length <= wantedLength) return [{ from: 0, to: text.length }];
  const chunks: Chunk[] = [];
  let from = 0;
  let previous: Lexeme | undefined;
  let decorated = false;
  let count = 0;
  for (const lexeme of lexemes(text)) {
    count += 1;
    if (count % 256 === 0) yield;
    if (lexeme.kind === 'blank') continue;
    const atMargin = lexeme.depth === 0 && lexeme.kind !== 'newline' && startsLine(text, lexeme.from);
    if (atMargin && previous?.kind === 'newline' && previous.depth === 0) {
      const continues = decorated || continuations.has(text.slice(lexeme.from, lexeme.to));
      if (!continues && lexeme.from - from >= wantedLength) {
        chunks.push({ from, to: lexeme.from });
        from = lexeme.from;
      }
      decorated = text[lexeme.from] === '@';
    }
    previous = lexeme;
  }
  chunks.push({ from, to: text.length });
  return chunks;
}

function startsLine(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === '\n' || text[offset - 1] === '\r';
}
