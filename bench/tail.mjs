/** What it costs to follow logs for credentials: at 1 MB a second, and over as many bytes as that makes in a day, scaled. */

import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask, start, untilReady } from './child.mjs';
import { row } from './report.mjs';
import { cpuSeconds, residentBytes } from './usage.mjs';
import { workplace } from './workplace.mjs';

const program = fileURLToPath(new URL('./tail-reader.mjs', import.meta.url));

const logs = 77;
const restSeconds = 60;
const warmSeconds = 30;
const warmBytesPerSecond = 4e6;
const settleMilliseconds = 10_000;
const restBytesPerSecond = 1e6;
/** One byte in so many of a day's, written within a minute. */
const dayScale = 40;
const daySeconds = 60;
const dayBytes = (86_400 * restBytesPerSecond) / dayScale;
/** A log that is full is put aside, and what was put aside before goes. */
const fullBytes = 4e6;
const writeMilliseconds = 200;
const poolLines = 100_000;

/** @param {import('./context.mjs').Context} context */
export async function tail(context) {
  return [...(await rest(context)), ...(await day(context))];
}

async function rest(context) {
  const reader = await startReader(context, 0.1);
  context.say(`logs at rest for ${restSeconds} s, then at ${restBytesPerSecond / 1e6} MB/s for ${restSeconds} s`);
  // The optimising compiler takes its time for what is called seldom (V8's tiers), and is done with it then.
  await write(reader, warmBytesPerSecond, warmSeconds);
  await delay(settleMilliseconds);
  const idle = await share(reader, () => delay(restSeconds * 1000));
  const busy = await share(reader, () => write(reader, restBytesPerSecond, restSeconds));
  const figures = await ask(reader, 'figures');
  return [
    row({ part: 'tail', figure: 'CPU at 1 MB/s, percent of one core', unit: '%', ours: busy, aim: { atMost: 0.5 } }),
    row({ part: 'tail', figure: 'of that for the watch without a log that grows', unit: '%', ours: idle }),
    row({ part: 'tail', figure: 'false findings at 1 MB/s', unit: '', ours: figures.open, aim: { atMost: 0 } }),
  ];
}

async function day(context) {
  const reader = await startReader(context, 1);
  const resident = [];
  const sampling = setInterval(() => resident.push(residentBytes(reader.pid).now), 1000);
  context.say(`${(dayBytes / 1e9).toFixed(1)} GB of logs, a day at 1 MB/s scaled 1:${dayScale}, in ${daySeconds} s`);
  const used = await share(reader, async () => {
    await write(reader, dayBytes / daySeconds, daySeconds);
    await untilReady(reader, async () => (await ask(reader, 'figures')).backlogBytes === 0, 300);
  });
  clearInterval(sampling);
  const half = Math.floor(resident.length / 2);
  const early = Math.max(...resident.slice(0, half));
  const late = Math.max(...resident.slice(half));
  return [
    row({
      part: 'tail',
      figure: 'memory, second half of a day by the first',
      unit: 'bytes',
      ours: late,
      theirs: early,
      against: 'first half',
      aim: { atMost: 1.05 },
    }),
    row({
      part: 'tail',
      figure: `CPU at ${(dayBytes / daySeconds / 1e6).toFixed(0)} MB/s, percent of one core`,
      unit: '%',
      ours: used,
    }),
  ];
}

/** With the option that `npm start` gives the exporter. */
async function startReader({ defer, moduleUrl }, share) {
  const folder = await workplace(defer);
  mkdirSync(join(folder, 'logs'));
  for (const log of logPaths(folder)) appendFileSync(log, '');
  const argv = ['--max-semi-space-size=4', program, moduleUrl(''), folder, String(share)];
  const reader = await start(defer, process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  await untilReady(reader, async () => (await ask(reader, 'figures')).files === logs);
  return { ...reader, folder };
}

/** Percent of one core that the reader takes during `work`. */
async function share({ pid }, work) {
  const began = performance.now();
  const before = cpuSeconds(pid);
  await work();
  return ((cpuSeconds(pid) - before) / ((performance.now() - began) / 1000)) * 100;
}

/** Writes to all logs in turn, a line at a time as agents do, but all that is due at once. */
async function write({ folder }, bytesPerSecond, seconds) {
  const paths = logPaths(folder);
  const pool = linePool();
  let at = 0;
  const began = performance.now();
  for (let written = 0; written < bytesPerSecond * seconds; ) {
    const due = (Math.min(seconds, (performance.now() - began) / 1000) * bytesPerSecond - written) / paths.length;
    for (const path of paths) {
      const end = pool.indexOf('\n', at + due) + 1;
      const text = pool.subarray(at, end === 0 ? pool.length : end);
      at = end === 0 ? 0 : end;
      appendFileSync(path, text);
      written += text.length;
      if (statSync(path).size > fullBytes) renameSync(path, `${path}.1`);
    }
    await delay(writeMilliseconds);
  }
}

function logPaths(folder) {
  return Array.from({ length: logs }, (_, index) => join(folder, 'logs', `Agent${index}.log`));
}

/** Lines as agents write them: JSON, with counts, times, identifiers and paths; the same ones in each run. */
function linePool() {
  let state = 1;
  const random = (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const hexadecimal = (digits) => Array.from({ length: digits }, () => random(16).toString(16)).join('');
  const lines = Array.from({ length: poolLines }, (_, index) => {
    const timestamp = new Date(1_750_000_000_000 + index * 10).toISOString();
    const messages = [
      { message: 'request served', request_id: hexadecimal(32), duration_ms: random(9000) / 10, status: 200 },
      { message: 'model answered', model: 'gpt-4o-mini', input_tokens: 100_000 + random(900_000) },
      { message: `loaded /srv/models/part-${random(100)}.safetensors`, sha256: hexadecimal(64) },
      { message: 'heartbeat', uptime: random(1e6) / 10, active_threads: random(20), ready: true },
      { message: 'Traceback (most recent call last): File "/srv/agents/planner.py", line 10, in run: TimeoutError' },
    ];
    return JSON.stringify({ timestamp, level: 'INFO', agent: `Agent${random(logs)}`, ...messages[random(5)] });
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}
