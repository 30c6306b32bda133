import { join, resolve } from 'node:path';
import { AcknowledgementRefused } from '../acknowledgements/request.js';
import { ChangeBook } from '../changes/book.js';
import { JournalRefused } from '../changes/journal/problem.js';
import { type ChangeRecord, isOpen } from '../changes/record.js';
import { ChangeRefused } from '../changes/refused.js';
import { formatFindings } from '../document/report.js';
import { loadSettings, type Settings } from '../settings.js';
import { exitCodes } from './exit.js';

/** Whose fleetwatch keeps the change. */
export interface Keeper {
  readonly config: string;
  /** Name of its machine, where the settings do not say it. */
  readonly on?: string | undefined;
  readonly stateDirectory?: string | undefined;
}

/** What the commands need of the process they run in. */
export interface ChangeSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** The settings of a machine, and its book of changes. */
export interface OpenBook {
  readonly settings: Settings;
  readonly book: ChangeBook;
}

/** Opens the book of a machine. Throws {@link ChangeRefused} where the settings cannot be used. */
export async function openBook({ config, on, stateDirectory }: Keeper, now: () => number): Promise<OpenBook> {
  const { settings: read, findings } = await loadSettings(config, on);
  if (read === undefined) {
    const unnamed = on === undefined && findings.every(({ code }) => code === 'unknown-machine');
    throw new ChangeRefused(
      unnamed
        ? 'name with --on the machine that keeps the change'
        : `cannot use the settings\n${formatFindings(findings)}`,
    );
  }
  const settings = stateDirectory === undefined ? read : { ...read, stateDirectory: resolve(stateDirectory) };
  const directory = join(settings.stateDirectory, 'changes');
  const { killSwitchFile } = settings.changes;
  return { settings, book: new ChangeBook({ directory, machine: settings.machine.name, now, killSwitchFile }) };
}

/** The change that is meant: the one named, else the only one that is open. Throws {@link ChangeRefused}. */
export async function meantChange(book: ChangeBook, id: string | undefined): Promise<ChangeRecord> {
  if (id !== undefined) return book.record(id);
  const open = (await book.records()).filter(isOpen);
  const [only, other] = open;
  if (only === undefined) throw new ChangeRefused('no change is open');
  if (other !== undefined) {
    throw new ChangeRefused(`several changes are open, name one: ${open.map((one) => one.id).join(', ')}`);
  }
  return only;
}

/** Runs a command; what it is refused, and what the system refuses, is said in one line. */
export async function answering(around: ChangeSurroundings, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const isTold =
      error instanceof ChangeRefused ||
      error instanceof JournalRefused ||
      error instanceof AcknowledgementRefused ||
      (error instanceof Error && 'syscall' in error);
    if (!isTold) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}
