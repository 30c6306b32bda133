/** What two hours of a page take on disk, once compacted: in Prometheus and in VictoriaMetrics. */

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { start, untilReady } from './child.mjs';
import { isOk } from './exporter.mjs';
import { freePort } from './loopback.mjs';
import { liveLines, widened } from './machines-page.mjs';
import { row } from './report.mjs';
import { within } from './scope.mjs';
import { samples as samplesOf } from './scrape-client.mjs';
import { workplace } from './workplace.mjs';

const intervalSeconds = 15;
/** A block of Prometheus' database, and four full chunks of 120 samples. */
const spanSeconds = 7200;
/** The agents of the captured page, once. */
const agents = 77;

/**
 * @param {import('./context.mjs').Context} context
 * @param {{ promtool: string, 'victoria-metrics': string }} programs
 * @param {{ text: string }} captured
 */
export function storage(context, programs, captured) {
  return within(async (defer) => {
    const folder = await workplace(defer);
    const file = join(folder, 'two-hours.prom');
    context.say('writing two hours of a page');
    const samples = await writeHistory(file, captured.text);
    const data = join(folder, 'prometheus');
    await execa(programs.promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, data]);
    const ours = (await bytesIn(data)) / samples;
    const store =
      (await bytesInStore({ ...context, defer }, programs['victoria-metrics'], folder, file, samples)) / samples;
    const part = 'machines';
    const note = `${samples} samples of two hours, each 15 s, index included`;
    return [
      row({ part, figure: 'bytes of a sample on disk, Prometheus', unit: '', ours, note }),
      row({ part, figure: 'bytes of a sample on disk, VictoriaMetrics', unit: '', ours: store, note }),
    ];
  });
}

/** All samples in OpenMetrics form, of the last full two hours; types are left out, for families come many times. */
async function writeHistory(file, text) {
  const { still, live, series } = widened(text, agents);
  const fixed = still.split('\n').filter((line) => !line.startsWith('#'));
  const end = Math.floor(Date.now() / 1000 / spanSeconds) * spanSeconds;
  const out = createWriteStream(file);
  const random = generator(7);
  for (let seconds = 0; seconds < spanSeconds; seconds += intervalSeconds) {
    const first = end - spanSeconds;
    const ending = ` ${first + seconds}`;
    const moved = liveLines(live, { seconds, first, noise: random }, ending);
    if (!out.write(`${fixed.map((line) => line + ending).join('\n')}\n${moved}\n`)) await once(out, 'drain');
  }
  out.end('# EOF\n');
  await once(out, 'finish');
  return (series * spanSeconds) / intervalSeconds;
}

async function bytesInStore({ defer }, program, folder, file, samples) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const data = join(folder, 'victoria-metrics');
  const server = await start(defer, program, [`-storageDataPath=${data}`, `-httpListenAddr=127.0.0.1:${port}`]);
  await untilReady(server, () => isOk(`${url}/health`));
  const body = inMilliseconds(createReadStream(file, 'utf8'));
  const answer = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body, duplex: 'half' });
  if (!answer.ok) throw new Error(`VictoriaMetrics refuses the samples: ${await answer.text()}`);
  await fetch(`${url}/internal/force_flush`);
  // What has just arrived is not counted at once.
  await untilReady(server, async () => (await sumIn(url, 'vm_rows', '"storage/')) >= samples);
  await fetch(`${url}/internal/force_merge`);
  // It merges behind our back, and begins a moment later.
  await delay(1000);
  await untilReady(server, async () => (await sumIn(url, 'vm_active_force_merges', '')) === 0);
  const ended = once(server.child, 'exit');
  server.child.kill('SIGTERM');
  await ended;
  // Beside these it keeps caches, which are rebuilt.
  return (await bytesIn(join(data, 'data'))) + (await bytesIn(join(data, 'indexdb')));
}

/** Of a metric of the server, the sum over the series whose labels hold a text. */
async function sumIn(url, name, labelled) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const found = samplesOf(metrics, name).filter(({ labels }) => labels.includes(labelled));
  return found.reduce((sum, { value }) => sum + value, 0);
}

/** OpenMetrics counts seconds, the format of Prometheus that VictoriaMetrics takes milliseconds. */
async function* inMilliseconds(text) {
  let rest = '';
  for await (const piece of text) {
    const whole = rest + piece;
    const end = whole.lastIndexOf('\n') + 1;
    rest = whole.slice(end);
    yield Buffer.from(whole.slice(0, end).replaceAll(/ (\d+)$/gm, ' $1000'));
  }
}

async function bytesIn(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await bytesIn(path) : (await stat(path)).size;
  }
  return bytes;
}

/** The same noise each time (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
