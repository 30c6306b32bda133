/** One sample of a page. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/s;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/gs;
const escapes: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Reads sample lines as a scraper does, strictly: what is neither a comment nor a sample is an error. */
export function parseText(text: string): ParsedSample[] {
  if (!text.endsWith('\n')) throw new Error('the page does not end with a line feed');
  return text
    .slice(0, -1)
    .split('\n')
    .filter((line) => !line.startsWith('# '))
    .map(parseLine);
}

function parseLine(line: string): ParsedSample {
  const match = sampleLine.exec(line);
  if (match?.[1] === undefined || match[3] === undefined) throw new Error(`not a sample: ${JSON.stringify(line)}`);
  const labels = [...(match[2] ?? '').matchAll(labelPair)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll(/\\[\s\S]/g, (written) => escapes[written] ?? `unknown escape ${written}`),
  ]);
  return { name: match[1], labels: Object.fromEntries(labels), value: parseValue(match[3]) };
}

function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (text !== 'NaN' && Number.isNaN(Number(text))) throw new Error(`not a value: ${text}`);
  return Number(text);
}

/** The value of the one sample of that name whose labels include the given ones; `undefined` where there is none. */
export function sampleOf(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = parseText(text).filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  if (found.length > 1) throw new Error(`${found.length} samples of ${name} have these labels`);
  return found[0]?.value;
}

/** A scrape in one piece. */
export function joined(blocks: readonly Buffer[]): string {
  return Buffer.concat(blocks).toString();
}
