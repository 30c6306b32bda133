import { stat } from 'node:fs/promises';
import { formatFindings } from '../document/report.js';
import { ownExporterUrl } from '../exporterAddress.js';
import { whyUnreached } from '../http/unreached.js';
import { loadSettings, type Settings } from '../settings.js';
import { exitCodes } from './exit.js';
import { exporterUnanswered, readMetrics, sampleOf } from './exporterMetrics.js';
import { jsonDocument } from './jsonDocument.js';

export interface ReloadArguments {
  readonly config: string;
  readonly machine?: string | undefined;
  /** Only say whether the exporter has read the files since they last changed. */
  readonly check: boolean;
  readonly json?: boolean;
}

/** What the command needs of the process it runs in. */
export interface ReloadSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

/** Reading a fleet of ten thousand agents takes seconds. */
const reloadMilliseconds = 60_000;

/** `fleetwatch reload`: has the exporter of a machine read its settings and start-up files again. */
export async function reloadCommand(given: ReloadArguments, around: ReloadSurroundings): Promise<number> {
  const { settings, findings } = await loadSettings(given.config, given.machine);
  if (settings === undefined) {
    around.problem(`cannot use the settings\n${formatFindings(findings)}`);
    return exitCodes.couldNotRun;
  }
  const outcome = given.check ? await isCurrent(settings) : await reload(settings);
  if ('silence' in outcome) {
    const { name } = settings.machine;
    around.problem(exporterUnanswered(`the exporter of ${name}`, ownExporterUrl(settings.machine), outcome.silence));
    return exitCodes.couldNotRun;
  }
  if (given.json) around.write(jsonDocument({ machine: settings.machine.name, ...outcome }));
  else if (!outcome.done) around.write(`${outcome.why}\n`);
  return outcome.done ? exitCodes.clean : exitCodes.found;
}

type Outcome = { readonly done: true } | { readonly done: false; readonly why: string } | { readonly silence: string };

async function reload({ machine }: Settings): Promise<Outcome> {
  const signal = AbortSignal.timeout(reloadMilliseconds);
  try {
    const response = await fetch(`${ownExporterUrl(machine)}/-/reload`, { method: 'POST', signal });
    const why = (await response.text()).trim();
    return response.ok ? { done: true } : { done: false, why };
  } catch (error) {
    return { silence: signal.aborted ? `no answer within ${reloadMilliseconds / 1000} s` : whyUnreached(error) };
  }
}

/** Whether settings and start-up file were last read after they last changed (change time, inode(7)). */
async function isCurrent({ file, machine }: Settings): Promise<Outcome> {
  const answer = await readMetrics(ownExporterUrl(machine));
  if (answer.kind === 'none') return { silence: answer.why };
  const { page } = answer;
  const own = { machine: machine.name };
  const read = [
    [file, sampleOf(page, 'fleetwatch_settings_last_load_success_timestamp_seconds', own)],
    [
      machine.startupFile,
      sampleOf(page, 'fleetwatch_fleet_last_load_success_timestamp_seconds', { ...own, startup_of: machine.name }),
    ],
  ] as const;
  for (const [path, at = 0] of read) {
    const changed = await stat(path).then(({ ctimeMs }) => ctimeMs / 1000);
    if (at < changed) return { done: false, why: `${path} has changed since it was read` };
  }
  return { done: true };
}
