import type { builtInParameters, Command, Runbook, Step } from '../model.js';
import { namesIn } from '../placeholders.js';
import { fenced } from './markdown.js';

/** What each value is that every change has. */
const builtIn: Readonly<Record<(typeof builtInParameters)[number], string>> = {
  machine: 'name of the machine, as in the settings',
  change: "the change's id",
  change_directory: 'a folder for copies of files, outside of the project',
  project_root: 'project root of the machine',
  startup_file: 'start-up file of the machine',
  log_directory: 'where the agents of the machine log',
  config: 'settings file of fleetwatch',
  state_directory: 'state directory of fleetwatch on the machine',
  prometheus_url: 'address of Prometheus, such as http://127.0.0.1:9090',
};

/** The lines that set what the commands of a runbook ask for, for whoever copies them. */
export function valuesBlock(runbook: Runbook): string {
  const parameters = new Map(runbook.parameters.map((parameter) => [parameter.name, parameter]));
  const lines = [...usedNames(runbook)].map((name) => {
    const parameter = parameters.get(name);
    const about = parameter?.about ?? Object.entries(builtIn).find(([known]) => known === name)?.[1] ?? '';
    return `${name}='${parameter?.default?.replaceAll("'", `'\\''`) ?? ''}'  # ${about}`;
  });
  return fenced('sh', lines.join('\n'));
}

/** In the order in which they are first needed: what the change itself asks for, then its commands. */
function usedNames(runbook: Runbook): Set<string> {
  const texts = commandsOf(runbook).flatMap(({ argv, directory }) => [...argv, directory]);
  const declared = runbook.parameters.map(({ name }) => name);
  return new Set(['config', 'machine', 'project_root', ...declared, ...texts.flatMap(namesIn)]);
}

/** All commands of a runbook, in their order. */
export function commandsOf({ steps, tests, rollback }: Runbook): Command[] {
  const ofStep = ({ action, when, verify, undo }: Step): Command[] => [
    ...(when === undefined ? [] : [when]),
    ...(action.kind === 'command' ? [action.command] : []),
    verify,
    ...(undo?.action.kind === 'command' ? [undo.action.command] : []),
    ...(undo === undefined ? [] : [undo.verify]),
  ];
  return [...steps.flatMap(ofStep), ...tests.map(({ command }) => command), ...rollback.flatMap(ofStep)];
}
