import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { metricCatalogue, sampleNames } from '../../src/metricCatalogue.js';
import { parsePromql } from '../../src/promql/parse.js';
import { selectorsOf } from '../../src/promql/selectors.js';
import { client, freePort, natsServer } from '../bus/natsServer.js';
import { built, type PlacedQuery, panelsOf, queries, rules } from '../dashboards/built.js';
import { interpolate } from '../dashboards/interpolate.js';
import { ofPrometheus, ofServers } from '../dashboards/metrics.js';
import { faultNeeds, needsChange, needsRollback, slow } from '../dashboards/needs.js';
import type { DemoCopy } from './demoCopy.js';
import { LocalStack } from './localStack.js';
import { applyChange, fleetwatchOn, prepareChanges } from './playedChange.js';

/** On alpha; it depends on agents, and agents depend on it. */
const agent = 'TimetableKeeper';

/** Metrics that the exporter, the servers and the rules have. */
const there = new Set([
  ...metricCatalogue().flatMap(({ families }) => families.flatMap(sampleNames)),
  ...rules.flatMap(({ kind, name }) => (kind === 'record' ? [name] : [])),
  ...ofPrometheus,
  ...ofServers,
]);

const needing = new Set([...faultNeeds.map(({ place }) => place), ...slow]);
const always = queries.filter((query) => isExported(query) && !needsChange(query) && !needing.has(query.place));
const later = queries.filter(({ place }) => needing.has(place));

/** Whether all that it asks for is exported by a collector that is wired. */
function isExported({ expr }: PlacedQuery): boolean {
  const metrics = selectorsOf(parsePromql(interpolate(expr))).flatMap(({ metric }) => metric ?? []);
  return metrics.every((metric) => there.has(metric));
}

const undone: (() => Promise<void>)[] = [];

/** Besides what changes need: alpha's hub is answered for, and both machines send their events to alpha and to a nats-server. */
async function prepare(copy: DemoCopy): Promise<void> {
  await prepareChanges(copy);
  const nats = await startNats(copy.runDirectory);
  const { runDirectory, settingsFile, ports } = copy;
  const local = (port: number) => `http://127.0.0.1:${port}`;
  const hub = { prometheus_url: local(ports.prometheus), alertmanager_url: local(ports.alertmanager) };
  const document = parseDocument(await readFile(settingsFile, 'utf8'));
  document.set('hubs', document.createNode({ servers: [{ machine: 'alpha', ...hub }] }));
  const http = { url: `${local(ports.alpha)}/events`, bearer_token_file: join(runDirectory, 'token') };
  const bus = { mode: 'hybrid', http, nats: { servers: [nats.url] }, receive: { http: true, nats: true } };
  document.set('bus', document.createNode(bus));
  const monitored = { machine: 'alpha', url: nats.monitoring, streams: ['FLEET_alpha', copyOfStream] };
  document.set('nats', document.createNode({ servers: [monitored] }));
  await writeFile(settingsFile, document.toString());
}

const copyOfStream = 'FLEET_copy';

/** With a stream for each machine, and one that takes from another as it would from another server. */
async function startNats(directory: string) {
  const port = await freePort();
  const undo = (end: () => Promise<void>) => undone.unshift(end);
  const server = await natsServer(undo, join(directory, 'nats'), `http: 127.0.0.1:${port}`);
  const manager = await jetstreamManager(await client(undo, server));
  for (const machine of ['alpha', 'beta']) {
    await manager.streams.add({ name: `FLEET_${machine}`, subjects: [`fleet.events.${machine}.>`] });
  }
  await manager.streams.add({ name: copyOfStream, sources: [{ name: 'FLEET_beta' }] });
  return { url: server.url, monitoring: `http://127.0.0.1:${port}/` };
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly metric?: Readonly<Record<string, string>> }[] };
}

