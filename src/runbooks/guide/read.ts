import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParsedDocument, parseYaml } from '../../document/parse.js';
import { readText } from '../../document/read.js';
import { compileSchema, type Schema, validate } from '../../document/schema.js';
import type { Finding, Risk } from '../../finding.js';
import type { GateQuery } from '../../gate/model.js';
import { readGateQueries } from '../../gate/readQueries.js';
import { problem } from '../problems/problem.js';
import type { GuideFile, Criterion as RawCriterion } from './guide.generated.js';

/** What must be true, and what shows it. */
export interface Criterion {
  readonly id: string;
  readonly title: string;
  readonly evidence:
    | { readonly kind: 'findings'; readonly risk: Risk }
    | { readonly kind: 'query'; readonly query: GateQuery }
    | { readonly kind: 'rehearsals' };
}

/** What the guide says besides the runbooks. */
export interface Guide {
  readonly phase0: GuideFile['phase_0'];
  readonly criteria: readonly Criterion[];
  readonly emergency: GuideFile['emergency'];
}

export type GuideResult =
  | { readonly guide: Guide; readonly findings: readonly Finding[] }
  | { readonly guide?: undefined; readonly findings: readonly Finding[] };

/** The data of the guide, as shipped. */
export const bundledGuide = fileURLToPath(new URL('../../../runbooks/guide.yaml', import.meta.url));

const schemaFile = new URL('../../../schemas/guide.schema.json', import.meta.url);
let compiled: Schema<GuideFile> | undefined;

/** Reads the data of the guide. Never throws. */
export async function loadGuide(file: string = bundledGuide): Promise<GuideResult> {
  const read = await readText(file);
  return 'finding' in read ? { findings: [read.finding] } : readGuide(file, read.text);
}

/** Reads its text, strictly. Never throws. */
export function readGuide(file: string, text: string): GuideResult {
  const document = parseYaml(file, text, { version: '1.2' });
  if (document.findings.length > 0) return { findings: document.findings };
  compiled ??= compileSchema<GuideFile>(JSON.parse(readFileSync(schemaFile, 'utf8')));
  const { value } = document;
  const quotable = new Set(['id', 'findings', 'query']);
  if (!compiled(value)) return { findings: validate(compiled, document, value, { unknownKey: 'error', quotable }) };
  const { queries, findings } = readGateQueries(document, 'queries');
  const problems = [...findings, ...(findings.length > 0 ? [] : criterionProblems(value, queries, document))];
  if (problems.length > 0) return { findings: problems };
  const criteria = value.criteria.flatMap((raw) => criterionOf(raw, queries));
  return { guide: { phase0: value.phase_0, criteria, emergency: value.emergency }, findings: [] };
}

function criterionOf({ id, title, findings, query }: RawCriterion, queries: readonly GateQuery[]): Criterion[] {
  if (findings !== undefined) return [{ id, title, evidence: { kind: 'findings', risk: findings } }];
  if (query === undefined) return [{ id, title, evidence: { kind: 'rehearsals' } }];
  const asked = queries.find((one) => one.id === query);
  return asked === undefined ? [] : [{ id, title, evidence: { kind: 'query', query: asked } }];
}

function criterionProblems(
  { criteria }: GuideFile,
  queries: readonly GateQuery[],
  document: ParsedDocument,
): Finding[] {
  return criteria.flatMap(({ id, query }, index): Finding[] => {
    const found: Finding[] = [];
    if (criteria.findIndex((other) => other.id === id) !== index) {
      found.push(
        problem('runbook-twice', 'error', document.placeOfValue(['criteria', index, 'id']), {
          message: `\`${id}\` is the id of an earlier criterion too`,
          why: 'the metric of a criterion has its id as a label',
          remedy: 'give each criterion an id of its own',
        }),
      );
    }
    if (query !== undefined && !queries.some((one) => one.id === query)) {
      found.push(
        problem('runbook-unknown', 'error', document.placeOfValue(['criteria', index, 'query']), {
          message: `there is no query \`${query}\``,
          why: 'the criterion could never be measured',
          remedy: 'name one of `queries` below',
        }),
      );
    }
    return found;
  });
}
