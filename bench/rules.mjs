/**
 * What the bundled rules cost a Prometheus that watches 10,000 agents, on a quiet day and while every agent is degraded.
 *
 * A Prometheus collects some minutes of data, runs the rules on them, and is stopped at a moment of each state. Another one, which
 * neither scrapes nor runs rules, is then asked every rule at these moments, one after the other. What is measured is its CPU
 * time: on a machine that is not busy, that is what an evaluation takes.
 */

import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { start, untilReady } from './child.mjs';
import { projectFolder } from './context.mjs';
import { isOk } from './exporter.mjs';
import { freePort } from './loopback.mjs';
import { row } from './report.mjs';
import { writeHistory } from './rules-history.mjs';
import { familiesInRules, pageOf } from './rules-page.mjs';
import { within } from './scope.mjs';
import { cpuSeconds } from './usage.mjs';
import { workplace } from './workplace.mjs';

const machines = ['alpha', 'beta'];
const agentsEach = 5000;
const bundled = join(projectFolder, 'prometheus/rules');
/** Seconds in which each group runs once while data is collected: all of them at once would take the bench's machine whole. */
const roundSeconds = 60;
/** Rounds until every record that others read is there. */
const rounds = 3;
/** Seconds between the evaluations of a group that does not say otherwise (prometheus/prometheus.yml). */
const usualSeconds = 5;
/** Of so many evaluations the cheapest counts: the others met the garbage collection of what came before. */
const attempts = 5;

/** @param {import('./context.mjs').Context} context */
export async function rules(context) {
  const { defer, moduleUrl, tools, say } = context;
  const folder = await workplace(defer);
  const { metricCatalogue } = await import(moduleUrl('metricCatalogue.js'));
  const families = familiesInRules(metricCatalogue(), bundled);
  const found = await tools(['prometheus', 'promtool']);
  say(`writing what the rules would have recorded on ${machines.length * agentsEach} agents`);
  const data = join(folder, 'data');
  const history = { promtool: found.promtool, file: join(folder, 'history.om'), data, machines, agents: agentsEach };
  await writeHistory(history);
  const moments = await collect({ folder, program: found.prometheus, families, say });
  const offline = await startPrometheus(defer, found.prometheus, folder, { scrape_configs: [] });
  const groups = await readGroups();
  const rows = [];
  for (const [state, seconds] of moments) {
    const moment = await whenVerdictsWereNew(offline, seconds);
    say(`evaluating each rule as of the moment: ${state}`);
    rows.push(...(await rowsOf(offline, groups, state, moment)));
  }
  return rows;
}

/** Fills the database, and gives the Unix time of the end of each state. */
function collect({ folder, program, families, say }) {
  return within(async (defer) => {
    const exporter = await startExporter(defer);
    const targets = exporter.targets.map(({ machine, address, path }) => ({
      job_name: `fleetwatch-${machine}`,
      honor_labels: true,
      metrics_path: path,
      static_configs: [{ targets: [address], labels: { job: 'fleetwatch', machine } }],
    }));
    const moments = new Map();
    const states = [
      ['one in 200 is down', (index) => (index % 200 === 7 ? 'refused' : 'healthy')],
      ['all are degraded', () => 'degraded'],
    ];
    await copyRules(join(folder, 'rules'));
    let started = false;
    for (const [state, verdictOf] of states) {
      exporter.show(families, verdictOf);
      if (!started)
        await startPrometheus(defer, program, folder, { rule_files: ['rules/*.yml'], scrape_configs: targets });
      started = true;
      say(`${state}: ${rounds * roundSeconds} s`);
      await delay(rounds * roundSeconds * 1000);
      moments.set(state, Date.now() / 1000 - usualSeconds);
    }
    return moments;
  });
}

/** One page a machine, each served as it is. */
async function startExporter(defer) {
  const pages = new Map();
  const server = createServer((request, response) => response.end(pages.get(request.url)));
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  defer(() => server.close());
  const { port } = server.address();
  return {
    targets: machines.map((machine) => ({ machine, address: `127.0.0.1:${port}`, path: `/${machine}` })),
    show: (families, verdictOf) => {
      for (const machine of machines) pages.set(`/${machine}`, pageOf(families, machine, agentsEach, verdictOf));
    },
  };
}

async function startPrometheus(defer, program, folder, configuration) {
  const file = join(folder, 'prometheus.yml');
  const global = { scrape_interval: '5s', scrape_timeout: '4s', evaluation_interval: `${roundSeconds}s` };
  await writeFile(file, JSON.stringify({ global, ...configuration }));
  const port = await freePort();
  const prometheus = await start(defer, program, [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    '--storage.tsdb.retention.time=40d',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(prometheus, () => isOk(`${url}/-/ready`), 180);
  return { url, pid: prometheus.pid };
}

/** The bundled rules, each group once a round. */
async function copyRules(folder) {
  await mkdir(folder);
  for (const name of await readdir(bundled)) {
    const text = await readFile(join(bundled, name), 'utf8');
    await writeFile(join(folder, name), text.replaceAll(/^ {4}interval: \d+[sm]$/gm, ''));
  }
}

async function readGroups() {
  const texts = await Promise.all((await readdir(bundled)).map((name) => readFile(join(bundled, name), 'utf8')));
  return texts.flatMap((text) => parse(text).groups);
}

async function rowsOf(prometheus, groups, state, moment) {
  const part = 'rules';
  const rows = [];
  let load = 0;
  for (const { name, interval, rules: own } of groups) {
    let seconds = 0;
    let dearest = { seconds: 0, rule: '' };
    for (const { record, alert, expr } of own) {
      const cost = await costOf(prometheus, expr, moment);
      seconds += cost;
      if (cost > dearest.seconds) dearest = { seconds: cost, rule: record ?? alert };
    }
    load += seconds / secondsOf(interval);
    const note = `of that ${dearest.seconds.toFixed(3)} s for ${dearest.rule}`;
    rows.push(
      row({ part, figure: `10,000 agents, ${state}: ${name}`, unit: 's', ours: seconds, aim: { atMost: 1 }, note }),
    );
  }
  return [...rows, row({ part, figure: `10,000 agents, ${state}: processors busy with all`, unit: '', ours: load })];
}

/** What was recorded is news for seconds only, and each group ran once a minute: older verdicts would cost the rules nothing. */
async function whenVerdictsWereNew({ url }, before) {
  const query = 'max(timestamp(agent:fleet_agent_verdict:now))';
  const address = `${url}/api/v1/query?${new URLSearchParams({ query, time: before.toFixed(3) })}`;
  const { data } = await (await fetch(address)).json();
  return Number(data.result[0].value[1]) + 1;
}

/** CPU seconds of one evaluation. Counted in Prometheus, so that no answer of thousands of rows is written out. */
async function costOf({ url, pid }, expr, moment) {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = cpuSeconds(pid);
    const body = new URLSearchParams({ query: `count(${expr}\n)`, time: moment.toFixed(3) });
    const answer = await (await fetch(`${url}/api/v1/query`, { method: 'POST', body })).json();
    if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
    least = Math.min(least, cpuSeconds(pid) - before);
  }
  return least;
}

/** Of a duration of one unit, as the bundled rules have them. */
function secondsOf(interval) {
  if (interval === undefined) return usualSeconds;
  return Number.parseInt(interval, 10) * (interval.endsWith('m') ? 60 : 1);
}
