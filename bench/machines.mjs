/**
 * What a Prometheus pays for machines of a thousand agents each, scraped and judged by the bundled rules: measured for a few
 * machines, and fitted, so that docs/scale.md can compute what two cores cannot hold.
 */

import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, start, untilReady } from './child.mjs';
import { projectFolder } from './context.mjs';
import { startDemoFleet } from './demo-fleet.mjs';
import { isOk, startExporter } from './exporter.mjs';
import { freePort } from './loopback.mjs';
import { storage } from './machines-storage.mjs';
import { row } from './report.mjs';
import { within } from './scope.mjs';
import { samples } from './scrape-client.mjs';
import { line } from './statistics.mjs';
import { cpuSeconds, residentBytes } from './usage.mjs';
import { workplace } from './workplace.mjs';

const program = new URL('./machines-server.mjs', import.meta.url).pathname;
const agentsEach = 1000;
const sizes = [1, 2, 5, 10];
/** The bundled configuration scrapes each 5 s; a fleet of this size would not. */
const intervalSeconds = 15;
/** Scrapes without rules that are measured, after the first ones, which create the series. */
const plainScrapes = 3;
/** Rules settle for a minute – the slowest that always run are a minute apart – and are measured for another. */
const rulesSeconds = 60;
const machineOf = (index) => `m${String(index).padStart(3, '0')}`;

/** @param {import('./context.mjs').Context} context */
export async function machines(context) {
  const { prometheus, ...others } = await context.tools(['prometheus', 'promtool', 'victoria-metrics']);
  const captured = await capture(context);
  const stored = await storage(context, others, captured);
  const measured = [];
  for (const size of sizes) {
    context.say(`${size} machines of ${agentsEach} agents`);
    measured.push(await within((defer) => measure({ ...context, defer }, prometheus, captured, size)));
  }
  return [...rowsOf(measured), ...stored];
}

/** The page of a real exporter over 77 real agents that have been asked at least once. */
function capture(context) {
  return within(async (defer) => {
    const own = { ...context, defer };
    const folder = await workplace(defer);
    const fleet = await startDemoFleet(own, folder, { interval_seconds: 15, timeout_seconds: 5, retries: 1 });
    const exporter = await startExporter(own, folder, fleet.watched);
    await untilAllKnown(exporter);
    return { text: (await exporter.scrape()).text(), machine: fleet.watched.name };
  });
}

/** Waits until every collector has had a good run and every agent is known: a page with gaps would make fleets look cheap. */
async function untilAllKnown(exporter) {
  const deadline = performance.now() + 90_000;
  for (;;) {
    const text = (await exporter.scrape()).text();
    const failed = samples(text, 'fleetwatch_collector_success').filter(({ value }) => value !== 1);
    const unknown = samples(text, 'fleet_agent_verdict').filter(
      ({ labels, value }) => value === 1 && labels.includes('verdict="unknown"'),
    );
    const seen = samples(text, 'fleet_agent_process_resident_memory_bytes').length;
    const agents = samples(text, 'fleet_agent_up').length;
    if (failed.length + unknown.length === 0 && agents > 0 && seen === agents) return;
    if (performance.now() > deadline) {
      throw new Error(
        `after 90 s ${failed.length} collectors have failed, ${unknown.length} agents are unknown, ${seen} of ${agents} have a process`,
      );
    }
    await delay(1500);
  }
}

