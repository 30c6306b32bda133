import type { CST, Document, ErrorCode, ParsedNode } from 'yaml';
import { Composer, Lexer, LineCounter, Parser } from 'yaml';
import { pyyamlTags } from './pyyaml.js';

/** The dialect of a file: PyYAML's 1.1, which reads the start-up files, or YAML 1.2. */
export type YamlVersion = '1.1' | '1.2';

/** What the `yaml` package found wrong. Its message is left behind: it quotes the text, which may hold credentials. */
export interface YamlError {
  readonly code: ErrorCode;
  readonly offset: number;
}

/** A text as a tree of nodes that know their places. */
export interface Tree {
  readonly root: ParsedNode | undefined;
  readonly lines: LineCounter;
  readonly errors: readonly YamlError[];
}

/** A text that would cost more than any real file is worth, and where that shows. */
export interface Refusal {
  readonly reason: string;
  readonly offset: number;
  readonly lines: LineCounter;
}

export type TreeResult = { readonly tree: Tree } | { readonly refusal: Refusal };

/** Far above any real start-up file: 10,000 agents take 2 million. */
const maximumCharacters = 4_000_000;
/** A token takes some 2 µs and 300 bytes; 10,000 agents take 0.7 million. */
const maximumTokens = 1_000_000;
/** Composing is recursive: some thousand levels would overflow the stack. No start-up file has more than ten. */
export const maximumDepth = 100;

/**
 * Parses a text under limits. The depth is the parser's own stack, so brackets in quoted text and comments count for
 * nothing, and every way of nesting counts.
 */
export function composeTree(text: string, version: YamlVersion): TreeResult {
  const lines = new LineCounter();
  const refuse = (offset: number, reason: string): TreeResult => ({ refusal: { reason, offset, lines } });
  if (text.length > maximumCharacters) {
    return refuse(0, `the file has ${text.length} characters, the limit is ${maximumCharacters}`);
  }
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > maximumDepth) {
      return refuse(parser.offset, `it nests deeper than ${maximumDepth} levels`);
    }
    if (++count > maximumTokens) return refuse(parser.offset, `it has more than ${maximumTokens} words and signs`);
  }
  for (const token of parser.end()) tokens.push(token);
  return { tree: withoutStacks(() => compose(tokens, text.length, version, lines)) };
}

function compose(tokens: readonly CST.Token[], length: number, version: YamlVersion, lines: LineCounter): Tree {
  const composer = new Composer({
    version,
    // Found by the survey instead: the package compares every key of a mapping with every other.
    uniqueKeys: false,
    // Merge keys are resolved where the tree becomes a plain value.
    merge: false,
    resolveKnownTags: false,
    logLevel: 'silent',
    ...(version === '1.1' ? { customTags: pyyamlTags } : {}),
  });
  let first: Document.Parsed | undefined;
  const errors: YamlError[] = [];
  for (const document of composer.compose(tokens, true, length)) {
    if (first !== undefined) {
      errors.push({ code: 'MULTIPLE_DOCS', offset: document.range[0] });
      break;
    }
    first = document;
  }
  // A tag that cannot be resolved is but a warning to the package; PyYAML refuses the file.
  for (const error of [...(first?.errors ?? []), ...(first?.warnings ?? [])]) {
    errors.push({ code: error.code, offset: error.pos[0] });
  }
  return { root: first?.contents ?? undefined, lines, errors: errors.sort((a, b) => a.offset - b.offset) };
}

/** The package makes an `Error` of each fault of the text; a stack trace, 20 µs, would be most of their cost. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
