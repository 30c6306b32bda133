/** What figures of 1,000 processes cost, next to process-exporter with one group a process. */

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { start, untilReady } from './child.mjs';
import { startExporter } from './exporter.mjs';
import { row } from './report.mjs';
import { startProcessExporter } from './rivals.mjs';
import { samples } from './scrape-client.mjs';
import { median } from './statistics.mjs';
import { cpuSeconds } from './usage.mjs';
import { workplace } from './workplace.mjs';

const count = 1000;
const rounds = 12;
const warmUp = 3;
/** Scrapes within a second of each other share one run of fleetwatch's collectors. */
const apartMilliseconds = 1150;
const settleMilliseconds = 60;
/** Nothing but the processes: health is off the page, and no agent is due for a probe while the bench runs. */
const processesOnly = {
  health: { interval_seconds: 3600, retries: 1 },
  collectors: Object.fromEntries(['fleet', 'health', 'machine', 'discovery'].map((name) => [name, { enabled: false }])),
};

/** @param {import('./context.mjs').Context} context */
export async function processes(context) {
  const folder = await workplace(context.defer);
  const startup = await startProcesses(context, folder);
  const watched = { projectRoot: folder, startup };
  const lean = ['-threads=false', '-gather-smaps=false'];
  const exporters = {
    ours: await startExporter(context, folder, {
      ...watched,
      name: 'processes',
      settings: processesOnly,
      loopLag: true,
    }),
    lean: await startProcessExporter(context, folder, lean),
    usual: await startProcessExporter(context, folder),
  };
  await untilAllSeen(exporters.ours, 'fleet_agent_processes');
  await untilAllSeen(exporters.lean, 'namedprocess_namegroup_num_procs');
  context.say(`${rounds} scrapes each of ${count} processes`);
  const taken = { ours: [], lean: [], usual: [] };
  await exporters.ours.loopLag();
  for (let round = -warmUp; round < rounds; round++) {
    const began = performance.now();
    for (const [name, exporter] of Object.entries(exporters)) {
      const sample = await measure(exporter);
      if (round >= 0) taken[name].push(sample);
    }
    await delay(apartMilliseconds - (performance.now() - began));
  }
  const ours = median(taken.ours);
  const figure = { part: 'processes', unit: 's', ours, aim: { atMost: 0.2 } };
  return [
    row({
      ...figure,
      figure: `CPU of a scrape, ${count} processes`,
      theirs: median(taken.usual),
      against: 'process-exporter',
    }),
    row({
      ...figure,
      figure: `CPU of a scrape, ${count} processes, lean`,
      theirs: median(taken.lean),
      against: 'process-exporter',
      note: `process-exporter with ${lean.join(' ')}, which leaves what fleetwatch exports as well`,
    }),
    row({
      part: 'processes',
      figure: `event loop blocked, longest, ${count} processes`,
      unit: 's',
      ours: await exporters.ours.loopLag(),
      aim: { atMost: 0.1 },
    }),
  ];
}

/**
 * Starts shells by the name of Python that wait for the end of one pipe, which this process holds: they cost next to
 * nothing, look like an agent in their command line, and end with this process however it ends.
 */
async function startProcesses({ defer, say }, folder) {
  await mkdir(join(folder, 'agents'));
  const agents = {};
  for (let index = 0; index < count; index++) {
    const name = `agent_${String(index).padStart(4, '0')}`;
    const port = 10_000 + index * 3;
    agents[name] = { script_path: `agents/${name}.py`, port, health_check_port: port + 1 };
    await writeFile(join(folder, 'agents', `${name}.py`), 'read -r line\n');
  }
  say(`starting ${count} processes`);
  const python = join(folder, 'python3');
  await symlink('/bin/sh', python);
  const launch = 'python="$1"; shift; for script; do "$python" "$script" <&3 & done; echo started; wait';
  const scripts = Object.values(agents).map((agent) => join(folder, agent.script_path));
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'];
  const launcher = await start(defer, '/bin/sh', ['-c', launch, 'launcher', python, ...scripts], { stdio });
  const ended = new Promise((resolve) => launcher.child.once('exit', resolve));
  defer(() => {
    launcher.child.stdio[3].destroy();
    return ended;
  });
  let started = false;
  launcher.child.stdout.once('data', () => {
    started = true;
  });
  await untilReady(launcher, async () => started);
  return { agent_groups: { bench: agents } };
}

async function untilAllSeen({ scrape }, family) {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const page = await scrape();
    const seen = samples(page.text(), family).reduce((sum, { value }) => sum + value, 0);
    if (seen === count) return;
    if (performance.now() > deadline) throw new Error(`${family} shows ${seen} of ${count} processes`);
    await delay(apartMilliseconds);
  }
}

async function measure({ pid, scrape }) {
  const before = cpuSeconds(pid);
  await scrape();
  await delay(settleMilliseconds);
  return cpuSeconds(pid) - before;
}
