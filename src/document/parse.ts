import type { Document } from 'yaml';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { FilePlace, Finding } from '../finding.js';

/** Keys and indices from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

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
  /**
   * YAML version. Start-up files are read by PyYAML, which speaks 1.1 (there `yes` is a boolean, `010` is octal);
   * what it reads is what counts.
   */
  readonly version: '1.1' | '1.2';
}

/** Far above any real start-up file (10,000 agents take 2 MB); below what could stall the program. */
const maximumCharacters = 8_000_000;
/** Aliases may multiply a value; this many copies of any one anchor are plenty, more is a "billion laughs" file. */
const maximumAliasCount = 1000;
/** Deeper nesting overflows a recursive reader; no start-up file comes near it. */
const maximumDepth = 100;

/** Parses a YAML text; never throws, whatever the text. All problems come back as findings of risk G. */
export function parseYaml(file: string, text: string, options: ParseOptions): ParsedDocument {
  if (text.length > maximumCharacters) {
    return unreadable(
      file,
      tooLarge(file, `the file has ${text.length} characters, the limit is ${maximumCharacters}`),
    );
  }
  if (nestingDepth(text) > maximumDepth) {
    return unreadable(file, tooLarge(file, `the file nests deeper than ${maximumDepth} levels`));
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: options.version,
    merge: true,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const placeAt = (offset: number): FilePlace => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return { kind: 'file', file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const findings = document.errors.map((error) => syntaxFinding(error.code, error.message, placeAt(error.pos[0])));
  const broken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  const value = broken ? undefined : plainValue(document, (reason) => findings.push(tooLarge(file, reason)));
  return {
    file,
    value,
    findings,
    placeOfValue: (path) => placeAt(offsetOf(document, path, 'value')),
    placeOfKey: (path) => placeAt(offsetOf(document, path, 'key')),
  };
}

function plainValue(document: Document, refuse: (reason: string) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: maximumAliasCount });
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** The deepest nesting that brackets or indentation can open: an upper bound that needs no parser. */
function nestingDepth(text: string): number {
  let flow = 0;
  let deepestFlow = 0;
  let deepestBlock = 0;
  for (const line of text.split('\n')) {
    const levels = blockLevels(line);
    if (levels > deepestBlock) deepestBlock = levels;
    for (let i = 0; i < line.length; i++) {
      const char = line.charCodeAt(i);
      if (char === 0x5b || char === 0x7b) flow++;
      else if ((char === 0x5d || char === 0x7d) && flow > 0) flow--;
      if (flow > deepestFlow) deepestFlow = flow;
    }
  }
  return Math.max(deepestFlow, deepestBlock);
}

/** Levels one line may open: a level needs at least one column of indentation, and `- - -` opens one a dash. */
function blockLevels(line: string): number {
  const indent = /^(?:[ ]|-[ ]|\?[ ])*/.exec(line)?.[0] ?? '';
  let dashes = 0;
  for (const char of indent) if (char !== ' ') dashes++;
  return dashes + (indent.length - dashes) / 4;
}

function offsetOf(document: Document, path: Path, target: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (!isMap(node)) {
      node = itemAt(document, node, step);
    } else {
      const pair = node.items.find((item) => isPair(item) && keyText(item.key) === String(step));
      if (pair === undefined) return offset;
      const wantKey = target === 'key' && index === path.length - 1;
      if (wantKey || pair.value === null) return startOf(pair.key) ?? offset;
      node = pair.value;
    }
    if (isNode(node) && 'source' in node && !isScalar(node)) node = document.getIn(path.slice(0, index + 1), true);
    offset = startOf(node) ?? offset;
  }
  return offset;
}

function itemAt(document: Document, node: unknown, step: string | number): unknown {
  if (typeof node !== 'object' || node === null || !('items' in node) || !Array.isArray(node.items)) {
    return isNode(node) ? undefined : document.contents;
  }
  return node.items[Number(step)];
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function syntaxFinding(code: string, message: string, place: FilePlace): Finding {
  if (code === 'DUPLICATE_KEY') {
    return {
      code: 'duplicate-key',
      risk: 'G',
      severity: 'error',
      place,
      message: 'this key stands twice in the same mapping',
      why: 'the reader keeps the last one and drops the others without a word',
      remedy: 'keep one of them',
    };
  }
  return {
    code: 'yaml-syntax',
    risk: 'G',
    severity: 'error',
    place,
    message: `not valid YAML: ${message.split('\n')[0]}`,
    why: 'nothing in a file that cannot be parsed takes effect',
    remedy: 'mend the syntax at this place',
  };
}

function tooLarge(file: string, reason: string): Finding {
  return {
    code: 'yaml-limit',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file, line: 1, column: 1 },
    message: `refused to read it: ${reason}`,
    why: 'a file of this shape could take all memory of the program that reads it',
    remedy: 'split the file, or write out the anchors and nesting that multiply it',
  };
}

function unreadable(file: string, finding: Finding): ParsedDocument {
  const start: FilePlace = { kind: 'file', file, line: 1, column: 1 };
  return { file, value: undefined, findings: [finding], placeOfValue: () => start, placeOfKey: () => start };
}
