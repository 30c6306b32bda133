import { checks } from '../doctor/checks.js';
import { examine, worst } from '../doctor/examine.js';
import type { Diagnosis, Site } from '../doctor/model.js';
import { diagnosesText } from '../doctor/text.js';
import { formatPlace } from '../finding.js';
import { loadSettings } from '../settings.js';
import { exitCodes } from './exit.js';

export interface DoctorArguments {
  readonly config: string;
  readonly machine?: string | undefined;
  readonly json: boolean;
}

/** What the command needs of the process it runs in. */
export interface DoctorSurroundings extends Omit<Site, 'settings'> {
  readonly write: (text: string) => void;
}

/** `fleetwatch doctor`: whether everything is set up as it has to be. Exit code 0 where nothing failed. */
export async function doctorCommand(given: DoctorArguments, around: DoctorSurroundings): Promise<number> {
  const { settings, findings } = await loadSettings(given.config, given.machine);
  const { write, ...means } = around;
  const read = findings.map(({ place, message, why, remedy }): Diagnosis => {
    return { check: 'settings', standing: 'failed', seen: `${formatPlace(place)}: ${message}`, why, remedy };
  });
  if (settings === undefined) {
    write(report(given, undefined, read));
    return exitCodes.couldNotRun;
  }
  const clean: Diagnosis = {
    check: 'settings',
    standing: 'ok',
    seen: `${given.config} reads clean; this is ${settings.machine.name}, one of ${settings.machines.length} machines`,
    why: 'all else is looked for where the settings say',
    remedy: null,
  };
  const diagnoses = [clean, ...read, ...(await examine(checks, { ...means, settings }))];
  write(report(given, settings.machine.name, diagnoses));
  return worst(diagnoses) === 'failed' ? exitCodes.found : exitCodes.clean;
}

function report({ json }: DoctorArguments, machine: string | undefined, diagnoses: readonly Diagnosis[]): string {
  if (!json) return diagnosesText(diagnoses);
  return `${JSON.stringify({ machine: machine ?? null, standing: worst(diagnoses), diagnoses }, undefined, 2)}\n`;
}
