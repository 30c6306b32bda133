import { parseYaml } from '../../document/parse.js';
import { readText } from '../../document/read.js';
import { compileSchema, validate } from '../../document/schema.js';
import type { Finding } from '../../finding.js';
import type { Baseline } from './apply.js';
import type { BaselineEntry } from './entry.js';

const text = { type: 'string', minLength: 1 };

const schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['code', 'until', 'reason'],
    properties: {
      code: { ...text, description: 'Code of the findings.' },
      agent: { ...text, description: 'Agent they are about.' },
      file: { ...text, description: 'File they are in, relative to the baseline file.' },
      message: { ...text, description: 'What they say.' },
      until: {
        type: 'string',
        pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
        description: 'write the last day on which they are accepted as YYYY-MM-DD',
      },
      reason: { ...text, description: 'Why they are accepted.' },
    },
    additionalProperties: false,
  },
};

const quotable: ReadonlySet<string> = new Set(['code', 'agent', 'file', 'until']);

/** Reads a baseline file; its findings are what keeps it from being used. Never throws. */
export async function readBaseline(
  file: string,
): Promise<{ readonly baseline: Baseline } | { readonly findings: readonly Finding[] }> {
  const read = await readText(file);
  if ('finding' in read) {
    return { findings: [{ ...read.finding, remedy: `${read.finding.remedy}; --write-baseline makes one` }] };
  }
  const document = parseYaml(file, read.text, { version: '1.2' });
  const value = document.value === null ? [] : document.value;
  if (document.findings.length > 0) return { findings: document.findings };
  const isBaseline = compileSchema<readonly BaselineEntry[]>(schema);
  if (!isBaseline(value)) {
    return { findings: validate(isBaseline, document, value, { unknownKey: 'error', quotable }) };
  }
  const entries = value.map((entry, index) => ({ ...entry, place: document.placeOfValue([index]) }));
  return { baseline: { file, entries } };
}
