import { readFileSync } from 'node:fs';
import type { ParsedDocument } from '../document/parse.js';
import { compileSchema, type Schema, validate } from '../document/schema.js';
import { shown } from '../document/wording.js';
import type { Finding } from '../finding.js';
import { parseCondition } from './condition.js';
import { durationSeconds } from './duration.js';
import { gateFinding } from './findings.js';
import type { GateQuery as RawQuery } from './gate.generated.js';
import type { GateQuery } from './model.js';
import { gateParameters, placeholders } from './template.js';

/** Where a document holds queries: a gate file in `queries`, a runbook in the others. */
export type QueriesKey = 'queries' | 'success' | 'abort';

export interface QueriesResult {
  /** None where there are findings. */
  readonly queries: readonly GateQuery[];
  readonly findings: readonly Finding[];
}

/** A gate decides on a change while somebody waits for it. */
const longestSeconds = 86_400;

/** Keys whose values findings may quote. */
const quotable: ReadonlySet<string> = new Set([
  ...['id', 'condition', 'reduce', 'on_no_data', 'on_nan', 'on_error', 'count', 'interval', 'initial_delay'],
  ...['failure_limit', 'inconclusive_limit', 'consecutive_success_limit'],
]);

const schemaFile = new URL('../../schemas/gate.schema.json', import.meta.url);
const compiled = new Map<QueriesKey, Schema<Readonly<Record<string, RawQuery[] | undefined>>>>();

/**
 * Reads the gate queries that stand under a key at the top of a document, strictly. `parameters` are the names that may
 * stand in queries besides `machine` and `change`. A document without the key has none. Never throws.
 */
export function readGateQueries(
  document: ParsedDocument,
  key: QueriesKey,
  parameters: readonly string[] = [],
): QueriesResult {
  const { value } = document;
  const schema = schemaOf(key);
  const problems = validate(schema, document, value, { unknownKey: 'error', quotable });
  if (problems.length > 0 || !schema(value)) return { queries: [], findings: problems };
  const raw = value[key] ?? [];
  const known = new Set<string>([...gateParameters, ...parameters]);
  const findings = raw.flatMap((query, index) => [
    ...twice(query, raw.slice(0, index), () => document.placeOfValue([key, index, 'id'])),
    ...limits(query, () => document.placeOfValue([key, index])),
    ...unknownParameters(query, known, () => document.placeOfValue([key, index, 'query'])),
  ]);
  return findings.length > 0 ? { queries: [], findings } : { queries: raw.flatMap(queryOf), findings };
}

function schemaOf(key: QueriesKey) {
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const { $defs } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const queries = { type: 'array', items: { $ref: '#/$defs/query' } };
  const schema = compileSchema<Readonly<Record<string, RawQuery[] | undefined>>>({
    type: 'object',
    properties: { [key]: queries },
    $defs,
  });
  compiled.set(key, schema);
  return schema;
}

function queryOf(raw: RawQuery): GateQuery[] {
  const condition = parseCondition(raw.condition);
  // The schema has the same form for conditions.
  if (condition === undefined) return [];
  return [
    {
      id: raw.id,
      title: raw.title,
      query: raw.query,
      condition,
      reduce: raw.reduce,
      onNoData: raw.on_no_data,
      onNaN: raw.on_nan,
      onError: raw.on_error,
      initialDelay: durationSeconds(raw.initial_delay ?? '0s'),
      interval: durationSeconds(raw.interval ?? '15s'),
      count: raw.count ?? 1,
      failureLimit: raw.failure_limit ?? 0,
      inconclusiveLimit: raw.inconclusive_limit ?? 0,
      consecutiveSuccessLimit: raw.consecutive_success_limit ?? 0,
    },
  ];
}

type PlaceOf = () => ReturnType<ParsedDocument['placeOfValue']>;

function twice({ id }: RawQuery, earlier: readonly RawQuery[], placeOf: PlaceOf): Finding[] {
  if (!earlier.some((other) => other.id === id)) return [];
  return [
    gateFinding(placeOf(), {
      code: 'gate-query-twice',
      message: `a query before has the id \`${id}\``,
      why: 'baselines, last good values and metrics are kept by the id: two queries would share them',
      remedy: 'give each query an id of its own',
    }),
  ];
}

function limits(raw: RawQuery, placeOf: PlaceOf): Finding[] {
  const found = limitProblem(raw);
  if (found === undefined) return [];
  const [message, remedy] = found;
  const why = 'such a query could pass, or go on, without ever having measured what it asks';
  return [gateFinding(placeOf(), { code: 'gate-limits', message, why, remedy })];
}

function limitProblem(raw: RawQuery): readonly [message: string, remedy: string] | undefined {
  const count = raw.count ?? 1;
  const interval = durationSeconds(raw.interval ?? '15s');
  const total = durationSeconds(raw.initial_delay ?? '0s') + (count - 1) * interval;
  if ((raw.failure_limit ?? 0) >= count) {
    return [`\`failure_limit\` is not below \`count\`, ${count}: it never fails`, 'choose a lower `failure_limit`'];
  }
  if ((raw.inconclusive_limit ?? 0) >= count) {
    return [`\`inconclusive_limit\` is not below \`count\`, ${count}`, 'choose a lower `inconclusive_limit`'];
  }
  if ((raw.consecutive_success_limit ?? 0) > count) {
    return [
      `\`consecutive_success_limit\` is above \`count\`, ${count}: it never passes`,
      'choose a lower `consecutive_success_limit`, or a higher `count`',
    ];
  }
  if (count > 1 && interval === 0) return ['`interval` is 0', 'leave some time between two measurements'];
  if (total > longestSeconds) return ['it takes longer than a day', 'choose a lower `count` or `interval`'];
  return undefined;
}

function unknownParameters(raw: RawQuery, known: ReadonlySet<string>, placeOf: PlaceOf): Finding[] {
  const names = new Set(placeholders(raw.query).map(({ name }) => name));
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) =>
      gateFinding(placeOf(), {
        code: 'gate-parameter',
        message: `there is no parameter \`${shown(name)}\``,
        why: 'a query without a value for it cannot be asked',
        remedy: `name it in \`parameters\`, or use one of ${[...known].join(', ')}; a brace itself is written {{`,
      }),
    );
}