async function measure(context, prometheus, captured, size) {
  const { defer } = context;
  const folder = await workplace(defer);
  const names = Array.from({ length: size }, (_one, index) => machineOf(index));
  const server = await start(defer, process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const { text, machine } = captured;
  const { port } = await ask(server, { captured: text, agents: agentsEach, machine, machines: names });
  await cp(join(projectFolder, 'prometheus/rules'), join(folder, 'rules'), { recursive: true });
  const watcher = await startPrometheus(defer, prometheus, folder, names, port);
  await delay(2 * intervalSeconds * 1000);
  await ask(server, { question: 'served' });
  const plain = await cpuOver(watcher.pid, plainScrapes * intervalSeconds);
  const served = await ask(server, { question: 'served' });
  await watcher.withRules();
  await delay(rulesSeconds * 1000);
  const ruled = await cpuOver(watcher.pid, rulesSeconds);
  const own = await watcher.metrics();
  const groups = samples(own, 'prometheus_rule_group_last_duration_seconds').map(({ labels, value }) => ({
    name: /;([^;"]+)"/.exec(labels)?.[1] ?? labels,
    seconds: value,
    every: one(samples(own, 'prometheus_rule_group_interval_seconds').filter((other) => other.labels === labels)),
  }));
  const missed = sum(samples(own, 'prometheus_rule_group_iterations_missed_total'));
  if (missed > 0) context.say(`${missed} evaluations were missed`);
  return {
    size,
    scraped: sum(await watcher.query('scrape_samples_scraped')),
    scrapeSeconds: Math.max(...(await watcher.query('scrape_duration_seconds')).map(({ value }) => value)),
    away: (await watcher.query('up == 0')).length,
    bytes: served.bytes / served.scrapes,
    plain,
    rules: ruled - plain,
    busiest: groups.toSorted((a, b) => b.seconds / b.every - a.seconds / a.every)[0],
    groupsBusy: groups.reduce((total, { seconds, every }) => total + seconds / every, 0),
    alerts: sum(await watcher.query('count(ALERTS{alertstate="firing"})')),
    headSeries: one(samples(own, 'prometheus_tsdb_head_series')),
    heap: one(samples(own, 'go_memstats_heap_inuse_bytes')),
    resident: residentBytes(watcher.pid).highest,
    missed,
  };
}

async function startPrometheus(defer, path, folder, names, port) {
  const file = join(folder, 'prometheus.yml');
  const global = {
    scrape_interval: `${intervalSeconds}s`,
    evaluation_interval: `${intervalSeconds}s`,
    external_labels: { fleetwatch_url: 'http://127.0.0.1:1' },
  };
  const jobs = names.map((name) => ({
    job_name: `fleetwatch-${name}`,
    honor_labels: true,
    metrics_path: `/${name}/metrics`,
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { job: 'fleetwatch', machine: name } }],
  }));
  const write = (rules) => writeFile(file, JSON.stringify({ global, rule_files: rules, scrape_configs: jobs }));
  await write([]);
  const own = await freePort();
  const url = `http://127.0.0.1:${own}`;
  const server = await start(defer, path, [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${own}`,
    '--web.enable-lifecycle',
    '--log.level=error',
  ]);
  await untilReady(server, () => isOk(`${url}/-/ready`));
  return {
    pid: server.pid,
    withRules: async () => {
      await write(['rules/*.rules.yml']);
      const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(`the rules were not taken: ${await answer.text()}`);
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    query: async (query) => {
      const answer = await (await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`)).json();
      return answer.data.result.map(({ value }) => ({ value: Number(value[1]) }));
    },
  };
}

/** CPU seconds a second. */
async function cpuOver(pid, seconds) {
  const began = performance.now();
  const before = cpuSeconds(pid);
  await delay(seconds * 1000);
  return (cpuSeconds(pid) - before) / ((performance.now() - began) / 1000);
}

function rowsOf(measured) {
  const part = 'machines';
  const rows = measured.flatMap((of) => {
    const name = `${of.size} machines`;
    const { name: group, seconds, every } = of.busiest;
    return [
      row({ part, figure: `${name}: samples a scrape of all`, unit: '', ours: of.scraped }),
      row({ part, figure: `${name}: series in the head, with what rules record`, unit: '', ours: of.headSeries }),
      row({ part, figure: `${name}: bytes of a scrape of one, gzip`, unit: 'bytes', ours: of.bytes }),
      row({ part, figure: `${name}: longest scrape`, unit: 's', ours: of.scrapeSeconds }),
      row({ part, figure: `${name}: cores busy with scrapes`, unit: '', ours: of.plain }),
      row({ part, figure: `${name}: cores busy with rules`, unit: '', ours: of.rules }),
      row({
        part,
        figure: `${name}: share of its interval that the busiest group of rules takes`,
        unit: '%',
        ours: (seconds / every) * 100,
        note: `${group}: ${seconds.toFixed(2)} s every ${every} s; evaluations missed: ${of.missed}; alerts: ${of.alerts}; targets away: ${of.away}`,
      }),
      row({ part, figure: `${name}: heap of Prometheus`, unit: 'bytes', ours: of.heap }),
      row({ part, figure: `${name}: resident memory, highest`, unit: 'bytes', ours: of.resident }),
    ];
  });
  // Where rules were left out for want of a processor, their cost is not known.
  const whole = measured.filter(({ missed }) => missed === 0);
  const fits = [
    ['series in the head', 'headSeries', '', measured],
    ['resident memory, highest', 'resident', 'bytes', measured],
    ['cores busy with scrapes', 'plain', '', whole],
    ['cores busy with rules', 'rules', '', whole],
  ].filter(([, , , points]) => points.length > 1);
  return [
    ...rows,
    ...fits.map(([figure, key, unit, points]) => {
      const { slope, base, error } = line(points.map((of) => [of.size, of[key]]));
      const note = `straight line: ${base.toPrecision(3)} + ${slope.toPrecision(3)} a machine; farthest point ${(error * 100).toFixed(0)} % off`;
      return row({ part, figure: `a machine more: ${figure}`, unit, ours: slope, note });
    }),
  ];
}

function one(found) {
  if (found.length !== 1) throw new Error(`one sample was expected, there are ${found.length}`);
  return found[0].value;
}

function sum(found) {
  return found.reduce((total, { value }) => total + value, 0);
}
