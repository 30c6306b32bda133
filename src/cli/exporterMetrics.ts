/** Time for one answer of an exporter, in milliseconds. */
const answerMilliseconds = 10_000;

/** The page of an exporter; `undefined` where it does not answer. */
export async function readMetrics(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(answerMilliseconds) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** The sample of a family whose labels are among others these; names and values stand as they are on the page. */
export function sampleOf(page: string, family: string, labels: Readonly<Record<string, string>>): number | undefined {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  for (const line of linesOf(page, `${family}{`)) {
    const end = line.lastIndexOf('}');
    const own = `,${line.slice(family.length + 1, end)},`;
    if (wanted.every((label) => own.includes(`,${label},`))) return Number(line.slice(end + 1));
  }
  return undefined;
}

/** A sample with its labels, which stand as they are on the page. */
export interface PageSample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** All samples of a family. */
export function samplesOf(page: string, family: string): PageSample[] {
  return Array.from(linesOf(page, `${family}{`), (line) => {
    const end = line.lastIndexOf('}');
    const pairs = line.slice(family.length + 1, end).matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g);
    return {
      labels: new Map(Array.from(pairs, ([, name = '', value = '']) => [name, value])),
      value: Number(line.slice(end + 1)),
    };
  });
}

function* linesOf(page: string, beginning: string): Generator<string> {
  for (let from = page.indexOf(`\n${beginning}`); from !== -1; from = page.indexOf(`\n${beginning}`, from + 1)) {
    const end = page.indexOf('\n', from + 1);
    yield page.slice(from + 1, end === -1 ? undefined : end);
  }
}
