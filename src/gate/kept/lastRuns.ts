import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../isRecord.js';
import { readJson, writeJson } from '../../state/store.js';
import { type GateVerdict, gateVerdicts } from '../model.js';
import type { GateRun } from '../run.js';
import type { QueryVerdict } from '../tally.js';

/** What a gate last came to, as it is kept for the metrics. */
export interface LastRun {
  readonly gate: string;
  /** The change that it decided on; empty where it was run by itself. */
  readonly change: string;
  readonly verdict: GateVerdict;
  /** Unix time in milliseconds at which it ended. */
  readonly at: number;
  readonly queries: readonly {
    readonly id: string;
    readonly verdict: QueryVerdict;
    /** The value of the last measurement, where it had one. */
    readonly value: number | undefined;
  }[];
}

/** Files that are kept, one a gate and change: more would only be old ones. */
const filesAtMost = 50;

/** Keeps what a run came to in the state directory. Rejects with the system's error. */
export async function keepLastRun(stateDirectory: string, change: string, run: GateRun): Promise<void> {
  const folder = folderIn(stateDirectory);
  const queries = run.queries.map(({ query, verdict, measurements }) => {
    const value = measurements.at(-1)?.value;
    // JSON has no numbers for NaN and infinity.
    return { id: query.id, verdict, value: value === undefined ? undefined : String(value) };
  });
  const file = join(folder, `${encodeURIComponent(run.gate.id)}@${encodeURIComponent(change)}.json`);
  await writeJson(file, { gate: run.gate.id, change, verdict: run.verdict, at: run.endedAt, queries });
  await removeOldest(folder);
}

/** The last run of each gate and change, the newest first. Files that cannot be read are left out. */
export async function readLastRuns(stateDirectory: string): Promise<readonly LastRun[]> {
  const folder = folderIn(stateDirectory);
  const contents = await Promise.all((await jsonFiles(folder)).map((name) => readJson(join(folder, name))));
  return contents.flatMap(lastRunOf).sort((a, b) => b.at - a.at);
}

function folderIn(stateDirectory: string): string {
  return join(stateDirectory, 'gates', 'last-runs');
}

async function jsonFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json'));
}

async function removeOldest(folder: string): Promise<void> {
  const names = await jsonFiles(folder);
  if (names.length <= filesAtMost) return;
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = dated.sort((a, b) => b.at - a.at).slice(filesAtMost);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}

function lastRunOf(content: unknown): LastRun[] {
  if (!isRecord(content)) return [];
  const { gate, change, at, queries } = content;
  const verdict = gateVerdicts.find((one) => one === content.verdict);
  if (typeof gate !== 'string' || typeof change !== 'string' || typeof at !== 'number') return [];
  if (verdict === undefined || !Array.isArray(queries)) return [];
  return [{ gate, change, verdict, at, queries: queries.flatMap(queryOf) }];
}

const queryVerdicts: readonly QueryVerdict[] = ['pass', 'fail', 'inconclusive', 'unfinished'];

function queryOf(content: unknown): LastRun['queries'][number][] {
  if (!isRecord(content) || typeof content.id !== 'string') return [];
  const verdict = queryVerdicts.find((one) => one === content.verdict);
  if (verdict === undefined) return [];
  return [{ id: content.id, verdict, value: typeof content.value === 'string' ? Number(content.value) : undefined }];
}
