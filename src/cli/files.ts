import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { extractionStanding, extractValue } from '../files/extract.js';
import { keepFile } from '../files/keep.js';
import { allKept, type Kept, readKept } from '../files/kept.js';
import { patchFile, readPatch, standingOf } from '../files/patch.js';
import { FilesRefused } from '../files/refused.js';
import { isAsKept, type Part, restoreFile } from '../files/restore.js';
import { exitCodes } from './exit.js';
import { FileReport } from './fileReport.js';

/** Files, and the folder in which they are kept. */
export interface KeepingArguments {
  /** Empty for all that is kept. */
  readonly files: readonly string[];
  readonly in: string;
  /** Only say whether it is done. */
  readonly check?: boolean;
  readonly json?: boolean;
}

export interface RestoreArguments extends Omit<KeepingArguments, 'check'> {
  /** What is put back, or held against what was kept. */
  readonly only: Part;
}

export interface PatchArguments {
  readonly file: string;
  /** File with a unified diff, or the diff itself. */
  readonly patch?: string | undefined;
  readonly text?: string | undefined;
  readonly reverse: boolean;
  /** Only say whether it is applied. */
  readonly check: boolean;
  /** Only say whether it is applied or could be. */
  readonly fits: boolean;
  readonly json?: boolean;
}

export interface ExtractArguments {
  readonly file: string;
  readonly key: string;
  readonly into: string;
  readonly check: boolean;
  readonly json?: boolean;
}

/** What the commands need of the process they run in. */
export interface FilesSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

/** `fleetwatch files keep`: keeps files as they are, before they are changed. */
export function keepCommand(given: KeepingArguments, around: FilesSurroundings): Promise<number> {
  return answering(given, around, async (report) => {
    const folder = resolve(given.in);
    if (given.check === true) {
      const missing = await missingOf(given.files, folder);
      for (const file of given.files) report.add(file, missing.includes(file) ? 'not-kept' : 'kept', 'wrong');
      return missing.length === 0;
    }
    for (const file of given.files) {
      const keeping = await keepFile(file, folder);
      report.add(file, keeping === 'kept' ? 'kept' : 'kept-already');
    }
    return true;
  });
}

/** `fleetwatch files restore`: puts files back as they were kept. */
export function restoreCommand(given: RestoreArguments, around: FilesSurroundings): Promise<number> {
  return answering(given, around, async (report) => {
    for (const kept of await keptOf(given)) report.add(kept.path, await restoreFile(kept, given.only));
    return true;
  });
}

/** `fleetwatch files same`: whether files are as they were kept. */
export function sameCommand(given: RestoreArguments, around: FilesSurroundings): Promise<number> {
  return answering(given, around, async (report) => {
    let same = true;
    for (const kept of await keptOf(given)) {
      const isSame = await isAsKept(kept, given.only);
      same &&= isSame;
      report.add(kept.path, isSame ? 'as-kept' : 'not-as-kept', 'wrong');
    }
    return same;
  });
}

/** `fleetwatch files patch`: applies a unified diff once. */
export function patchCommand(given: PatchArguments, around: FilesSurroundings): Promise<number> {
  return answering(given, around, async (report) => {
    const path = resolve(given.file);
    const patch = readPatch(await patchText(given), given.reverse);
    if (given.check || given.fits) {
      const { kind } = await standingOf(path, patch);
      if (kind === 'does-not-fit' && !given.fits) throw new FilesRefused(`the patch does not fit ${path}`);
      report.add(path, patchStandings[kind]);
      return kind === 'applied' || (kind === 'fits' && given.fits);
    }
    report.add(path, (await patchFile(path, patch)) === 'patched' ? 'patched' : 'patched-already');
    return true;
  });
}

/** `fleetwatch files extract`: moves a value out of a YAML file into a private file. */
export function extractCommand(given: ExtractArguments, around: FilesSurroundings): Promise<number> {
  return answering(given, around, async (report) => {
    const extraction = { file: resolve(given.file), key: given.key, into: resolve(given.into) };
    if (given.check) {
      const isDone = (await extractionStanding(extraction)) === 'done';
      report.add(extraction.file, isDone ? 'moved' : 'not-moved', 'wrong', given.key);
      return isDone;
    }
    const result = await extractValue(extraction);
    report.add(extraction.file, result === 'extracted' ? 'moved' : 'moved-already', 'all', given.key);
    return true;
  });
}

const patchStandings = { applied: 'patched-already', fits: 'not-patched', 'does-not-fit': 'does-not-fit' } as const;

async function patchText({ patch, text }: PatchArguments): Promise<string> {
  if ((patch === undefined) === (text === undefined)) throw new FilesRefused('give a patch: either --patch or --text');
  if (patch === undefined) return text ?? '';
  return readFile(patch, 'utf8').catch((cause: unknown) => {
    throw new FilesRefused(`${patch} cannot be read`, { cause });
  });
}

async function missingOf(files: readonly string[], folder: string): Promise<string[]> {
  const kept = await Promise.all(files.map((file) => readKept(folder, resolve(file))));
  return files.filter((_, index) => kept[index] === undefined);
}

async function keptOf(given: KeepingArguments): Promise<Kept[]> {
  const folder = resolve(given.in);
  if (given.files.length > 0) {
    const [missing] = await missingOf(given.files, folder);
    if (missing !== undefined) throw new FilesRefused(`${missing} was not kept in ${folder}`);
  }
  const wanted = new Set(given.files.map((file) => resolve(file)));
  const kept = (await allKept(folder)).filter(({ path }) => wanted.size === 0 || wanted.has(path));
  if (kept.length === 0) throw new FilesRefused(`nothing is kept in ${folder}`);
  return kept;
}

/** Runs a command that ends well or not; what it is refused is said in one line, after what was done before. */
async function answering(
  { json = false }: { readonly json?: boolean },
  { write, problem }: FilesSurroundings,
  work: (report: FileReport) => Promise<boolean>,
): Promise<number> {
  const report = new FileReport(write, json);
  try {
    const isWell = await work(report);
    report.end();
    return isWell ? exitCodes.clean : exitCodes.found;
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error;
    report.end();
    problem(error.message);
    return exitCodes.couldNotRun;
  }
}
