import { isRecord } from '../../isRecord.js';
import { readJson, writeJson } from '../../state/store.js';
import type { Gate, GateQuery } from '../model.js';
import { type Ask, type GateRunOptions, measureOnce } from '../run.js';

/** What was measured before a change. */
export interface BaselineTaken {
  /** By the id of the query. */
  readonly values: Readonly<Record<string, number>>;
  /** Queries that came to no single number, and why. */
  readonly missing: readonly { readonly id: string; readonly why: string }[];
}

/** Measures each query once that is held against the baseline. */
export async function takeBaseline(
  queries: readonly GateQuery[],
  options: { readonly ask: Ask; readonly signal: AbortSignal } & Pick<GateRunOptions, 'parameters' | 'now'>,
): Promise<BaselineTaken> {
  const wanted = queries.filter(({ condition }) => condition.reference.kind === 'baseline');
  const measured = await Promise.all(
    wanted.map(async (query) => ({
      id: query.id,
      measurement: await measureOnce(query, { ...options, references: {} }, options.signal),
    })),
  );
  const values = measured.flatMap(({ id, measurement }) => {
    return measurement?.number === undefined ? [] : [[id, measurement.number] as const];
  });
  const missing = measured.flatMap(({ id, measurement }) => {
    if (measurement?.number !== undefined) return [];
    const isSeveral = measurement !== undefined && measurement.value !== undefined;
    return { id, why: isSeveral ? 'not one finite number' : (measurement?.why ?? 'cancelled') };
  });
  return { values: Object.fromEntries(values), missing };
}

/** Reads a file that {@link writeBaseline} wrote; `undefined` where there is none, or of another gate. */
export async function readBaseline(file: string, { id }: Gate): Promise<Record<string, number> | undefined> {
  const content = await readJson(file);
  if (!isRecord(content) || content.gate !== id || !isRecord(content.values)) return undefined;
  const numbers = Object.entries(content.values).flatMap(([name, value]) => {
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(numbers);
}

/** Writes a baseline for later runs. Rejects with the system's error. */
export function writeBaseline(file: string, { id }: Gate, at: number, { values }: BaselineTaken): Promise<void> {
  return writeJson(file, { gate: id, at, values });
}
