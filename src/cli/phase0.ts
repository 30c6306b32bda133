import { join } from 'node:path';
import { ChangeBook } from '../changes/book.js';
import { formatFindings } from '../document/report.js';
import { PrometheusClient, WrongAddress } from '../prometheus/client.js';
import { loadGuide } from '../runbooks/guide/read.js';
import { loadRunbooks, runbookFolders } from '../runbooks/load.js';
import { gravestOf, judgeCriteria } from '../runbooks/phase0/judge.js';
import type { CriterionVerdict, Rehearsal } from '../runbooks/phase0/model.js';
import { rehearsalsOf } from '../runbooks/phase0/rehearsals.js';
import { phase0Json, phase0Text } from '../runbooks/phase0/text.js';
import { loadMachines, loadSettings, type Settings } from '../settings.js';
import { exitCodes } from './exit.js';
import { type PlanSurroundings, standingsToday } from './plan.js';

export interface Phase0Arguments {
  readonly config: string;
  /** Address of Prometheus, instead of the one in the settings. */
  readonly prometheus?: string | undefined;
  readonly json: boolean;
}

/**
 * `fleetwatch phase0`: which criteria are met, with the evidence for each. Exit code 0 only if all are, 1 if one is not, and
 * 2 where all that is left could not be measured.
 */
export async function phase0Command(given: Phase0Arguments, around: PlanSurroundings): Promise<number> {
  const settings = await settingsOfAll(given.config, around);
  const [first] = settings;
  if (first === undefined) return exitCodes.couldNotRun;
  const [{ runbooks, findings }, { guide, findings: ofGuide }] = await Promise.all([
    loadRunbooks(runbookFolders(first.changes.runbookDirectory)),
    loadGuide(),
  ]);
  const errors = [...findings, ...ofGuide].filter(({ severity }) => severity === 'error');
  if (guide === undefined || errors.length > 0) {
    around.problem(`the procedures cannot be used\n${formatFindings(errors)}`);
    return exitCodes.couldNotRun;
  }
  const client = clientFor(given.prometheus ?? first.changes.prometheusUrl, around);
  const standings = await standingsToday({ files: [], config: given.config }, around);
  if (client === undefined || standings === undefined) return exitCodes.couldNotRun;
  const judged = await judgeCriteria(guide.criteria, {
    standings,
    machines: settings.map(({ machine }) => machine.name),
    ask: (expression, signal) => client.query(expression, { signal }),
    runbooks,
    rehearsals: await rehearsalsIn(settings, around.now),
    now: around.now,
  });
  around.write(given.json ? phase0Json(judged) : phase0Text(judged));
  return exitOf[gravestOf(judged)];
}

const exitOf: Readonly<Record<CriterionVerdict, number>> = {
  met: exitCodes.clean,
  'not-met': exitCodes.found,
  'not-measured': exitCodes.couldNotRun,
};

/** The settings as each machine has them; none, once it has been said, where the file cannot be used. */
async function settingsOfAll(config: string, { problem }: PlanSurroundings): Promise<Settings[]> {
  const { machines, findings } = await loadMachines(config);
  const loaded = await Promise.all(machines.map(({ name }) => loadSettings(config, name)));
  const all = [...findings, ...loaded.flatMap((one) => one.findings)];
  if (all.length === 0) return loaded.flatMap(({ settings }) => settings ?? []);
  problem(`cannot use the settings\n${formatFindings(all)}`);
  return [];
}

function clientFor(address: string, { problem }: PlanSurroundings): PrometheusClient | undefined {
  try {
    return new PrometheusClient(address);
  } catch (error) {
    if (!(error instanceof WrongAddress)) throw error;
    problem(error.message);
    return undefined;
  }
}

/** By the journals of this machine; nothing where one of them is not to be believed. */
async function rehearsalsIn(settings: readonly Settings[], now: () => number): Promise<Rehearsal[] | undefined> {
  const books = new Map(
    settings.map(({ stateDirectory, machine, changes: { killSwitchFile } }) => {
      const directory = join(stateDirectory, 'changes');
      return [directory, new ChangeBook({ directory, machine: machine.name, now, killSwitchFile })];
    }),
  );
  try {
    const views = await Promise.all([...books.values()].map((book) => book.view()));
    if (views.some(({ journal }) => !journal.isValid)) return undefined;
    return views.flatMap(({ changes }) => rehearsalsOf(changes));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}
