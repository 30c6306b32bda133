import { type Chunk, chunksOf } from './chunks.js';
import { type Draft, emptyDraft } from './draft.js';
import { firstMisindented } from './indentation.js';
import { type SpotOf, spotsOf } from './lines.js';
import type { Node } from './nodes.js';
import type { Binding, Outline, Problem, Run } from './outline.js';
import { type Parsed, parsePython } from './parse.js';
import { firstOldForm } from './pythonTwo.js';
import { addStatement } from './statements.js';

/** Longest statement that is parsed, in characters; the largest classes of real programs have half of it. */
const maximumChunk = 256 * 1024;

/**
 * Reads all of a Python text that matters for adoption; whatever the text, an outline comes out of it. `file` is its
 * absolute path. Takes its time: yields nothing between steps, for whoever drives it to take a breath.
 */
export function* outlineOf(text: string, file: string): Generator<void, Outline> {
  const draft = emptyDraft(file);
  const spotOf = spotsOf(text);
  let problem: Problem | undefined;
  for (const chunk of yield* chunksOf(text)) {
    const found = yield* addChunk(draft, text, chunk, spotOf);
    problem ??= found;
    yield;
  }
  return finished(draft, problem);
}

function* addChunk(draft: Draft, text: string, chunk: Chunk, spotOf: SpotOf): Generator<void, Problem | undefined> {
  const spotInChunk: SpotOf = (offset) => spotOf(chunk.from + offset);
  if (chunk.to - chunk.from > maximumChunk) {
    const length = chunk.to - chunk.from;
    const message = `${length} characters before the next statement begins, more than ${maximumChunk}`;
    return { kind: 'unreadable', message, spot: spotInChunk(0) };
  }
  const content = text.slice(chunk.from, chunk.to);
  const parsed = yield* parseShallow(content);
  if (parsed === undefined)
    return { kind: 'unreadable', message: 'code that is nested too deeply', spot: spotInChunk(0) };
  const around = { text: content, spotOf: spotInChunk, guard: 'always', main: false, depth: 0 } as const;
  for (let node = parsed.tree.topNode.firstChild; node !== null; node = node.nextSibling) {
    addStatement(draft, node, around);
    yield;
  }
  return yield* problemIn(content, parsed, spotInChunk);
}

/** The parser's own recursion ends in a RangeError where code is nested some thousand levels deep. */
function* parseShallow(text: string): Generator<void, Parsed | undefined> {
  try {
    return yield* parsePython(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first of the problems of a piece, as Python would report it. */
function* problemIn(text: string, { tree, error }: Parsed, spotOf: SpotOf): Generator<void, Problem | undefined> {
  const misindented = yield* firstMisindented(text, tree);
  const old = yield* firstOldForm(text, tree);
  const candidates = [
    ...(error === undefined ? [] : [{ node: error, message: unexpected(text, error) }]),
    ...(misindented === undefined ? [] : [{ node: misindented, message: 'indentation that fits no block' }]),
    ...(old === undefined ? [] : [old]),
  ].sort((a, b) => a.node.from - b.node.from);
  const [first] = candidates;
  return first && { kind: 'syntax', message: first.message, spot: spotOf(afterBlanks(text, first.node.from)) };
}

/** What the parser did not expect may begin with the blanks before it. */
function afterBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function unexpected(text: string, { from, to }: Node): string {
  const [line = ''] = text.slice(from, to > from ? Math.min(to, from + 24) : from + 24).split(/[\r\n]/, 1);
  const word = /^\s*(?<word>[\p{L}\p{N}_]+|\S)/u.exec(line)?.groups?.word;
  if (word === undefined) return 'a line that ends too early';
  return to > from ? `\`${word}\`, which fits nothing before it` : `something missing before \`${word}\``;
}

function finished(draft: Draft, problem: Problem | undefined): Outline {
  const bound = new Set(draft.bindings.map(({ name }) => name));
  // With a star import any name may be bound.
  const known = (run: Run): boolean => draft.stars.length > 0 || bound.has(run.path[0] ?? '');
  const ends = (end: 'first' | 'last'): string[] =>
    draft.changes.filter((change) => change.end === end).flatMap(({ directories }) => directories);
  return {
    classes: draft.classes,
    bindings: draft.bindings.map((binding) => withKnownRuns(binding, known)),
    stars: draft.stars,
    exported: draft.exported,
    mainRuns: draft.mainRuns.filter(known),
    moduleRuns: draft.moduleRuns.filter(known),
    // What is inserted later comes before what was inserted earlier.
    searchFirst: ends('first').reverse(),
    searchLast: ends('last'),
    problem,
  };
}

function withKnownRuns(binding: Binding, known: (run: Run) => boolean): Binding {
  const { meaning } = binding;
  if (meaning.kind !== 'function') return binding;
  return { ...binding, meaning: { kind: 'function', runs: meaning.runs.filter(known) } };
}

/** The outline of a file of which nothing is known but what is wrong with it. */
export function unreadOutline(file: string, problem: Problem): Outline {
  return finished(emptyDraft(file), problem);
}
