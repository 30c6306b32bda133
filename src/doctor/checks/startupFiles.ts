import { loadFleet } from '../../audits/load.js';
import { formatPlace } from '../../finding.js';
import { type Check, failed, type Observation, ok, warning } from '../model.js';

/** Whether the start-up files of all machines can be read. */
export const startupFiles: Check = {
  name: 'start-up-files',
  why: 'what should run is known from them alone: without one, its machine has no agents to watch',
  look: async ({ settings, environment }) => {
    const { machines, variables, strict } = settings;
    const sources = machines.map((machine) => ({ ...machine, exporterPort: machine.listen.port }));
    const reading = { variables: { ...environment, ...variables }, strict };
    return Promise.all(sources.map((source) => observe(source, reading)));
  },
};

async function observe(
  source: Parameters<typeof loadFleet>[0][number],
  reading: Parameters<typeof loadFleet>[1],
): Promise<Observation> {
  const { machines, findings, unread } = await loadFleet([source], reading);
  const [machine] = machines;
  const grave = [...findings, ...unread.flatMap((one) => one.findings)].filter(({ severity }) => severity === 'error');
  const [first] = grave;
  const remedy = '`fleetwatch check --config …` shows all of them, each with its remedy';
  if (machine === undefined) {
    const why = first === undefined ? 'it cannot be used' : `${formatPlace(first.place)}: ${first.message}`;
    return failed(`${source.name}: ${why}`, first?.remedy ?? remedy);
  }
  const what = `${source.name}: ${machine.agents.length} agents in ${source.startupFile}`;
  return first === undefined ? ok(what) : warning(`${what}, with ${grave.length} errors`, remedy);
}
