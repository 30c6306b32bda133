import type { NatsConnection } from '@nats-io/transport-node';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SinkName } from '../../src/bus/mode.js';
import { busOnPage } from '../../src/cli/busPage.js';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import type { Runbook } from '../../src/runbooks/model.js';
import { client, eventsIn } from '../bus/natsServer.js';
import { range } from '../bus/workshop.js';
import { type BusSite, type Machine, machines, startBusSite } from './cutover/bus.js';
import { arrivalsOf, brokenChains, sequencesOf, together } from './cutover/reckoning.js';
import { Performance, type Person } from './runbooks/play.js';
import { program } from './stackView.js';

/** Each makes an event a second. The issue asks for 1,000 events a second: FLEETWATCH_BUS_AGENTS=500. */
const agentsEach = Number(process.env.FLEETWATCH_BUS_AGENTS ?? 25);

/** Long enough for some scrapes. */
const overlap = '6s';
const patience = { timeout: 120_000, interval: 500 };
/** Of the gate before the last step: nothing ever came through NATS, or what came on one way is missing on the other. */
const neverCame = /a person is asked for parity.* both-come: fail/s;
const oneWayLacks = /a person is asked for parity.* (parity|nothing-lost): fail/s;

let site: BusSite;
let runbooks: ReadonlyMap<string, Runbook>;

beforeAll(async () => {
  runbooks = new Map((await loadRunbooks([bundledRunbooks])).runbooks.map((runbook) => [runbook.id, runbook]));
  site = await startBusSite(agentsEach);
});

afterAll(() => site?.end());

/** Makes the streams as somebody does who was asked to; all else is left to wait for somebody. */
const operator: Person = async ({ step, machine }, told) => {
  if (step !== 'streams') throw new Error(`a person is asked for ${step}\n${told}`);
  const maker = ['--username', 'streams', '--password-file', `${natsOf(machine).folder}/streams.password`];
  await fleetwatch('bus', 'streams', '--apply', ...settingsOf(machine), ...maker);
};

function natsOf(machine: string) {
  return site.nats[machine === 'alpha' ? 'alpha' : 'beta'];
}

function settingsOf(machine: string): string[] {
  return ['--config', site.settings.get(machine)?.file ?? '', '--machine', machine];
}

function fleetwatch(...words: readonly string[]) {
  return execa(process.execPath, [program, ...words], { all: true });
}

function perform(id: string, parameters: Readonly<Record<string, string>>): Performance {
  const runbook = runbooks.get(id);
  if (runbook === undefined) throw new Error(`no runbook ${id}`);
  return new Performance(site, runbook, 'alpha', parameters, operator);
}

const toBoth = () => perform('cutover-bus-both', { window: overlap });
const toNats = () => perform('cutover-bus-nats', { overlap, window: overlap });

async function modes() {
  const pages = machines.map(async (machine) => (await fetch(`http://${site.exporters[machine]}/metrics`)).text());
  return (await Promise.all(pages)).map((page) => busOnPage(page).mode);
}

/** Whether the gate of a procedure says go, asked on its own as whoever ends the change does. */
async function saysGo(id: string): Promise<void> {
  await fleetwatch('gate', id, ...settingsOf('alpha'), '--set', `window=${overlap}`);
}

/** What came of a machine, by HTTP and into its stream. */
async function cameOf(machine: Machine, connection: NatsConnection) {
  const http = arrivalsOf(site.former.events, machine);
  const nats = arrivalsOf(await eventsIn(connection, `FLEET_${machine}`), machine);
  return { http, nats, all: together(http, nats) };
}

describe(`the way of the bus from HTTP to NATS while ${machines.length * agentsEach} events come a second`, {
  timeout: 600_000,
}, () => {
  it('is taken when both ways had the same, leads back, and is not taken while one of them lacks an event', async () => {
    const began = Date.now();
    // Events go by HTTP alone.
    await expect(toNats().apply()).rejects.toThrow(neverCame);

    const both = toBoth();
    const begun = await both.apply();
    expect(begun.map(({ task, standing }) => `${task.step} ${task.machine} ${standing}`)).toEqual([
      'streams alpha done',
      'streams beta done',
      'both-ways alpha done',
      'both-ways beta done',
    ]);
    expect(await both.failedTests()).toEqual([]);
    expect(await modes()).toEqual(['hybrid', 'hybrid']);

    const nats = toNats();
    await vi.waitFor(() => nats.apply(), patience);
    expect(nats.done.map(({ task }) => `${task.step} ${task.machine}`)).toEqual([
      'nats-alone alpha',
      'nats-alone beta',
    ]);
    expect(await nats.failedTests()).toEqual([]);
    expect(await modes()).toEqual(['nats', 'nats']);
    await vi.waitFor(() => saysGo('cutover-bus-nats'), patience);
    await nats.rollBack(nats.done);
    expect(await modes()).toEqual(['hybrid', 'hybrid']);

    // The former hub says that it has taken a batch, and has not.
    site.former.loseOne();
    await site.prometheus.sees('(fleet_bus_parity_ratio < bool 1)', 1);
    await vi.waitFor(() => expect(toNats().apply()).rejects.toThrow(oneWayLacks), patience);
    expect(await modes()).toEqual(['hybrid', 'hybrid']);
    await both.rollBack(begun);
    expect(await modes()).toEqual(['http', 'http']);
    const took = (Date.now() - began) / 1000;

    site.settle();
    for (const machine of machines) {
      const connection = await client(onTestFinished, natsOf(machine), { user: 'fleetwatch', pass: '1234567890' });
      const lost = new Set(arrivalsOf(site.former.lost, machine).map(({ id }) => id));
      const came = await vi.waitFor(async () => {
        const { http, nats, all } = await cameOf(machine, connection);
        expect(sequencesOf(all)).toEqual(range(1, all.length));
        const sentOn = (way: SinkName) => all.filter(({ data }) => data.paths[way] !== undefined);
        expect(sequencesOf(http)).toEqual(sequencesOf(sentOn('http').filter(({ id }) => !lost.has(id))));
        expect(sequencesOf(nats)).toEqual(sequencesOf(sentOn('nats')));
        return { http, nats, all };
      }, patience);
      expect(brokenChains(came.all)).toEqual([]);
      const perSecond = (came.all.length / took).toFixed(0);
      process.stdout.write(
        `${machine}: ${came.all.length} events in ${took.toFixed(0)} s, ${perSecond} a second; ${came.http.length} came by HTTP and ${came.nats.length} by NATS, each in order and none lost but ${lost.size} on purpose\n`,
      );
    }
  });
});
