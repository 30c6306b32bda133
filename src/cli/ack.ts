import { stat } from 'node:fs/promises';
import { type Acknowledgement, formatScope, inForce } from '../acknowledgements/acknowledgement.js';
import { bundledAlertNames } from '../acknowledgements/alertNames.js';
import { append, journalFile, readJournal } from '../acknowledgements/journal.js';
import {
  AcknowledgementRefused,
  type AcknowledgementRequest,
  acknowledgementOf,
  personNamed,
} from '../acknowledgements/request.js';
import { formatFindings } from '../document/report.js';
import { loadSettings } from '../settings.js';
import { systemCode } from '../systemCode.js';
import { exitCodes } from './exit.js';
import { jsonDocument } from './jsonDocument.js';
import { advised } from './unanswered.js';

/** Whose exporter keeps and shows the acknowledgement. */
export interface Keeper {
  readonly config?: string | undefined;
  /** Name of the exporter's machine, where the settings do not say it. */
  readonly on?: string | undefined;
  readonly stateDirectory?: string | undefined;
  /** For programs. */
  readonly json?: boolean | undefined;
}

export type AckArguments = AcknowledgementRequest & Keeper;

export interface AckRemoveArguments extends Keeper {
  readonly id: string;
  readonly by?: string | undefined;
}

/** What the commands need of the process they run in. */
export interface AckSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** `fleetwatch ack ALERT`: says that somebody is at it, which stops the ladder and hides nothing. */
export function ackCommand(given: AckArguments, around: AckSurroundings): Promise<number> {
  return answering(around, async () => {
    const acknowledgement = acknowledgementOf(given, await bundledAlertNames(), around.now());
    const file = await journalOf(given);
    await append(file, { kind: 'acknowledged', acknowledgement });
    around.write(
      given.json
        ? jsonDocument({ acknowledged: toJson(acknowledgement), keptIn: file })
        : `${describe(acknowledgement)}\nkept in ${file}, shown by its exporter with the next scrape\n`,
    );
  });
}

/** `fleetwatch ack list`: the acknowledgements that hold. */
export function ackListCommand(given: Keeper, around: AckSurroundings): Promise<number> {
  return answering(around, async () => {
    const all = await holding(given, around);
    around.write(
      given.json
        ? jsonDocument({ acknowledgements: all.map(toJson) })
        : all.map((one) => `${describe(one)}\n`).join(''),
    );
  });
}

/** `fleetwatch ack remove ID`: takes an acknowledgement back; the ladder goes on where it would be by now. */
export function ackRemoveCommand(given: AckRemoveArguments, around: AckSurroundings): Promise<number> {
  return answering(around, async () => {
    const by = personNamed(given.by);
    const found = (await holding(given, around)).find(({ id }) => id === given.id);
    if (found === undefined) {
      throw new AcknowledgementRefused('no acknowledgement that holds has this id; `fleetwatch ack list` shows all');
    }
    const removal = { id: found.id, removedAt: around.now(), by };
    await append(await journalOf(given), { kind: 'removed', removal });
    around.write(
      given.json
        ? jsonDocument({ removed: toJson(found), by })
        : `${found.id} removed: ${formatScope(found)} is acknowledged by ${found.by} no more\n`,
    );
  });
}

async function holding(given: Keeper, around: AckSurroundings): Promise<Acknowledgement[]> {
  const file = await journalOf(given);
  const { entries, unread } = await readJournal(file);
  for (const line of unread) around.problem(`${file}:${line}: this line cannot be read, and does not count`);
  return inForce(entries, around.now());
}

/** In a folder that no exporter made nobody would read it. */
async function journalOf(given: Keeper): Promise<string> {
  const directory = await stateDirectoryOf(given);
  const isThere = await stat(directory).then(
    (entry) => entry.isDirectory(),
    (error) => systemCode(error) !== 'ENOENT',
  );
  if (isThere) return journalFile(directory);
  throw new AcknowledgementRefused(
    advised(
      `there is no state directory ${directory}`,
      'the exporter that keeps it has never run there',
      'name with --state-directory the one that `serve` was given, or start the exporter',
    ),
  );
}

async function stateDirectoryOf({ config, on, stateDirectory }: Keeper): Promise<string> {
  if (stateDirectory !== undefined) return stateDirectory;
  if (config === undefined)
    throw new AcknowledgementRefused('say with --config or --state-directory whose exporter keeps it');
  const { settings, findings } = await loadSettings(config, on);
  if (settings !== undefined) return settings.stateDirectory;
  const unnamed = findings.every(({ code }) => code === 'unknown-machine');
  throw new AcknowledgementRefused(
    unnamed
      ? 'name with --on the machine whose exporter keeps it'
      : `cannot use the settings\n${formatFindings(findings)}`,
  );
}

function describe(acknowledgement: Acknowledgement): string {
  const { id, until, by, reason } = acknowledgement;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${id} ${formatScope(acknowledgement)} until ${new Date(until).toISOString()} by ${by}${why}`;
}

/** Times as in the journal: RFC 3339, UTC. */
function toJson({ madeAt, until, ...rest }: Acknowledgement): object {
  return { ...rest, madeAt: new Date(madeAt).toISOString(), until: new Date(until).toISOString() };
}

/** Runs a command; what it is refused, and what the system refuses, is said in one line. */
async function answering({ problem }: AckSurroundings, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return exitCodes.clean;
  } catch (error) {
    if (error instanceof AcknowledgementRefused || isSystemError(error)) {
      problem(error.message);
      return exitCodes.couldNotRun;
    }
    throw error;
  }
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
