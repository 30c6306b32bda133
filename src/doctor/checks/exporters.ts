import { exporterUrl } from '../../exporterAddress.js';
import { below } from '../../http/get.js';
import { isRecord } from '../../isRecord.js';
import { parsedJson } from '../../parsedJson.js';
import type { MachineSettings } from '../../settings.js';
import { version } from '../../version.js';
import type { HttpAnswer } from '../ask.js';
import { type Check, failed, type Observation, ok, type Site, warning } from '../model.js';

/** Whether the exporter of each machine answers, and is the one that is meant. */
export const exporters: Check = {
  name: 'exporters',
  why: 'of a machine whose exporter cannot be asked nothing is known, and its faults page nobody by name',
  look: ({ settings, ask }) => Promise.all(settings.machines.map((machine) => observe(machine, ask))),
};

async function observe(machine: MachineSettings, ask: Site['ask']): Promise<Observation> {
  const url = exporterUrl(machine);
  const answer = await ask(below(url, 'api/v1/exporter'));
  if (answer.kind === 'none') {
    const remedy = `run \`fleetwatch serve --machine ${machine.name}\` there, and let ${url} be reached from here`;
    return failed(`${machine.name}: ${answer.reason} at ${url}`, remedy);
  }
  const speaking = machineOf(answer);
  if (speaking !== machine.name) {
    const who = speaking === undefined ? 'no fleetwatch' : `the exporter of ${speaking}`;
    return failed(`${machine.name}: ${who} answers at ${url}`, 'correct `address` and `listen` of the machine');
  }
  const theirs = textOf(recordIn(answer)?.version) ?? 'unknown';
  if (theirs === version) return ok(`${machine.name}: answers at ${url}, version ${theirs}`);
  return warning(
    `${machine.name}: version ${theirs} at ${url}, this is ${version}`,
    'bring all machines to one version: rules and metrics belong together',
  );
}

/** The machine whose exporter has answered `/api/v1/exporter`; nothing where something else did. */
export function machineOf(answer: HttpAnswer): string | undefined {
  return textOf(recordIn(answer)?.machine);
}

function recordIn(answer: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  if (answer.kind === 'none' || answer.status !== 200) return undefined;
  const value = parsedJson(answer.text);
  return isRecord(value) ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
