import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { countBySeverity } from '../check/report.js';
import { type Format, rendered } from '../check/reporters/formats.js';
import { formatFindings } from '../document/report.js';
import type { Finding } from '../finding.js';
import { procedurePage } from '../runbooks/guide/procedure.js';
import { bundledRunbooks, loadFiles, loadRunbook, loadRunbooks, runbookFolders } from '../runbooks/load.js';
import { loadMachines, loadSettings } from '../settings.js';
import { exitCodes } from './exit.js';

/** Where runbooks are besides the bundled ones. */
export interface RunbookSource {
  /** Settings file that names a folder of one's own. */
  readonly config?: string | undefined;
}

export interface RunbookLintArguments extends RunbookSource {
  /** All runbooks unless given. */
  readonly files: readonly string[];
  readonly format: Format;
}

export interface RunbookListArguments extends RunbookSource {
  readonly json: boolean;
}

export interface RunbookShowArguments extends RunbookListArguments {
  /** Its id, or a file. */
  readonly runbook: string;
}

/** What the commands need of the process they run in. */
export interface RunbookSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

/** `fleetwatch runbook lint`: everything that is wrong with runbooks, one by one and beside each other. */
export async function runbookLintCommand(given: RunbookLintArguments, around: RunbookSurroundings): Promise<number> {
  const folders = await foldersOf(given.config, around);
  if (folders === undefined) return exitCodes.couldNotRun;
  const bundled = given.files.length === 0 ? undefined : await namesIn(bundledRunbooks, given.files);
  const { runbooks, findings } =
    bundled === undefined ? await loadRunbooks(folders) : await loadFiles([...bundled, ...given.files]);
  const subjects = new Set(given.files);
  const isSubject = ({ place }: Finding) => subjects.size === 0 || (place.kind === 'file' && subjects.has(place.file));
  const own = findings.filter(isSubject);
  const sound = runbooks.filter(({ file }) => subjects.size === 0 || subjects.has(file)).length;
  const { error, warning, info } = countBySeverity(own);
  const closing = `runbooks that can be used: ${sound}; errors: ${error}, warnings: ${warning}, infos: ${info}`;
  around.write(
    rendered(given.format, { findings: own, accepted: [], tables: [], closing, figures: { runbooks: sound } }),
  );
  if (own.some(({ code }) => code === 'file-unreadable')) return exitCodes.couldNotRun;
  return error + warning > 0 ? exitCodes.found : exitCodes.clean;
}

/** `fleetwatch runbook list`: the runbooks that can be used. */
export async function runbookListCommand(given: RunbookListArguments, around: RunbookSurroundings): Promise<number> {
  const folders = await foldersOf(given.config, around);
  if (folders === undefined) return exitCodes.couldNotRun;
  const { runbooks, findings } = await loadRunbooks(folders);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) around.problem(`some runbooks cannot be used\n${formatFindings(errors)}`);
  if (given.json) {
    around.write(`${JSON.stringify(runbooks, undefined, 2)}\n`);
  } else {
    const width = Math.max(0, ...runbooks.map(({ id }) => id.length));
    for (const { id, risk, kind, title } of runbooks) {
      around.write(`${risk}  ${id.padEnd(width)}  ${kind === 'risk' ? 'whole' : 'part '}  ${title}\n`);
    }
  }
  return errors.length > 0 ? exitCodes.found : exitCodes.clean;
}

/** `fleetwatch runbook show RUNBOOK`: its page, or what is known of it for programs. */
export async function runbookShowCommand(given: RunbookShowArguments, around: RunbookSurroundings): Promise<number> {
  const folders = await foldersOf(given.config, around);
  if (folders === undefined) return exitCodes.couldNotRun;
  const { runbook, findings } = await loadRunbook(given.runbook, folders);
  if (runbook === undefined) {
    around.problem(`nothing to show\n${formatFindings(findings)}`);
    return exitCodes.couldNotRun;
  }
  const { runbooks } = await loadRunbooks(folders);
  around.write(given.json ? `${JSON.stringify(runbook, undefined, 2)}\n` : procedurePage(runbook, runbooks));
  return exitCodes.clean;
}

/** The files of a folder but for those that have the name of one of `others`, which stands in for it. */
async function namesIn(folder: string, others: readonly string[]): Promise<string[]> {
  const taken = new Set(others.map((file) => basename(file)));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml') && !taken.has(name));
  return names.sort().map((name) => join(folder, name));
}

/** The folders of runbooks; nothing, once it has been said, where the settings cannot be used. */
export async function foldersOf(
  config: string | undefined,
  { problem }: Pick<RunbookSurroundings, 'problem'>,
): Promise<string[] | undefined> {
  if (config === undefined) return runbookFolders(undefined);
  const { machines, findings: ofMachines } = await loadMachines(config);
  // All machines have the same runbooks.
  const { settings, findings } = await loadSettings(config, machines[0]?.name);
  if (settings !== undefined) return runbookFolders(settings.changes.runbookDirectory);
  problem(`cannot use the settings\n${formatFindings(ofMachines.length > 0 ? ofMachines : findings)}`);
  return undefined;
}
