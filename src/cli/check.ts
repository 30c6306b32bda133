import { rename, writeFile } from 'node:fs/promises';
import { audits } from '../audits/registry.js';
import type { Baseline } from '../check/baseline/apply.js';
import { readBaseline } from '../check/baseline/read.js';
import { baselineText } from '../check/baseline/write.js';
import { check } from '../check/check.js';
import type { CheckReport } from '../check/report.js';
import { type Format, reporters } from '../check/reporters/formats.js';
import { isAtLeast, select, UnknownChoice } from '../check/selection.js';
import { type Surroundings, sourcesOf, type Target, WrongTarget } from '../check/sources.js';
import type { Finding, Severity } from '../finding.js';
import { exitCodes } from './exit.js';

/** Findings of this severity and graver ones make a check fail. `info` never does. */
export type FailOn = Exclude<Severity, 'info'> | 'never';

export interface CheckArguments extends Target {
  /** Names of audits, risk letters and codes; empty for all. */
  readonly only: readonly string[];
  readonly minSeverity: Severity;
  readonly failOn: FailOn;
  readonly strict: boolean;
  readonly format: Format;
  readonly baseline?: string | undefined;
  readonly writeBaseline: boolean;
}

/** What a command needs of the process it runs in. */
export interface CheckSurroundings extends Surroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** `fleetwatch check`: looks once for everything that is wrong in a fleet as it is written down. */
export async function checkCommand(given: CheckArguments, around: CheckSurroundings): Promise<number> {
  try {
    return await run(given, around);
  } catch (error) {
    if (!(error instanceof WrongTarget || error instanceof UnknownChoice)) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}

async function run(given: CheckArguments, around: CheckSurroundings): Promise<number> {
  const print = (report: CheckReport) => around.write(reporters[given.format](report));
  const refuse = (findings: readonly Finding[]) => {
    print({ findings, accepted: [], tables: [], machines: 0, agents: 0, notAudited: [] });
    return exitCodes.couldNotRun;
  };
  if (given.writeBaseline && isPartial(given)) {
    throw new WrongTarget('a baseline is written of everything: --write-baseline needs --baseline and excludes --only');
  }
  const selection = select(given.only, audits);
  const found = await sourcesOf(given, around);
  if ('findings' in found) return refuse(found.findings);
  const read = await readFormerBaseline(given);
  if (read !== undefined && 'findings' in read) return refuse(read.findings);

  const baseline = given.writeBaseline ? undefined : read?.baseline;
  const { minSeverity: minimumSeverity, strict } = given;
  const report = await check(found.sources, { selection, minimumSeverity, strict, baseline, now: around.now() });
  if (given.writeBaseline && read !== undefined && report.notAudited.length === 0) {
    await replaceFile(read.baseline.file, baselineText(read.baseline, report.findings, around.now()));
    const failing = report.findings.filter((finding) => isAtLeast(finding, 'warning'));
    if (given.format === 'text') around.write(`${read.baseline.file}: written, accepted findings: ${failing.length}\n`);
    return exitCodes.clean;
  }
  print(report);
  return exitCode(report, given.failOn);
}

/** A baseline that is about to be written need not be there before. */
async function readFormerBaseline({
  baseline: file,
  writeBaseline,
}: CheckArguments): Promise<{ readonly baseline: Baseline } | { readonly findings: readonly Finding[] } | undefined> {
  if (file === undefined) return undefined;
  const read = await readBaseline(file);
  const isAbsent = 'findings' in read && read.findings.some(({ code }) => code === 'file-unreadable');
  return writeBaseline && isAbsent ? { baseline: { file, entries: [] } } : read;
}

function isPartial({ baseline, only, files, config, machine, minSeverity }: CheckArguments): boolean {
  const isPart = config !== undefined && (files.length > 0 || machine !== undefined);
  return baseline === undefined || only.length > 0 || minSeverity !== 'info' || isPart;
}

/** Whoever reads the file meanwhile has either the former text or the new one: rename(2) is atomic. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, text);
  await rename(draft, file);
}

function exitCode({ findings }: CheckReport, failOn: FailOn): number {
  if (findings.some(({ code }) => code === 'file-unreadable')) return exitCodes.couldNotRun;
  if (failOn === 'never') return exitCodes.clean;
  return findings.some((finding) => isAtLeast(finding, failOn)) ? exitCodes.found : exitCodes.clean;
}
