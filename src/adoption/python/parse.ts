import { parser } from '@lezer/python';
import { applyPatches, type Patch, patchesOf } from './grammarGaps.js';
import type { Node, Tree } from './nodes.js';

/** Each round gets over gaps that the one before has hidden; more than these are not nested in each other. */
const maximumRounds = 6;

/** Errors that are looked at in a round: each may cost a look at the rest of its line. */
const maximumErrors = 200;

/** Steps of the parser, most of them of a few microseconds, between two breaths. */
const stepsPerBreath = 32;

export interface Parsed {
  readonly tree: Tree;
  /** The first place where the text is no Python. */
  readonly error: Node | undefined;
}

/**
 * Parses a piece of Python; whatever the text, a tree comes out of it. Takes its time: yields nothing between steps, for
 * whoever drives it to take a breath. Throws a RangeError where the text is nested some thousand levels deep.
 */
export function* parsePython(source: string): Generator<void, Parsed> {
  let text = withPlainLines(source);
  for (let round = 1; ; round += 1) {
    const tree = yield* parseOnce(text);
    const errors = yield* errorsOf(tree);
    const [first] = errors;
    if (first === undefined || round === maximumRounds) return { tree, error: first };
    const patches: Patch[] = errors.flatMap((error) => patchesOf(text, error));
    // Of two errors the second is mostly an echo: only a text whose first error is a gap is worth another look.
    if (patchesOf(text, first).length === 0) return { tree, error: first };
    text = applyPatches(text, patches);
  }
}

/**
 * The same text, as long, with line feeds for all line ends and without form feeds on blank lines: both are Python
 * (reference manual, 2.1.2 and 2.1.8), and the parser stumbles over long texts with the one, and over the other.
 */
function withPlainLines(source: string): string {
  const text = source.includes('\r') ? source.replaceAll(/(\\?)\r\n/g, ' $1\n').replaceAll('\r', '\n') : source;
  return text.includes('\f') ? text.replaceAll(/\f(?=[ \t\f]*(?:\n|$))/g, ' ') : text;
}

function* parseOnce(text: string): Generator<void, Tree> {
  const parse = parser.startParse(text);
  for (let step = 1; ; step += 1) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (step % stepsPerBreath === 0) yield;
  }
}

function* errorsOf(tree: Tree): Generator<void, Node[]> {
  const errors: Node[] = [];
  const cursor = tree.cursor();
  let count = 0;
  do {
    count += 1;
    if (count % 256 === 0) yield;
    if (cursor.type.isError) errors.push(cursor.node);
  } while (errors.length < maximumErrors && cursor.next());
  return errors;
}
