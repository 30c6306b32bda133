import { redacted } from '../redaction/redacted.js';
import { remembered } from '../redaction/remembered.js';

/** Rendered samples of one family, without its header. */
export interface FamilyText {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram' | 'summary';
  readonly help: string;
  /** Blocks of sample lines in UTF-8, each line ended by a line feed. */
  readonly samples: Buffer[];
}

/** The two exposition formats Prometheus reads. */
export type Format = 'text' | 'openmetrics';

/** `Content-Type` of each format. */
export const contentTypes: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

interface Sample {
  readonly metricName?: string;
  readonly labels: Partial<Record<string, string | number>>;
  readonly value: number;
}

/** Sample lines of one metric. They read the same in both formats: without time stamps and exemplars only headers differ. */
export function renderSamples(name: string, samples: readonly Sample[]): string {
  let text = '';
  for (const sample of samples) {
    text += `${sample.metricName ?? name}${renderLabels(sample.labels)} ${renderValue(sample.value)}\n`;
  }
  return text;
}

/** A whole scrape in blocks: families in order, each with its header, also where it has no samples. */
export function renderFamilies(families: Iterable<FamilyText>, format: Format): Buffer[] {
  const blocks: Buffer[] = [];
  for (const family of families) blocks.push(Buffer.from(header(family, format)), ...family.samples);
  if (format === 'openmetrics') blocks.push(Buffer.from('# EOF\n'));
  return blocks;
}

/**
 * OpenMetrics 1.0 names a counter's family without `_total` and escapes quotes in HELP; Prometheus' text format 0.0.4
 * does neither.
 */
function header({ name, type, help }: FamilyText, format: Format): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (format === 'text') return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`;
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return `# HELP ${family} ${escaped.replaceAll('"', '\\"')}\n# TYPE ${family} ${type}\n`;
}

/** `{name="value",…}`, or nothing where there are no labels. */
export function renderLabels(labels: Sample['labels']): string {
  let text = '';
  for (const name in labels) {
    const value = labels[name];
    if (value !== undefined) text += `${text === '' ? '{' : ','}${name}="${labelText(value)}"`;
  }
  return text === '' ? '' : `${text}}`;
}

/** Texts of labels that are known by heart: paths and names of all series of a large fleet. */
const rememberedLabels = 32_768;
const safeLabel = remembered((value) => escapeLabel(redacted(value)), rememberedLabels);

/** Names of processes, files and groups come from outside and may hold a credential, as any text may. */
function labelText(value: string | number): string {
  return typeof value === 'number' ? String(value) : safeLabel(value);
}

const special = /[\\"\n]/;

function escapeLabel(value: string): string {
  if (!special.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** A sample's value as Go's strconv reads it. */
export function renderValue(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
