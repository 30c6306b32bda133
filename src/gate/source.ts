import { readFileSync } from 'node:fs';
import { type ParsedDocument, parseYaml } from '../document/parse.js';
import { readText } from '../document/read.js';
import { compileSchema, type Schema, validate } from '../document/schema.js';
import type { Finding } from '../finding.js';
import { isRecord } from '../isRecord.js';
import { gateFinding } from './findings.js';
import type { GateFile } from './gate.generated.js';
import type { Gate, GateQuery } from './model.js';
import { type GateParameter, isPattern } from './parameters.js';
import { type QueriesKey, readGateQueries } from './readQueries.js';
import { placeholders } from './template.js';

/** A gate as it stands in a file: a gate file, or a runbook, whose success and abort conditions are one. */
export interface GateSource {
  readonly gate: Gate;
  readonly parameters: readonly GateParameter[];
  readonly document: ParsedDocument;
  readonly text: string;
  /** Where the queries of the gate stand, in the same order. */
  readonly paths: readonly (readonly [QueriesKey, number])[];
}

export type SourceResult =
  | { readonly source: GateSource; readonly findings: readonly Finding[] }
  | { readonly source?: undefined; readonly findings: readonly Finding[] };

const schemaFile = new URL('../../schemas/gate.schema.json', import.meta.url);
const quotable: ReadonlySet<string> = new Set(['id', 'name']);
let compiled: Schema<GateFile> | undefined;

/** Reads a gate file or the gate of a runbook file, strictly. Never throws. */
export async function readGateSource(file: string): Promise<SourceResult> {
  const read = await readText(file);
  if ('finding' in read) return { findings: [read.finding] };
  const document = parseYaml(file, read.text, { version: '1.2' });
  if (document.findings.length > 0) return { findings: document.findings };
  return isRunbook(document.value) ? runbookSource(document, read.text) : gateSource(document, read.text);
}

/** The names that the queries of a gate use. */
export function neededParameters({ queries }: Gate): ReadonlySet<string> {
  return new Set(queries.flatMap(({ query }) => placeholders(query)).map(({ name }) => name));
}

/** The gate of a runbook: its conditions of success, and those under which it is taken back. */
export function runbookGate(runbook: {
  readonly id: string;
  readonly title: string;
  readonly success: readonly GateQuery[];
  readonly abort: readonly GateQuery[];
}): Gate {
  return { id: runbook.id, title: runbook.title, queries: [...runbook.success, ...runbook.abort] };
}

function gateSource(document: ParsedDocument, text: string): SourceResult {
  const { value } = document;
  compiled ??= compileSchema<GateFile>(JSON.parse(readFileSync(schemaFile, 'utf8')));
  const problems = validate(compiled, document, value, { unknownKey: 'error', quotable });
  if (problems.length > 0 || !compiled(value)) return { findings: problems };
  const { id, title, parameters = [] } = value;
  const names = parameters.map(({ name }) => name);
  const { queries, findings } = readGateQueries(document, 'queries', names);
  const all = [...patternFindings(document, parameters), ...findings];
  if (all.length > 0) return { findings: all };
  const paths = queries.map((_, index) => ['queries', index] as const);
  return { source: { gate: { id, title, queries }, parameters, document, text, paths }, findings: [] };
}

/** Of a runbook only what its gate needs is looked at here; all else is for whoever loads runbooks. */
function runbookSource(document: ParsedDocument, text: string): SourceResult {
  const head = headOf(document.value);
  const names = head.parameters.map(({ name }) => name);
  const success = readGateQueries(document, 'success', names);
  const abort = readGateQueries(document, 'abort', names);
  const findings = [
    ...patternFindings(document, head.parameters),
    ...success.findings,
    ...abort.findings,
    ...abort.queries.flatMap(({ id }, index) => {
      const isTwice = success.queries.some((query) => query.id === id);
      return isTwice ? twiceInRunbook(document, id, index) : [];
    }),
  ];
  if (findings.length > 0) return { findings };
  const gate = runbookGate({ ...head, success: success.queries, abort: abort.queries });
  if (gate.queries.length === 0) return { findings: [asksNothing(document)] };
  const paths = [
    ...success.queries.map((_, index) => ['success', index] as const),
    ...abort.queries.map((_, index) => ['abort', index] as const),
  ];
  return { source: { gate, parameters: head.parameters, document, text, paths }, findings: [] };
}

function isRunbook(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !('queries' in value) && ('steps' in value || 'success' in value);
}

function headOf(value: unknown): { id: string; title: string; parameters: GateParameter[] } {
  const { id, title, parameters }: Record<string, unknown> = isRecord(value) ? value : {};
  const listed: unknown[] = Array.isArray(parameters) ? parameters : [];
  return {
    id: typeof id === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(id) ? id : 'runbook',
    title: typeof title === 'string' ? title : '',
    parameters: listed.flatMap(parameterOf),
  };
}

function parameterOf(value: unknown): GateParameter[] {
  if (!isRecord(value)) return [];
  const { name, about, pattern, default: preset } = value;
  if (typeof name !== 'string') return [];
  return [
    {
      name,
      about: typeof about === 'string' ? about : '',
      ...(typeof pattern === 'string' ? { pattern } : {}),
      ...(typeof preset === 'string' ? { default: preset } : {}),
    },
  ];
}

function patternFindings(document: ParsedDocument, parameters: readonly GateParameter[]): Finding[] {
  return parameters.flatMap(({ pattern }, index) => {
    if (pattern === undefined || isPattern(pattern)) return [];
    return gateFinding(document.placeOfValue(['parameters', index, 'pattern']), {
      code: 'gate-parameter',
      message: 'the pattern is no regular expression',
      why: 'no value can be held against it',
      remedy: 'correct it; what stands for itself and is a sign of regular expressions needs a backslash',
    });
  });
}

function twiceInRunbook(document: ParsedDocument, id: string, index: number): Finding {
  return gateFinding(document.placeOfValue(['abort', index, 'id']), {
    code: 'gate-query-twice',
    message: `a condition of success has the id \`${id}\` too`,
    why: 'baselines, last good values and metrics are kept by the id: two queries would share them',
    remedy: 'give each query an id of its own',
  });
}

function asksNothing(document: ParsedDocument): Finding {
  return gateFinding(document.placeOfKey(['success']), {
    code: 'gate-limits',
    message: 'it has neither conditions of success nor of abort',
    why: 'a gate that asks nothing could only say go',
    remedy: 'write at least one query under `success`',
  });
}
