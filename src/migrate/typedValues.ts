import type { ErrorObject } from 'ajv';
import { isMap, isScalar, isSeq, Scalar } from 'yaml';
import { locator } from '../document/locate.js';
import { type ParsedDocument, type Path, parseYaml } from '../document/parse.js';
import { survey } from '../document/survey.js';
import { composeTree } from '../document/tree.js';
import { pathName } from '../document/wording.js';
import { startupSchema } from '../fleet/startupSchema.js';
import type { Change, Step } from './model.js';

/** A piece of the text and what takes its place. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  readonly change: Change;
}

/**
 * Takes the quotes off booleans and numbers where the schema wants one and the text can mean nothing else. `"no"` and
 * `"false"` stay as they are: whoever wrote them meant false, and Python took the text for true, so that only a person
 * knows which of the two the fleet relies on.
 */
export function typeValues(text: string, document: ParsedDocument, agentsKey: string | undefined): Step {
  const edits = editsOf(text, document, agentsKey);
  if (edits.length === 0) return { text, changes: [], unmoved: [] };
  const typed = edited(text, edits);
  // An anchor may stand for a text elsewhere: then nothing is changed, and the findings on the values stay.
  const isSafe = !changesOthers(
    document.value,
    parseYaml(document.file, typed, { version: '1.1' }).value,
    wrongPaths(document, agentsKey),
  );
  return isSafe
    ? { text: typed, changes: edits.map(({ change }) => change), unmoved: [] }
    : { text, changes: [], unmoved: [] };
}

function edited(text: string, edits: readonly Edit[]): string {
  let from = 0;
  const pieces: string[] = [];
  for (const edit of edits) {
    pieces.push(text.slice(from, edit.from), edit.typed);
    from = edit.to;
  }
  return pieces.join('') + text.slice(from);
}

function editsOf(text: string, document: ParsedDocument, agentsKey: string | undefined): Edit[] {
  const result = composeTree(text, '1.1');
  if ('refusal' in result) return [];
  const { root } = result.tree;
  const { aliases } = survey(root);
  const locate = locator(root, aliases);
  const scalars = quotedScalars(root);
  const edits = new Map<number, Edit>();
  for (const error of typeErrors(document, agentsKey)) {
    const path = pathOf(error);
    const scalar = scalars.get(locate(path, 'value'));
    const typed = typedText(error.data, [error.params.type].flat());
    if (scalar?.range == null || typed === undefined || scalar.value !== error.data) continue;
    const [from, to] = scalar.range;
    // Agents that share an anchor share the value.
    edits.set(from, { from, to, typed, change: changeOf(document, path, typed) });
  }
  return [...edits.values()].sort((a, b) => a.from - b.from);
}

function changeOf(document: ParsedDocument, path: Path, typed: string): Change {
  return { place: document.placeOfValue(path), message: `\`${pathName(path)}\` becomes ${typed} without quotes` };
}

/** What the text stands for, as YAML writes it; `undefined` where that is not certain. */
function typedText(text: unknown, wanted: readonly unknown[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (wanted.includes('boolean')) return /^(?:true|yes|on)$/i.test(text) ? 'true' : undefined;
  if (wanted.includes('integer')) return /^(?:0|[1-9]\d{0,8})$/.test(text) ? text : undefined;
  return wanted.includes('number') && /^(?:0|[1-9]\d{0,8})(?:\.\d{1,8})?$/.test(text) ? text : undefined;
}

/** Texts where the schema wants something else. */
function typeErrors(document: ParsedDocument, agentsKey: string | undefined): ErrorObject[] {
  const schema = startupSchema(agentsKey);
  schema(document.value);
  return (schema.errors ?? []).filter(({ keyword, data }) => keyword === 'type' && typeof data === 'string');
}

function wrongPaths(document: ParsedDocument, agentsKey: string | undefined): ReadonlySet<string> {
  return new Set(typeErrors(document, agentsKey).map((error) => JSON.stringify(pathOf(error).map(String))));
}

/** RFC 6901: ~1 stands for /, ~0 for ~, in this order. */
function pathOf({ instancePath }: ErrorObject): (string | number)[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^(?:0|[1-9]\d{0,8})$/.test(step) ? Number(step) : step));
}

/** Quoted scalars without a tag, by the offset at which they begin. */
function quotedScalars(root: unknown): Map<number, Scalar> {
  const found = new Map<number, Scalar>();
  const visit = (node: unknown): void => {
    if (isSeq(node)) for (const item of node.items) visit(item);
    if (isMap(node)) for (const { value } of node.items) visit(value);
    if (!isScalar(node) || node.tag !== undefined || node.range == null) return;
    if (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE) found.set(node.range[0], node);
  };
  visit(root);
  return found;
}

/** Whether two values differ anywhere but at some paths. */
function changesOthers(
  before: unknown,
  after: unknown,
  except: ReadonlySet<string>,
  path: readonly string[] = [],
): boolean {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) {
    return !Object.is(before, after) && !except.has(JSON.stringify(path));
  }
  const [old, fresh] = [Object.entries(before), Object.entries(after)];
  return (
    Array.isArray(before) !== Array.isArray(after) ||
    old.length !== fresh.length ||
    old.some(([key, value], index) => {
      const [otherKey, otherValue] = fresh[index] ?? [];
      return key !== otherKey || changesOthers(value, otherValue, except, [...path, key]);
    })
  );
}
