import { personNamed } from '../acknowledgements/request.js';
import { loadFleet } from '../audits/load.js';
import { beginChange } from '../changes/begin.js';
import { builtInValues } from '../changes/builtIn.js';
import { commitChange, refuseUnfinished } from '../changes/commit.js';
import type { RollbackMode, Touched } from '../changes/model.js';
import { parameterValues } from '../changes/parameters.js';
import { type ChangeRecord, isOpen } from '../changes/record.js';
import { ChangeRefused } from '../changes/refused.js';
import { isTooLarge, type RollbackLimits } from '../changes/rollback/limits.js';
import { touchedAgents } from '../changes/touches.js';
import { sourcesOf } from '../check/sources.js';
import { formatFindings } from '../document/report.js';
import { shown } from '../document/wording.js';
import { loadRunbook, runbookFolders } from '../runbooks/load.js';
import { answering, type ChangeSurroundings, type Keeper, meantChange, openBook } from './changeBook.js';
import { judgeChange, measure } from './changeGate.js';
import { changeJson, changeLine, changeText } from './changeText.js';
import { exitCodes } from './exit.js';
import { advised } from './unanswered.js';

export interface BeginArguments extends Keeper {
  readonly runbook: string;
  readonly rollback: RollbackMode;
  readonly touches: readonly string[];
  /** `name=value`. */
  readonly set: readonly string[];
  readonly by?: string | undefined;
  readonly json: boolean;
}

export interface ChangeArguments extends Keeper {
  readonly id?: string | undefined;
  readonly json: boolean;
}

export interface CommitArguments extends ChangeArguments {
  readonly by?: string | undefined;
  /** Whether the conditions of the runbook are asked first. */
  readonly gate: boolean;
}

/** `fleetwatch change begin RUNBOOK`. */
export function beginCommand(given: BeginArguments, around: ChangeSurroundings): Promise<number> {
  return answering(around, async () => {
    const by = personNamed(given.by);
    const { settings, book } = await openBook(given, around.now);
    const { runbook, findings } = await loadRunbook(given.runbook, runbookFolders(settings.changes.runbookDirectory));
    if (runbook === undefined) throw new ChangeRefused(`cannot use the runbook\n${formatFindings(findings)}`);
    const parameters = pairs(given.set);
    const agents = await agentsOf(given.config);
    const { agent } = parameterValues(runbook, parameters);
    const reach = { agents, machine: book.machine, machines: runbook.machines, agent };
    const touches = touchedAgents(given.touches, reach);
    const record = await beginChange(
      book,
      {
        runbook,
        mode: given.rollback,
        touches,
        parameters,
        values: builtInValues(settings),
        machines: settings.machines.map(({ name }) => name),
        fleetAgents: agents.length,
        by,
        longestSeconds: settings.changes.longestSeconds,
        measure: (change, values) => measure({ change, values, runbook, touches }, settings, around),
      },
      around.now,
    );
    around.write(given.json ? json(changeJson(record)) : changeText(record));
    const { limits } = settings.changes;
    if (record.mode === 'auto' && isTooLarge(record, limits)) around.problem(waitsForPerson(record, limits));
    return exitCodes.clean;
  });
}

/** Said at the beginning: nobody expects of `auto` that it waits. */
function waitsForPerson({ id, touches, fleetAgents }: ChangeRecord, { largestShare }: RollbackLimits): string {
  return advised(
    `a rollback of ${id} that a rule asks for waits for a person: it touches ${touches.length} of ${fleetAgents} agents`,
    `no rollback of more than ${largestShare} of the fleet begins by itself (changes.limits.largest_share)`,
    'see that somebody is there to approve it, or name with --touches the agents that it does touch',
  );
}

/** `fleetwatch change list`: those that are open, then those that are over. */
export function listCommand(given: Omit<ChangeArguments, 'id'>, around: ChangeSurroundings): Promise<number> {
  return answering(around, async () => {
    const { book } = await openBook(given, around.now);
    const records = await book.records();
    const ordered = [...records.filter(isOpen), ...records.filter((one) => !isOpen(one)).toReversed()];
    around.write(given.json ? json(ordered.map(changeJson)) : ordered.map(changeLine).join(''));
    return exitCodes.clean;
  });
}

/** `fleetwatch change show`. */
export function showCommand(given: ChangeArguments, around: ChangeSurroundings): Promise<number> {
  return answering(around, async () => {
    await shownChange(given, around);
    return exitCodes.clean;
  });
}

/** `fleetwatch change status`: the same, and says by its exit code whether somebody has to see to it. */
export function statusCommand(given: ChangeArguments, around: ChangeSurroundings): Promise<number> {
  return answering(around, async () => {
    const { state, steps } = await shownChange(given, around);
    const isStuck = steps.some(({ standing }) => standing === 'failed' || standing === 'unknown');
    const isTrouble = state === 'rollback-failed' || state === 'rollback-requested' || (state === 'active' && isStuck);
    return isTrouble ? exitCodes.found : exitCodes.clean;
  });
}

async function shownChange(given: ChangeArguments, around: ChangeSurroundings): Promise<ChangeRecord> {
  const { book } = await openBook(given, around.now);
  const record = await meantChange(book, given.id);
  around.write(given.json ? json(changeJson(record)) : changeText(record));
  return record;
}

/** `fleetwatch change commit`: asks the conditions of the runbook, then ends the work; the change bakes from now on. */
export function commitCommand(given: CommitArguments, around: ChangeSurroundings): Promise<number> {
  return answering(around, async () => {
    const by = personNamed(given.by);
    const { settings, book } = await openBook(given, around.now);
    const record = await meantChange(book, given.id);
    // A gate may take minutes, and would say go to a change of which nothing is done.
    await refuseUnfinished(book, record.id);
    const verdict = given.gate ? await judgeChange(book, record, settings, around) : 'go';
    if (verdict !== 'go') {
      around.problem(`${record.id} is not committed: its gate says ${verdict}`);
      return verdict === 'rollback' ? exitCodes.found : exitCodes.couldNotRun;
    }
    const committed = await commitChange(book, record.id, by, around.now);
    around.write(given.json ? json(changeJson(committed)) : changeText(committed));
    return exitCodes.clean;
  });
}

async function agentsOf(config: string): Promise<Touched[]> {
  const found = await sourcesOf({ files: [], config }, { workingDirectory: process.cwd(), environment: process.env });
  if ('findings' in found) throw new ChangeRefused(`cannot use the settings\n${formatFindings(found.findings)}`);
  const { sources, variables, strict } = found.sources;
  const { machines, unread } = await loadFleet(sources, { variables, strict });
  const [broken] = unread;
  if (broken !== undefined) {
    throw new ChangeRefused(`the agents of ${broken.name} are not known\n${formatFindings(broken.findings)}`);
  }
  return machines.flatMap(({ name, agents }) => agents.map((agent) => ({ machine: name, agent: agent.name })));
}

/** `name=value`, as typed. */
function pairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word): [string, string] => {
      const at = word.indexOf('=');
      if (at < 1) throw new ChangeRefused(`--set takes name=value, not ${shown(word)}`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