describe('the dashboards on the demo fleet, asked of a real Prometheus', () => {
  let stack: LocalStack;
  /** The change that is played. */
  let change = 'none';
  /** Labels of the answers, by place. */
  const answered = new Map<string, Set<string>>();

  async function ask({ board, expr }: PlacedQuery): Promise<Answer> {
    const chosen = board === 'agent' ? { machine: 'alpha', agent } : { change };
    const body = new URLSearchParams({ query: interpolate(expr, chosen) });
    const response = await fetch(`${stack.urls.prometheus}/api/v1/query`, { method: 'POST', body });
    const answer: Answer = JSON.parse(await response.text());
    return answer;
  }

  /** Asks each query that had no answer yet; with those that have none now, and what Prometheus cannot make sense of. */
  async function silentOf(asked: readonly PlacedQuery[]): Promise<string[]> {
    const silent: string[] = [];
    for (const query of asked) {
      if (answered.has(query.place)) continue;
      const { status, error, data } = await ask(query);
      const rows = data?.result ?? [];
      if (status !== 'success') silent.push(`${query.place}: ${error}`);
      else if (rows.length === 0) silent.push(query.place);
      else answered.set(query.place, new Set(rows.flatMap(({ metric = {} }) => Object.keys(metric))));
    }
    return silent;
  }

  async function untilAnswered(asked: readonly PlacedQuery[], seconds: number): Promise<void> {
    let silent: string[] = [];
    const all = async () => {
      silent = await silentOf(asked);
      return silent.length === 0;
    };
    await stack.until('all queries have an answer', all, seconds).catch(() => expect(silent).toStrictEqual([]));
  }

  beforeAll(async () => {
    stack = await LocalStack.start(prepare);
    const known = async () => (await stack.query('count(agent:fleet_agent_verdict:known)')) === 77;
    await stack.until('all agents are known', known, 90);
  });

  afterAll(async () => {
    await stack.remove();
    for (const end of undone) await end();
  });

  it('name faults only where there is no answer without', async () => {
    const silent = await silentOf(later);
    answered.clear();
    expect(silent.sort()).toStrictEqual([...needing].sort());
  });

  it('have an answer to every query, while all is well', { timeout: 300_000 }, async () => {
    expect(always.length).toBeGreaterThan(5 * needing.size);
    await untilAnswered(always, 180);
  });

  it('have an answer to what asks for faults, while they are played', { timeout: 420_000 }, async () => {
    const faults = new Map(faultNeeds.map((need) => [need.agent, need.fault]));
    for (const [place, fault] of faults) await stack.fault(place, fault);
    await untilAnswered(later, 330);
  });

  it('show only columns that their answers have', async () => {
    // The first answer may be of an alert that names no agent; those that do come later.
    await stack
      .until('all columns are there', async () => (await columnsMissing()).length === 0, 90)
      .catch(async () => expect(await columnsMissing()).toStrictEqual([]));
  });

  async function columnsMissing(): Promise<string[]> {
    const missing: string[] = [];
    for (const { board, dashboard } of built) {
      for (const { title, type, transformations = [] } of panelsOf(dashboard)) {
        const asked = queries.filter(({ place }) => place.startsWith(`${board} / ${title} / `));
        if (type !== 'table' || !asked.every(({ place }) => answered.has(place))) continue;
        const labels = new Set((await Promise.all(asked.map(labelsOf))).flat());
        const shown: Readonly<Record<string, boolean>> =
          transformations.find(({ id }) => id === 'organize')?.options.includeByName ?? {};
        const columns = Object.keys(shown).filter((name) => !name.startsWith('Value'));
        missing.push(...columns.filter((name) => !labels.has(name)).map((name) => `${board} / ${title}: ${name}`));
      }
    }
    return missing;
  }

  /** Labels that the answers to a query had until now. */
  async function labelsOf(query: PlacedQuery): Promise<string[]> {
    const known = answered.get(query.place) ?? new Set();
    const { data } = await ask(query);
    for (const { metric = {} } of data?.result ?? []) for (const label of Object.keys(metric)) known.add(label);
    return [...known];
  }

  it('have an answer to what asks about a change, while one is made and taken back', { timeout: 420_000 }, async () => {
    const about = queries.filter(needsChange);
    change = await applyChange(stack, 'FareCalculator');
    await fleetwatchOn(stack, 'change', 'commit', change, '--by', 'Ada');
    await untilAnswered(
      about.filter(({ place }) => !needsRollback.has(place)),
      180,
    );
    await stack.fault('FareCalculator', 'kill');
    await untilAnswered(about, 120);
  });
});
