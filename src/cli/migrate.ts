import { readText } from '../document/read.js';
import { formatFindings } from '../document/report.js';
import type { Finding } from '../finding.js';
import type { Variables } from '../fleet/expand.js';
import { migrationDiff } from '../migrate/diff.js';
import { migrate } from '../migrate/migrate.js';
import type { Change } from '../migrate/model.js';
import { NotReplaced, replaceFile } from '../migrate/replaceFile.js';
import { exitCodes } from './exit.js';

export interface MigrateArguments {
  /** Start-up files. */
  readonly files: readonly string[];
  /** Only say what would be done. */
  readonly check: boolean;
  readonly json: boolean;
  /** Key of a plain list of agents beside the usual ones. */
  readonly agentsKey?: string | undefined;
}

/** What the command needs of the process it runs in. */
export interface MigrateSurroundings {
  readonly environment: Variables;
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** What became of one file. */
interface Outcome {
  readonly file: string;
  /** `refused`: it cannot be read, or not be written. */
  readonly result: 'current' | 'outdated' | 'migrated' | 'refused';
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly diff: string;
  readonly backup?: string;
}

/** `fleetwatch migrate`: brings start-up files of an older layout into the current one. */
export async function migrateCommand(given: MigrateArguments, around: MigrateSurroundings): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const file of given.files) {
    const outcome = await migrateFile(file, given, around);
    outcomes.push(outcome);
    if (!given.json) around.write(outcomeText(outcome));
  }
  if (given.json) around.write(`${JSON.stringify({ files: outcomes }, null, 2)}\n`);
  return exitCode(outcomes);
}

async function migrateFile(file: string, given: MigrateArguments, around: MigrateSurroundings): Promise<Outcome> {
  const { check, agentsKey } = given;
  const refused = (findings: readonly Finding[]): Outcome => ({
    file,
    result: 'refused',
    changes: [],
    findings,
    diff: '',
  });
  const read = await readText(file);
  if ('finding' in read) return refused([read.finding]);
  const migration = migrate({ file, agentsKey, variables: around.environment }, read.text);
  if (migration.kind === 'refused') return refused(migration.findings);
  const { text, changes, left } = migration;
  if (changes.length === 0) return { file, result: 'current', changes, findings: left, diff: '' };
  const planned: Outcome = {
    file,
    result: 'outdated',
    changes,
    findings: left,
    diff: migrationDiff(file, read.text, text),
  };
  if (check) return planned;
  try {
    const backup = await replaceFile(file, read.text, text, around.now());
    return { ...planned, result: 'migrated', backup };
  } catch (error) {
    if (!(error instanceof NotReplaced)) throw error;
    around.problem(error.message);
    return refused([]);
  }
}

function outcomeText({ file, result, changes, findings, diff, backup }: Outcome): string {
  const list = changes.map(({ place, message }) => `${file}:${place.line}:${place.column}: ${message}\n`).join('');
  const summary = {
    current: `${file}: nothing to migrate`,
    outdated: `${file}: of an older layout, nothing was written`,
    migrated: `${file}: migrated, the former file is ${backup ?? ''}`,
    refused: `${file}: not migrated`,
  }[result];
  const left = findings.length === 0 ? '' : `${formatFindings(findings)}\n`;
  return `${diff}${list}${summary}\n${left}`;
}

/** As `check`: 2 where a file could not be looked at or written, 1 where something is to be done or left for a person. */
function exitCode(outcomes: readonly Outcome[]): number {
  if (outcomes.some(({ result }) => result === 'refused')) return exitCodes.couldNotRun;
  const isOpen = ({ result, findings }: Outcome) =>
    result === 'outdated' || findings.some(({ code }) => code === 'migrate-by-hand');
  return outcomes.some(isOpen) ? exitCodes.found : exitCodes.clean;
}
