import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean, nearest } from '../document/nearest.js';
import { readText } from '../document/read.js';
import { shown } from '../document/wording.js';
import { compareFindings, type Finding } from '../finding.js';
import type { Runbook } from './model.js';
import { type PlacedRunbook, relationProblems } from './problems/relations.js';
import { readRunbook } from './reading/read.js';

/** The procedures for the eight risks, as shipped. */
export const bundledRunbooks = fileURLToPath(new URL('../../runbooks/risks/', import.meta.url));

export interface LoadedRunbooks {
  /** Those that can be used, by id. A runbook with an error is not among them. */
  readonly runbooks: readonly Runbook[];
  /** Sorted by place. */
  readonly findings: readonly Finding[];
}

export type LoadedRunbook =
  | { readonly runbook: Runbook; readonly findings: readonly Finding[] }
  | { readonly runbook?: undefined; readonly findings: readonly Finding[] };

/** The folders that hold runbooks: the bundled ones, and those of one's own where the settings name a folder. */
export function runbookFolders(own: string | undefined): string[] {
  return own === undefined ? [bundledRunbooks] : [bundledRunbooks, own];
}

/** Reads all `*.yaml` of the folders, and holds them against each other. Never throws. */
export async function loadRunbooks(folders: readonly string[]): Promise<LoadedRunbooks> {
  const listed = await Promise.all(folders.map(listFiles));
  const loaded = await loadFiles(listed.flatMap(({ files }) => files));
  return { ...loaded, findings: [...listed.flatMap(({ findings }) => findings), ...loaded.findings] };
}

/** Reads these files, and holds them against each other. Never throws. */
export async function loadFiles(files: readonly string[]): Promise<LoadedRunbooks> {
  const read = await Promise.all(files.map(readOne));
  const placed = read.flatMap(({ placed }) => placed);
  const related = relationProblems(placed, [...files.map(idOf), ...placed.map(({ runbook }) => runbook.id)]);
  // Of two with one id, the one before stands; the other is the finding.
  const refused = new Set(related.map(({ place }) => (place.kind === 'file' ? place.file : '')));
  const usable = placed.map(({ runbook }) => runbook).filter(({ file }) => !refused.has(file));
  return {
    runbooks: usable.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    findings: [...read.flatMap(({ findings }) => findings), ...related].sort(compareFindings),
  };
}

/**
 * One runbook, by its id or by its file, held against those of the folders. The findings are its own; where there is no
 * such runbook they say so. Never throws.
 */
export async function loadRunbook(idOrFile: string, folders: readonly string[]): Promise<LoadedRunbook> {
  const listed = (await Promise.all(folders.map(listFiles))).flatMap(({ files }) => files);
  const isFile = /\.ya?ml$/.test(idOrFile);
  const file = isFile ? idOrFile : listed.find((known) => idOf(known) === idOrFile);
  if (file === undefined) return { findings: [noSuchRunbook(idOrFile, listed.map(idOf))] };
  const others = listed.filter((known) => idOf(known) !== idOf(file));
  const { runbooks, findings } = await loadFiles([...others, file]);
  const runbook = runbooks.find((one) => one.file === file);
  const own = findings.filter(({ place }) => place.kind === 'file' && place.file === file);
  return runbook === undefined ? { findings: own } : { runbook, findings: own };
}

/** The file of a runbook by its id; nothing where there is none of that id. Never throws. */
export async function runbookFile(id: string, ownFolder?: string): Promise<string | undefined> {
  const listed = await Promise.all(runbookFolders(ownFolder).map(listFiles));
  return listed.flatMap(({ files }) => files).find((file) => idOf(file) === id);
}

async function listFiles(folder: string): Promise<{ readonly files: string[]; readonly findings: Finding[] }> {
  try {
    const names = (await readdir(folder)).filter((name) => /^[^.].*\.yaml$/.test(name)).sort();
    return { files: names.map((name) => join(folder, name)), findings: [] };
  } catch (error) {
    return { files: [], findings: [unreadable(folder, error)] };
  }
}

async function readOne(file: string): Promise<{ readonly placed: PlacedRunbook[]; readonly findings: Finding[] }> {
  const text = await readText(file);
  if ('finding' in text) return { placed: [], findings: [text.finding] };
  const { document, runbook, findings } = readRunbook(file, text.text);
  return { placed: runbook === undefined ? [] : [{ runbook, document }], findings: [...findings] };
}

function idOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/, '');
}

function unreadable(folder: string, error: unknown): Finding {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return {
    code: 'file-unreadable',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file: folder, line: 1, column: 1 },
    message: `cannot read the folder of runbooks: ${reason}`,
    why: 'the procedures in it are not there when they are needed',
    remedy: 'correct `changes.runbooks` in the settings, or the permissions of the folder',
  };
}

function noSuchRunbook(id: string, known: readonly string[]): Finding {
  const near = nearest(id, known);
  return {
    code: 'runbook-unknown',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file: shown(id), line: 1, column: 1 },
    message: `there is no runbook \`${shown(id)}\`${didYouMean(near)}`,
    why: 'nothing is done that no runbook spells out',
    remedy: 'name one that `fleetwatch runbook list` shows, or a file',
  };
}
