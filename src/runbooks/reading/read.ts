import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type ParsedDocument, parseYaml } from '../../document/parse.js';
import { compileSchema, type Schema, validate } from '../../document/schema.js';
import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import { durationSeconds } from '../../gate/duration.js';
import { readGateQueries } from '../../gate/readQueries.js';
import type { Runbook } from '../model.js';
import { parameterProblems } from '../problems/parameters.js';
import { problem } from '../problems/problem.js';
import { programProblems } from '../problems/programs.js';
import { stepProblems } from '../problems/steps.js';
import type { RunbookFile } from '../runbook.generated.js';
import { stepOf, testOf } from './steps.js';

/** What the text of a runbook came to. */
export interface ReadRunbook {
  readonly document: ParsedDocument;
  /** Absent where a finding is an error: such a runbook may not be run. */
  readonly runbook: Runbook | undefined;
  /** Also warnings about a runbook that can be used. */
  readonly findings: readonly Finding[];
}

const schemaFile = new URL('../../../schemas/runbook.schema.json', import.meta.url);
let compiled: Schema<RunbookFile> | undefined;

/** Keys whose values findings may quote: what cannot be a credential even where it is misplaced. */
const quotable: ReadonlySet<string> = new Set([
  ...['id', 'title', 'risk', 'kind', 'impact', 'complexity', 'effort', 'downtime', 'machines', 'bake'],
  ...['dependencies', 'conflicts', 'machine', 'deadline', 'name', 'likelihood'],
]);

/** Reads the text of a runbook, strictly, with all its problems at once. Never throws. */
export function readRunbook(file: string, text: string): ReadRunbook {
  const document = parseYaml(file, text, { version: '1.2' });
  if (document.value === undefined) return { document, runbook: undefined, findings: document.findings };
  const schema = runbookSchema();
  const { value } = document;
  const formal = validate(schema, document, value, { unknownKey: 'error', quotable });
  if (!schema(value)) return { document, runbook: undefined, findings: [...document.findings, ...formal] };
  const parameters = (value.parameters ?? []).map(({ name }) => name);
  const success = readGateQueries(document, 'success', parameters);
  const abort = readGateQueries(document, 'abort', parameters);
  const findings = [
    ...document.findings,
    ...nameProblems(value, document),
    ...stepProblems(value, document),
    ...parameterProblems(value, document),
    ...programProblems(value, document),
    ...success.findings,
    ...abort.findings,
  ];
  if (findings.some(({ severity }) => severity === 'error')) return { document, runbook: undefined, findings };
  const gates = { success: success.queries, abort: abort.queries };
  return { document, runbook: { ...assemble(value), ...gates, file, digest: digestOf(text) }, findings };
}

function runbookSchema(): Schema<RunbookFile> {
  compiled ??= compileSchema<RunbookFile>(JSON.parse(readFileSync(schemaFile, 'utf8')));
  return compiled;
}

function assemble(file: RunbookFile): Omit<Runbook, 'success' | 'abort' | 'file' | 'digest'> {
  const { id, title, risk, kind, issue, solution, impact, complexity, downtime, machines, risks } = file;
  return {
    ...{ id, title, risk, kind, issue, solution, impact, complexity, downtime, machines, risks },
    effortHours: durationSeconds(file.effort) / 3600,
    dependencies: file.dependencies ?? [],
    conflicts: file.conflicts ?? [],
    parameters: (file.parameters ?? []).map((parameter) => ({ ...parameter, default: parameter.default })),
    steps: file.steps.map(stepOf),
    tests: file.tests.map(testOf),
    rollback: (file.rollback ?? []).map(stepOf),
    bakeSeconds: durationSeconds(file.bake),
  };
}

function nameProblems({ id }: RunbookFile, document: ParsedDocument): Finding[] {
  const name = basename(document.file).replace(/\.ya?ml$/, '');
  if (name === id) return [];
  return [
    problem('runbook-name', 'error', document.placeOfValue(['id']), {
      message: `the file is called \`${shown(name)}\` and the runbook in it \`${id}\``,
      why: 'a runbook is found by the name of its file',
      remedy: 'give both the same name',
    }),
  ];
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
