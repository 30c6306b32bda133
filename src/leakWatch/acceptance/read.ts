import { parseYaml } from '../../document/parse.js';
import { compileSchema, type Schema, validate } from '../../document/schema.js';
import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import type { AcceptedLeak, PlacedAcceptance } from './entry.js';

const text = { type: 'string', minLength: 1 };

const schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['fingerprint', 'until', 'reason'],
    properties: {
      fingerprint: {
        type: 'string',
        pattern: '^[0-9a-f]{16}$',
        description: 'write the fingerprint as the finding shows it, 16 hexadecimal digits in quotes',
      },
      rule: { ...text, description: 'Id of the rule that finds it.' },
      until: {
        type: 'string',
        pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
        description: 'write the last day on which it is accepted as YYYY-MM-DD',
      },
      reason: { ...text, description: 'Why it is accepted.' },
    },
    additionalProperties: false,
  },
};

/** Not the fingerprint: in its place may stand the credential itself. */
const quotable: ReadonlySet<string> = new Set(['until']);

let compiled: Schema<readonly AcceptedLeak[]> | undefined;

/** What a file of acceptances says; where it has findings, none of it counts. */
export interface Acceptances {
  readonly entries: readonly PlacedAcceptance[];
  readonly findings: readonly Finding[];
}

/**
 * Reads the text of a file of accepted leaks, strictly. Never throws.
 *
 * @param isRule whether a rule of that id exists
 */
export function readAcceptances(file: string, content: string, isRule: (id: string) => boolean): Acceptances {
  const document = parseYaml(file, content, { version: '1.2' });
  if (document.findings.length > 0) return refused(document.findings);
  const value = document.value === null ? [] : document.value;
  compiled ??= compileSchema<readonly AcceptedLeak[]>(schema);
  if (!compiled(value)) return refused(validate(compiled, document, value, { unknownKey: 'error', quotable }));
  const unknown = value.flatMap(({ rule }, index): Finding[] => {
    if (rule === undefined || isRule(rule)) return [];
    const place = document.placeOfValue([index, 'rule']);
    return [
      {
        code: 'leak-acceptance-rule',
        risk: 'H',
        severity: 'error',
        place,
        message: `there is no rule \`${shown(rule)}\``,
        why: 'the entry accepts nothing, and nobody notices',
        remedy: 'write the id of the rule as the finding shows it, or leave `rule` out',
      },
    ];
  });
  if (unknown.length > 0) return refused(unknown);
  return {
    entries: value.map((entry, index) => ({ ...entry, place: document.placeOfValue([index]) })),
    findings: [],
  };
}

function refused(findings: readonly Finding[]): Acceptances {
  return { entries: [], findings: findings.map((finding) => ({ ...finding, risk: 'H' })) };
}
