import type { Form } from './model.js';

/** How a value stands: between quotes, bare behind a name with `=` or `:`, or as the next argument. */
export type Style = 'quoted' | 'bare' | 'argument';

/** A name and what is assigned to it, as offsets into the text that was read. */
export interface Assignment {
  readonly name: string;
  readonly style: Style;
  /** Between name and value: `=`, `:`, `==`, ... ; empty for a blank. */
  readonly separator: string;
  readonly start: number;
  readonly end: number;
  /** Whether the value ends where the text ends, so that more of it may follow. */
  readonly open: boolean;
}

const name = /[A-Za-z0-9_.$-]{1,80}/y;
/** Closing quotes and brackets of a name: `"password"`, `\"password\"`, `['password']`, `password}`. */
const closing = /(?:\\{0,4}["'`]){0,1}\]?/y;
/** Type annotations of Python, TypeScript, Rust and Go, when a value follows. */
const annotation =
  /:[ \t]{0,4}&?(?:Final|Optional|str|String|string|bytes|SecretStr|Secret)(?:\[[A-Za-z|, ]{1,30}\])?(?:[ \t]{0,4}\|[ \t]{0,4}(?:None|null|undefined))?(?=[ \t]{0,4}=)/y;
/** `name: X` with `value: ...` behind it, as in Kubernetes, and `key="X" value="..."`. */
const valueOfName = /,?[ \t]{0,4}\{?\s{1,80}\\{0,4}["']?(?:value|default)\\{0,4}["']?[ \t]{0,8}[:=][ \t]{0,8}/y;
const separators =
  /[ \t]{0,40}(=>|:=|===?|!==?|\?=|\+=|=|:(?!:|\/\/)|,(?=[ \t]{0,4}\\{0,4}["'])| is (?=\\{0,4}["'])|>(?=[^\s<>]))[ \t]{0,40}/y;
/** A YAML block or folded scalar is told apart from a value. */
const opening = /(?:[bfruLR@]{0,2})(\\{0,4})(["'`])/y;
/** Bytes of a value without quotes, as the expressions below have it. */
const longest = 400;
const bare = /[^\s,;&"'`()<>{}[\]|\\]{1,400}/y;
const bareInParts = /[^\0]{1,400}/y;
const bareArgument = /[^\s"'`;|&<>]{1,400}/y;

/** Reads the assignment whose name begins at `offset`: one pass, no backtracking over more than a few blanks. */
export function readAssignment(text: string, offset: number, form: Form): Assignment | undefined {
  const named = at(name, text, offset);
  if (named === undefined) return undefined;
  const after = offset + named[0].length;
  if (form !== 'text') return inParts(text, named[0], after, form);
  let position = after + (at(closing, text, after)?.[0].length ?? 0);
  position += at(annotation, text, position)?.[0].length ?? 0;
  const elsewhere = at(valueOfName, text, position);
  const separated = elsewhere ?? at(separators, text, position);
  if (separated === undefined) return besides(text, named[0], after);
  const separator = elsewhere === undefined ? (separated[1]?.trim() ?? '') : '=';
  const assigned = valueAt(text, position + separated[0].length, bare);
  // What goes on with a bracket is a call or an element, and no value.
  if (assigned?.style === 'bare' && /[([{]/.test(text[assigned.end] ?? '')) return undefined;
  if (separator === '>' && assigned !== undefined && text[assigned.end] !== '<') return undefined;
  return assigned && { name: named[0], separator, ...assigned };
}

/** `NAME=value` of an environment, `--name=value` and `--name value` of arguments: a value ends with its part. */
function inParts(text: string, named: string, after: number, form: Form): Assignment | undefined {
  const separator = text[after];
  const isNext = separator === '\0' && form === 'arguments' && named.startsWith('-');
  if (separator !== '=' && separator !== ':' && !isNext) return undefined;
  const blanks = separator === ':' && text[after + 1] === ' ' ? 1 : 0;
  const start = after + 1 + blanks;
  const value = at(bareInParts, text, start)?.[0];
  if (value === undefined) return undefined;
  const style = isNext ? 'argument' : 'bare';
  return { name: named, separator: isNext ? '' : separator, style, start, end: start + value.length, open: false };
}

/** `--password value`, `password 'value'`, and netrc's `password value`. */
function besides(text: string, named: string, after: number): Assignment | undefined {
  const blank = /[ \t]{1,8}/y;
  const blanks = at(blank, text, after)?.[0].length;
  if (blanks === undefined) return undefined;
  const assigned = valueAt(text, after + blanks, bareArgument);
  if (assigned === undefined || (assigned.style === 'bare' && !named.startsWith('-'))) return undefined;
  const { start, end, open } = assigned;
  const style = assigned.style === 'bare' ? 'argument' : assigned.style;
  return { name: named, separator: '', style, start, end, open };
}

function valueAt(
  text: string,
  position: number,
  unquoted: RegExp,
): Pick<Assignment, 'style' | 'start' | 'end' | 'open'> | undefined {
  const opened = at(opening, text, position);
  if (opened !== undefined) {
    const start = position + opened[0].length;
    const end = closingQuote(text, start, (opened[1] ?? '') + (opened[2] ?? ''));
    return end > start ? { style: 'quoted', start, end, open: end === text.length } : undefined;
  }
  const value = at(unquoted, text, position)?.[0];
  if (value === undefined) return undefined;
  const end = position + value.length;
  // A run that goes on is no value; most of these are data.
  if (value.length >= longest) return undefined;
  return { style: 'bare', start: position, end, open: end === text.length };
}

/** Where a quoted value ends: at the same quote, escaped as often as the first; at the end of the line at the latest. */
function closingQuote(text: string, start: number, quote: string): number {
  const line = /[\r\n]/g;
  line.lastIndex = start;
  const limit = line.exec(text)?.index ?? text.length;
  for (let end = text.indexOf(quote, start); end >= 0 && end < limit; end = text.indexOf(quote, end + 1)) {
    if (quote.length > 1 || !isEscaped(text, start, end)) return end;
  }
  return limit === text.length ? limit : -1;
}

function isEscaped(text: string, start: number, position: number): boolean {
  let first = position;
  while (first > start && text[first - 1] === '\\') first--;
  return (position - first) % 2 === 1;
}

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}
