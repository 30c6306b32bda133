import type { FilePlace, Finding } from '../finding.js';
import { cutFlood } from './flood.js';
import { type Locate, locator, type Path } from './locate.js';
import { plainValue } from './plain.js';
import { survey } from './survey.js';
import { limitFinding, syntaxFinding, treeFinding } from './syntax.js';
import { composeTree, type Tree, type YamlVersion } from './tree.js';

export type { Path };

/** A YAML text, its plain value, and the way back from a value to its place in the text. */
export interface ParsedDocument {
  readonly file: string;
  /** `undefined` where the text is too broken to have a value. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Where the value at `path` stands; the nearest ancestor's place where the path itself is not in the text. */
  placeOfValue(path: Path): FilePlace;
  /** Where the key that ends `path` stands. */
  placeOfKey(path: Path): FilePlace;
}

export interface ParseOptions {
  /** YAML version; what PyYAML reads, as start-up files are read, is 1.1. */
  readonly version: YamlVersion;
}

/** Parses a YAML text; never throws, whatever the text. All problems come back as findings of risk G. */
export function parseYaml(file: string, text: string, options: ParseOptions): ParsedDocument {
  const result = composeTree(text, options.version);
  if ('refusal' in result) {
    const { reason, offset, lines } = result.refusal;
    return valueless(file, [limitFinding(reason, placeIn(file, text, lines, offset))]);
  }
  const { tree } = result;
  const place = (offset: number): FilePlace => placeIn(file, text, tree.lines, offset);
  if (tree.errors.length > 0) {
    return valueless(
      file,
      cutFlood(file, firstOfEachLine(tree), ({ code, offset }) => syntaxFinding(code, place(offset))),
    );
  }
  const { aliases, problems } = survey(tree.root);
  const findings = cutFlood(file, problems, ({ fault, offset }) => treeFinding(fault, place(offset)));
  if (problems.some(({ fault }) => fault !== 'duplicate-key')) return valueless(file, findings);
  const plain = plainValue(tree.root, aliases);
  if ('refusal' in plain) {
    return valueless(file, [...findings, limitFinding(plain.refusal.reason, place(plain.refusal.offset))]);
  }
  if ('problem' in plain) {
    return valueless(file, [...findings, treeFinding(plain.problem.fault, place(plain.problem.offset))]);
  }
  const locate: Locate = locator(tree.root, aliases);
  return {
    file,
    value: plain.value,
    findings,
    placeOfValue: (path) => place(locate(path, 'value')),
    placeOfKey: (path) => place(locate(path, 'key')),
  };
}

/** The parser stumbles on over the rest of a line that it has lost. */
function firstOfEachLine({ errors, lines }: Tree): Tree['errors'] {
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  return errors.filter(({ offset }, index) => lineOf(offset) !== lineOf(errors[index - 1]?.offset ?? -1));
}

function placeIn(file: string, text: string, lines: Tree['lines'], offset: number): FilePlace {
  const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
  return { kind: 'file', file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function valueless(file: string, findings: readonly Finding[]): ParsedDocument {
  const start: FilePlace = { kind: 'file', file, line: 1, column: 1 };
  return { file, value: undefined, findings, placeOfValue: () => start, placeOfKey: () => start };
}
