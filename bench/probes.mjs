/** How many probes a second of CPU gives, next to blackbox-exporter's. */

import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask, start } from './child.mjs';
import { startExporter } from './exporter.mjs';
import { startLightFleet } from './light-fleet.mjs';
import { row } from './report.mjs';
import { startBlackboxExporter } from './rivals.mjs';
import { median } from './statistics.mjs';
import { cpuSeconds } from './usage.mjs';
import { workplace } from './workplace.mjs';

const loop = fileURLToPath(new URL('./probe-loop.mjs', import.meta.url));
const rounds = 5;
const windowMilliseconds = 1200;
/** After a contestant goes on, what had waited meanwhile is made up for first. */
const settleMilliseconds = 400;
const concurrency = 8;
const fleetSize = 1000;

/** @typedef {{ pid: number, run: () => unknown, rest: () => unknown, count: () => Promise<number> }} Contestant */

/** @param {import('./context.mjs').Context} context */
export async function probes(context) {
  const folder = await workplace(context.defer);
  const fleets = {
    http: await startLightFleet(context, 'http', fleetSize, 'http', 1),
    zeromq: await startLightFleet(context, 'zeromq', fleetSize, 'zeromq', 1),
  };
  /** @type {Record<string, Contestant>} */
  const contestants = {
    blackbox: await blackbox(context, folder, fleets.http.url),
    http: await probeLoop(context, 'http', fleets.http.target),
    zeromq: await probeLoop(context, 'zeromq', fleets.zeromq.target),
    httpExporter: await exporter(context, folder, fleets.http),
    zeromqExporter: await exporter(context, folder, fleets.zeromq),
  };
  const perSecond = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  context.say(`${rounds} rounds of ${Object.keys(contestants).length} contestants`);
  for (let round = -1; round < rounds; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const rate = await measure(contestant);
      if (round >= 0) perSecond[name].push(rate);
    }
  }
  const versus = (figure, name, aim) =>
    row({
      part: 'probes',
      figure: `${figure}, probes per CPU second`,
      unit: '/s',
      ours: median(perSecond[name]),
      theirs: median(perSecond.blackbox),
      against: 'blackbox-exporter (HTTP)',
      aim,
    });
  return [
    versus('HTTP', 'http', { atLeast: 2 }),
    versus('ZeroMQ', 'zeromq'),
    versus('HTTP, the whole exporter', 'httpExporter'),
    versus('ZeroMQ, the whole exporter', 'zeromqExporter'),
  ];
}

/** @param {Contestant} contestant */
async function measure({ pid, run, rest, count }) {
  await run();
  await delay(settleMilliseconds);
  const before = { count: await count(), cpu: cpuSeconds(pid) };
  await delay(windowMilliseconds);
  const after = { count: await count(), cpu: cpuSeconds(pid) };
  await rest();
  return (after.count - before.count) / (after.cpu - before.cpu);
}

/** blackbox-exporter probes when it is asked, once for each request. */
async function blackbox(context, folder, target) {
  const { pid, url } = await startBlackboxExporter(context, folder);
  const agent = new Agent({ keepAlive: true });
  context.defer(() => agent.destroy());
  let running = false;
  let probed = 0;
  const work = async () => {
    while (running) {
      if (!(await probedWell(`${url}/probe?module=http_2xx&target=${encodeURIComponent(target)}`, agent))) {
        throw new Error('a probe of blackbox-exporter failed');
      }
      probed++;
    }
  };
  let workers = [];
  return {
    pid,
    run: () => {
      running = true;
      workers = Array.from({ length: concurrency }, work);
    },
    rest: () => {
      running = false;
      return Promise.all(workers);
    },
    count: async () => probed,
  };
}

function probedWell(url, agent) {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text.includes('\nprobe_success 1')));
      response.on('error', reject);
    });
    asked.on('error', reject);
  });
}

/** The probe alone, in a process of its own. */
async function probeLoop({ defer, moduleUrl }, protocol, target) {
  const program = await start(defer, process.execPath, [loop], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const module = moduleUrl(`probes/${protocol}.js`);
  await ask(program, { question: 'prepare', module, maker: `${protocol}Probe`, target });
  return {
    pid: program.pid,
    run: () => ask(program, { question: 'run', concurrency }),
    rest: () => ask(program, { question: 'rest' }),
    count: async () => (await ask(program, { question: 'count' })).probed,
  };
}

/** The whole exporter, which probes each agent once a second. Its probes are counted where they are answered. */
async function exporter(context, folder, { watched, answered }) {
  const running = await startExporter(context, folder, watched);
  await running.pause();
  return { pid: running.pid, run: running.resume, rest: running.pause, count: answered };
}
