import { join } from 'node:path';
import { isRecord } from '../../isRecord.js';
import { readJson, writeJson } from '../../state/store.js';
import type { Gate, GateQuery } from '../model.js';
import type { GateRun } from '../run.js';
import { resolveQuery } from '../template.js';

/**
 * The values of the last good run of a gate, by the id of the query. Only of queries that ask the same today: another
 * text or another value of a parameter is another question. The change may be another.
 */
export async function readLastGood(
  stateDirectory: string,
  gate: Gate,
  parameters: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, number>>> {
  const content = await readJson(fileOf(stateDirectory, gate));
  const kept: unknown = isRecord(content) ? content.queries : undefined;
  if (!isRecord(kept)) return {};
  const values = gate.queries.flatMap((query) => {
    const entry: unknown = Object.hasOwn(kept, query.id) ? kept[query.id] : undefined;
    if (!isRecord(entry) || typeof entry.value !== 'number') return [];
    return entry.question === questionOf(query, parameters) ? [[query.id, entry.value] as const] : [];
  });
  return Object.fromEntries(values);
}

/**
 * Keeps the last values of a run as good. Values that are no single number are not kept; of a query that has none now,
 * nothing is left. Rejects with the system's error.
 */
export async function keepAsGood(
  stateDirectory: string,
  run: GateRun,
  parameters: ReadonlyMap<string, string>,
): Promise<void> {
  const queries = run.queries.flatMap(({ query, measurements }) => {
    const value = measurements.at(-1)?.number;
    return value === undefined ? [] : [[query.id, { question: questionOf(query, parameters), value }] as const];
  });
  await writeJson(fileOf(stateDirectory, run.gate), { at: run.endedAt, queries: Object.fromEntries(queries) });
}

function fileOf(stateDirectory: string, { id }: Gate): string {
  return join(stateDirectory, 'gates', 'last-good', `${encodeURIComponent(id)}.json`);
}

function questionOf({ query }: GateQuery, parameters: ReadonlyMap<string, string>): string | undefined {
  const resolved = resolveQuery(query, new Map([...parameters, ['change', '']]));
  return 'text' in resolved ? resolved.text : undefined;
}
