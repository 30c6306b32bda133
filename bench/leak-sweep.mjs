/** What a look at the command lines and environments of 1,000 real processes costs: CPU, and how long it keeps others waiting. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { start, untilReady } from './child.mjs';
import { row } from './report.mjs';
import { median, quantile } from './statistics.mjs';
import { workplace } from './workplace.mjs';

const count = 1000;
/** Of them, so many show a credential. */
const leaking = 20;
const rounds = 25;
const warmUp = 5;
/** As much as an agent's environment usually has: some 1.9 kB. */
const variables = 40;

/** @param {import('./context.mjs').Context} context */
export async function leakSweep(context) {
  const { sweepProcesses } = await import(context.moduleUrl('leakWatch/processes/sweep.js'));
  const { KnownContents } = await import(context.moduleUrl('leakWatch/processes/knownContents.js'));
  const { Reader } = await import(context.moduleUrl('leakWatch/reading/reader.js'));
  const { fingerprinter } = await import(context.moduleUrl('leakWatch/fingerprint.js'));
  const { createScanner } = await import(context.moduleUrl('leaks/scanner.js'));
  const folder = await workplace(context.defer);
  await startProcesses(context, folder);
  const reader = new Reader();
  context.defer(() => reader.stop());
  const options = {
    procRoot: '/proc',
    scanner: createScanner(),
    fingerprint: fingerprinter(Buffer.alloc(32, 7)),
    reader,
    agentOf: async () => undefined,
  };
  const cold = [];
  const taken = [];
  const known = new KnownContents();
  const lag = monitorEventLoopDelay({ resolution: 1 });
  let swept;
  for (let round = 0; round < rounds + warmUp; round++) {
    if (round === warmUp) lag.enable();
    const first = await measured(() => sweepProcesses(options));
    const later = await measured(() => sweepProcesses({ ...options, known }));
    swept = later.result;
    if (round >= warmUp) {
      cold.push(first.cpu);
      taken.push(later.cpu);
    }
    await delay(20);
  }
  lag.disable();
  const { processes, environmentsRead, sightings } = swept;
  if (environmentsRead < count) throw new Error(`only ${environmentsRead} of ${processes} environments were read`);
  const leaks = sightings.filter(({ where }) => where.includes('NATS_PASSWORD')).length;
  if (leaks !== leaking) throw new Error(`${leaks} of ${leaking} credentials were found`);
  return [
    row({
      part: 'leak-sweep',
      figure: `CPU of a look at ${count} processes, median`,
      unit: 's',
      ours: median(taken),
      aim: { atMost: 0.03 },
      note: `${processes} processes, both read anew; what has not changed is not scanned again; 90th percentile ${(quantile(taken, 0.9) * 1000).toFixed(1)} ms`,
    }),
    row({
      part: 'leak-sweep',
      figure: 'CPU of the first look, median',
      unit: 's',
      ours: median(cold),
      note: 'nothing is known: all is scanned',
    }),
    row({
      part: 'leak-sweep',
      figure: 'share of a core, a look every 10 s',
      unit: '%',
      ours: (median(taken) / 10) * 100,
      aim: { atMost: 0.5 },
    }),
    row({
      part: 'leak-sweep',
      figure: 'event loop blocked, longest',
      unit: 's',
      ours: lag.max / 1e9,
      aim: { atMost: 0.02 },
    }),
  ];
}

async function measured(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpu: (user + system) / 1e6 };
}

/** Shells that wait for the end of one pipe, which this process holds: they end with it however it ends. */
async function startProcesses({ defer, say }, folder) {
  await mkdir(join(folder, 'agents'));
  const script = join(folder, 'agents', 'agent.py');
  await writeFile(script, 'read -r line\n');
  say(`starting ${count} processes`);
  const usual = Array.from({ length: variables }, (_, index) => [
    `AGENT_SETTING_${index}`,
    `/srv/fleet/part-${index}/value`,
  ]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(usual) };
  // Made up here, so that none stands in a file.
  const password = `${Math.random().toString(36).slice(2)}Xq9${Math.random().toString(36).slice(2)}`;
  const launch = `script="$1"; index=0; while [ $index -lt ${count} ]; do
    index=$((index + 1))
    if [ $index -le ${leaking} ]; then NATS_PASSWORD=${password} /bin/sh "$script" --name "agent-$index" --port "$index" <&3 &
    else /bin/sh "$script" --name "agent-$index" --port "$index" <&3 &
    fi
  done; echo started; wait`;
  const launcher = await start(defer, '/bin/sh', ['-s', script], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], env });
  launcher.child.stdin.end(launch);
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
}
