/** Where a parameter stands in the text of a query. */
export interface Placeholder {
  readonly name: string;
  /** Offset of its brace. */
  readonly offset: number;
  /** The quote of the string that it stands in. */
  readonly quote: Quote | undefined;
}

export type Quote = '"' | "'" | '`';

export type Resolved = { readonly text: string } | { readonly problem: string };

/** Parameters that every query has; a runbook or gate file names the others. */
export const gateParameters = ['machine', 'change'] as const;

/** `{name}` is never PromQL: a matcher between braces has a sign and a value, or quotes. */
const mark = /\{\{|\{([A-Za-z_][A-Za-z0-9_]*)\}/y;

/** What stands outside of strings can only be a number or a duration: no value can change what is asked. */
const numberOrDuration = /^[+-]?(?:\d+(?:\.\d+)?|(?:\d+(?:ms|[smhdwy]))+)$/;

type Part = { readonly literal: string } | { readonly placeholder: Placeholder };

/** The parameters that a query uses, in the order of the text. */
export function placeholders(query: string): Placeholder[] {
  return partsOf(query).flatMap((part) => ('placeholder' in part ? part.placeholder : []));
}

/** The query with values in the place of parameters, each escaped for where it stands. */
export function resolveQuery(query: string, values: ReadonlyMap<string, string>): Resolved {
  let text = '';
  for (const part of partsOf(query)) {
    if ('literal' in part) {
      text += part.literal;
      continue;
    }
    const { name, quote } = part.placeholder;
    const value = values.get(name);
    if (value === undefined) return { problem: `the parameter \`${name}\` has no value` };
    const escaped = quote === undefined ? bare(value) : escapedFor(value, quote);
    if (escaped === undefined) {
      const wanted = quote === undefined ? 'a number or a duration outside of a string' : 'without a backtick';
      return { problem: `the value of \`${name}\` must be ${wanted}` };
    }
    text += escaped;
  }
  return { text };
}

/**
 * The query with something that can stand there in the place of each parameter, offset for offset, so that it can be
 * looked at before any value is known.
 */
export function specimen(query: string): string {
  return placeholders(query).reduce((text, { name, offset, quote }) => {
    const length = name.length + 2;
    const isTime = /(?:\[|:|\boffset)\s*-?$/i.test(text.slice(0, offset));
    // Not a number stands to no limit: nothing is concluded from a value that is not known yet.
    const stand = quote === undefined ? (isTime ? '1h' : 'NaN').padEnd(length) : 'x'.repeat(length);
    return text.slice(0, offset) + stand + text.slice(offset + length);
  }, query);
}

/** Strings and comments as PromQL has them: backslashes escape in all strings but those in backticks. */
function partsOf(query: string): Part[] {
  const parts: Part[] = [];
  let quote: Quote | undefined;
  let literal = '';
  let at = 0;
  const keep = (length: number): void => {
    literal += query.slice(at, at + length);
    at += length;
  };
  while (at < query.length) {
    const char = query[at];
    mark.lastIndex = at;
    const found = char === '{' ? mark.exec(query) : null;
    if (found !== null) {
      const [{ length }, name] = found;
      if (name === undefined) literal += '{';
      else parts.push({ literal }, { placeholder: { name, offset: at, quote } });
      if (name !== undefined) literal = '';
      at += length;
    } else if (quote !== undefined && quote !== '`' && char === '\\') {
      keep(2);
    } else {
      if (quote === undefined && char === '#') {
        const end = query.indexOf('\n', at);
        keep((end === -1 ? query.length : end) - at);
        continue;
      }
      if (char === quote) quote = undefined;
      else if (quote === undefined && (char === '"' || char === "'" || char === '`')) quote = char;
      keep(1);
    }
  }
  return [...parts, { literal }];
}

function bare(value: string): string | undefined {
  return numberOrDuration.test(value) ? value : undefined;
}

/** Go's escapes (strconv.Unquote), which PromQL's strings follow. */
function escapedFor(value: string, quote: Quote): string | undefined {
  if (quote === '`') return value.includes('`') ? undefined : value;
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll(/\p{Cc}/gu, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
