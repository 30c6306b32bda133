/** What reading 500 Python files for adoption takes, beside an exporter that goes on with its work. */

import { execFileSync } from 'node:child_process';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startExporter } from './exporter.mjs';
import { addressIn, someNetwork } from './loopback.mjs';
import { files, writePythonProject } from './python-project.mjs';
import { row } from './report.mjs';
import { samples } from './scrape-client.mjs';
import { residentBytes } from './usage.mjs';
import { workplace } from './workplace.mjs';

const reading = fileURLToPath(new URL('./adoption-reading.mjs', import.meta.url));

/** Unchanged readings that are measured. */
const readings = 3;
/** The collector looks for the end of a reading more often than usual, every 2 s. */
const settings = { collectors: { adoption: { schedule: '*/2 * * * * *' } } };
/** Longest wait for a reading, in seconds. */
const patience = 120;
/** V8 and the allocator give back what a thread has left within a few seconds. */
const settleMilliseconds = 10_000;

/** @param {import('./context.mjs').Context} context */
export async function adoption(context) {
  const folder = await workplace(context.defer);
  const projectRoot = join(folder, 'project');
  const agents = await writePythonProject(projectRoot);
  const network = someNetwork();
  const group = agents.map(({ name, script }, index) => [
    name,
    { script_path: script, host: addressIn(network, index), port: 7000, health_check_port: 8000 },
  ]);
  const startup = {
    global_settings: { health_checks: { interval_seconds: 60, timeout_seconds: 2, retries: 3 } },
    agent_groups: { made: Object.fromEntries(group) },
  };
  const exporter = await startExporter(context, folder, {
    name: 'adoption',
    projectRoot,
    startup,
    settings,
    loopLag: true,
  });
  context.say(`${files} Python files, first reading`);
  // What the start itself blocks is another figure.
  await exporter.loopLag();
  const cold = await nextReading(exporter, 0);
  const coldLag = await exporter.loopLag();
  const coldCpu = processSeconds(exporter.pid);
  const highest = residentBytes(exporter.pid).highest;
  await delay(settleMilliseconds);
  await exporter.loopLag();

  const durations = [];
  let cpu = 0;
  let last = cold;
  for (let count = 0; count < readings; count++) {
    const before = processSeconds(exporter.pid);
    process.kill(exporter.pid, 'SIGHUP');
    last = await nextReading(exporter, last.at);
    cpu += processSeconds(exporter.pid) - before;
    durations.push(last.seconds);
  }
  const lag = await exporter.loopLag();
  const resident = residentBytes(exporter.pid).now;
  utimesSync(join(projectRoot, agents[0].script), new Date(), new Date());
  process.kill(exporter.pid, 'SIGHUP');
  const touched = await nextReading(exporter, last.at);

  const alone = ['first', 'unchanged'].map(() => readAlone(context, folder, projectRoot, agents));
  const figure = (text) => ({ part: 'adoption', figure: text });
  return [
    row({ ...figure(`${files} files, first reading`), unit: 's', ours: cold.seconds, aim: { atMost: 10 } }),
    row({ ...figure('first reading: CPU of the exporter, its start included'), unit: 's', ours: coldCpu }),
    row({ ...figure('first reading: event loop blocked at most'), unit: 's', ours: coldLag, aim: { atMost: 0.02 } }),
    row({ ...figure('unchanged files'), unit: 's', ours: Math.max(...durations), aim: { atMost: 0.5 } }),
    row({ ...figure('unchanged: CPU of the exporter, reload and scrapes included'), unit: 's', ours: cpu / readings }),
    row({ ...figure('unchanged: event loop blocked at most'), unit: 's', ours: lag, aim: { atMost: 0.02 } }),
    row({ ...figure('one file changed'), unit: 's', ours: touched.seconds, aim: { atMost: 0.5 } }),
    row({ ...figure('first reading alone: CPU, Node included'), unit: 's', ours: alone[0].cpuSeconds }),
    row({
      ...figure('unchanged alone: CPU, Node included'),
      unit: 's',
      ours: alone[1].cpuSeconds,
      aim: { atMost: 0.5 },
    }),
    row({ ...figure('resident memory, highest while reading'), unit: 'bytes', ours: highest }),
    row({ ...figure('resident memory, afterwards'), unit: 'bytes', ours: resident }),
  ];
}

/** A reading in a process of its own: what it takes of the processor, whatever else the machine has to do. */
function readAlone({ moduleUrl }, folder, root, agents) {
  const project = {
    machine: 'alone',
    startupFile: 'startup.yaml',
    root,
    agents: agents.map(({ name, script }) => ({ machine: 'alone', name, scriptPath: script })),
  };
  const order = { project, baseClass: { name: 'BaseAgent', files: [] }, outlineFile: join(folder, 'outlines.json') };
  const input = JSON.stringify(order);
  const said = JSON.parse(
    execFileSync(process.execPath, [reading, moduleUrl('adoption/readOnce.js')], { input }).toString(),
  );
  if (said.adopted !== agents.length) throw new Error(`${said.adopted} of ${agents.length} agents are adopted`);
  return said;
}

/** The first reading that ended after `after`, Unix seconds, and its duration, as the exporter says. */
async function nextReading(exporter, after) {
  const deadline = performance.now() + patience * 1000;
  while (performance.now() < deadline) {
    const page = (await exporter.scrape()).text();
    const [at] = samples(page, 'fleet_adoption_read_timestamp_seconds');
    const [seconds] = samples(page, 'fleet_adoption_read_duration_seconds');
    if (at !== undefined && seconds !== undefined && at.value > after) return { at: at.value, seconds: seconds.value };
    await delay(500);
  }
  throw new Error(`no reading of the project within ${patience} s`);
}

/**
 * CPU seconds of a process so far, those of threads that have ended included: fields 14 and 15 of proc_pid_stat(5), in
 * ticks, of which Linux has 100 a second wherever Node runs.
 */
function processSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
