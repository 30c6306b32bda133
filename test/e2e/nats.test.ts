import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fleetEvent } from '../../src/bus/event.js';
import type { NatsSinkOptions } from '../../src/bus/options.js';
import { readReceptionState } from '../../src/bus/reception/kept.js';
import { Reception, type ReceptionState } from '../../src/bus/reception/reception.js';
import { StreamReader } from '../../src/bus/reception/streamReader.js';
import { NatsSink } from '../../src/bus/sinks/nats.js';
import { busStreamsCommand } from '../../src/cli/busStreams.js';
import { natsCollector } from '../../src/collectors/nats.js';
import { Page } from '../../src/exposition/page.js';
import { renderFamilies } from '../../src/exposition/text.js';
import { NatsWatch } from '../../src/nats/watch.js';
import { joined, parseText } from '../exposition/parseText.js';
import { type Link, natsPair, type PairedServer } from './natsPair.js';
import { until } from './realPrometheus.js';

let folder: string;
let alpha: PairedServer;
let beta: PairedServer;
let link: Link;
const watches = new Map<PairedServer, NatsWatch>();
const sent = new Map<PairedServer, number>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-nats-'));
  ({ alpha, beta, link } = await natsPair(folder));
  for (const server of [alpha, beta]) {
    const settings = { machine: server.name, url: server.monitoring, links: 1, streams: ['FLEET_alpha', 'FLEET_beta'] };
    watches.set(server, new NatsWatch([settings], Date.now));
  }
});

afterAll(async () => {
  link.close();
  for (const server of [alpha, beta]) {
    server.resume();
    await server.kill();
  }
  await rm(folder, { recursive: true });
});

function options(server: PairedServer): NatsSinkOptions {
  const passwordFile = join(server.folder, 'fleetwatch.password');
  return {
    servers: [server.url],
    credentials: { kind: 'password', username: 'fleetwatch', passwordFile },
    tls: undefined,
    stream: `FLEET_${server.name}`,
    subjectPrefix: 'fleet.events',
  };
}

/** Publishes events of the machine to its own server, as fleetwatch does. */
async function publish(server: PairedServer, count: number): Promise<void> {
  const first = (sent.get(server) ?? 0) + 1;
  sent.set(server, first + count - 1);
  const sink = new NatsSink(options(server), server.name);
  const events = Array.from({ length: count }, (_, index) => {
    const at = Date.now();
    const standing = { machine: server.name, epoch: 'k3v9q2', sequence: first + index, paths: { nats: 1 } };
    const event = fleetEvent({ kind: 'heartbeat', mode: 'nats', interval_seconds: 10 }, at, standing);
    const json = Buffer.from(JSON.stringify(event));
    return {
      sequence: standing.sequence,
      at,
      sinks: ['nats'] as const,
      kind: 'heartbeat' as const,
      id: event.id,
      mark: 0,
      json,
    };
  });
  expect(await sink.send(events)).toEqual({ acknowledged: count });
  await sink.close();
}

/** Counts on one machine what comes of both, and gives what it has counted so far. */
function receive(server: PairedServer, kept?: ReceptionState): { reception: Reception; reader: StreamReader } {
  const reception = new Reception(['alpha', 'beta'], kept, Date.now);
  const streams = ['FLEET_alpha', 'FLEET_beta'];
  const reader = new StreamReader({
    nats: options(server),
    name: 'test',
    streams,
    reception,
    changed: () => undefined,
  });
  reader.start();
  onTestFinished(() => reader.stop());
  return { reception, reader };
}

function received(reception: Reception): readonly number[] {
  const { sources } = reception.view();
  return ['alpha', 'beta'].map((machine) => sources.get(machine)?.paths.nats.received ?? 0);
}

/** Figures of a server as its exporter would show them, by name and labels; without those that differ between versions. */
async function figures(server: PairedServer): Promise<ReadonlyMap<string, number>> {
  const watch = watches.get(server);
  if (watch === undefined) throw new Error('not watched');
  const collector = natsCollector({ machine: server.name, look: (signal) => watch.look(signal) });
  const page = new Page(collector.families);
  await collector.collect({ page, signal: new AbortController().signal });
  const samples = parseText(joined(renderFamilies(await page.render(), 'text')));
  return new Map(
    samples.map(
      ({
        name,
        labels: { machine: _machine, server: _server, remote: _remote, version: _version, ...labels },
        value,
      }) => [[name.replace('fleet_nats_', ''), ...Object.values(labels)].join(' '), value],
    ),
  );
}

describe('streams', () => {
  const output: string[] = [];
  const around = { write: (text: string) => output.push(text), problem: (line: string) => output.push(line) };

  async function streams(server: PairedServer, apply: boolean, more = '', as?: 'streams'): Promise<[number, string]> {
    const file = join(folder, `${server.name}.yaml`);
    const lines = [
      `machine: ${server.name}`,
      'machines: [{ name: alpha, startup_file: a.yaml }, { name: beta, startup_file: b.yaml }]',
      `bus: { mode: nats, nats: { servers: ['${server.url}'], username: fleetwatch, password_file: ${server.folder}/fleetwatch.password } }`,
      more,
    ];
    await writeFile(file, lines.join('\n'));
    output.length = 0;
    const user = as && { username: as, passwordFile: join(server.folder, `${as}.password`) };
    const code = await busStreamsCommand({ config: file, apply, json: false, ...user }, around);
    return [code, output.join('')];
  }

  it('are missing at first, cannot be made by the user that publishes, and are made once', async () => {
    expect(await streams(alpha, false)).toEqual([1, 'FLEET_alpha: missing\nFLEET_beta: missing\n']);
    const [code, said] = await streams(alpha, true);
    expect([code, said.split('\n')[0]]).toEqual([1, 'FLEET_alpha: the server refuses it: this user may not do that']);
    for (const server of [alpha, beta]) {
      const made = 'made\n';
      const names = server === alpha ? ['FLEET_alpha', 'FLEET_beta'] : ['FLEET_beta', 'FLEET_alpha'];
      expect(await streams(server, true, '', 'streams')).toEqual([0, names.map((name) => `${name}: ${made}`).join('')]);
      const well = names.map((name) => `${name}: as it should be\n`).join('');
      expect(await streams(server, true, '', 'streams')).toEqual([0, well]);
      expect(await streams(server, false)).toEqual([0, well]);
    }
  });

  it('are changed when the settings are', async () => {
    const larger = `nats: { servers: [{ machine: alpha, url: '${alpha.monitoring}' }], stream_max_bytes: 104857600 }`;
    const difference = '  largest size is 268435456 bytes, not 104857600 bytes\n';
    expect(await streams(alpha, false, larger)).toEqual([
      1,
      `FLEET_alpha: different\n${difference}FLEET_beta: different\n${difference}`,
    ]);
    const [code, said] = await streams(alpha, true, larger, 'streams');
    expect([code, said]).toEqual([0, expect.stringContaining('FLEET_beta: changed')]);
    expect(await streams(alpha, false, larger)).toEqual([0, expect.stringContaining('FLEET_beta: as it should be')]);
  });
});

describe('events', () => {
  it('of both machines come to both, and a restart of who counts neither doubles nor loses any', async () => {
    await Promise.all([publish(alpha, 500), publish(beta, 300)]);
    const here = receive(alpha);
    const there = receive(beta);
    await until('all came to both', async () =>
      [here, there].every(({ reception }) => received(reception).join() === '500,300'),
    );
    const kept = readReceptionState(JSON.parse(JSON.stringify(here.reception.state)));
    // These are counted, and the count is lost with the process.
    await publish(beta, 10);
    await until('they are counted', async () => received(here.reception)[1] === 310);
    await here.reader.stop();
    await publish(alpha, 20);
    const again = receive(alpha, kept);
    await until('all came', async () => received(again.reception).join() === '520,310');
    for (const view of again.reception.view().sources.values()) {
      expect(view.paths.nats).toMatchObject({ lost: 0, late: 0, doubled: 0 });
    }
  });

  it('that happen while the link is cut come when it is mended, each once and in order', async () => {
    const there = receive(beta);
    await until('all came', async () => received(there.reception).join() === '520,310');
    for (const server of [alpha, beta]) expect((await figures(server)).get('leaf_up')).toBe(1);
    link.cut();
    await until('the link is down on both sides', async () =>
      (await Promise.all([alpha, beta].map(figures))).every((one) => one.get('leaf_links') === 0),
    );
    expect((await figures(alpha)).get('leaf_up')).toBe(0);
    expect((await figures(beta)).get('leaf_links_expected')).toBe(1);
    await Promise.all([publish(alpha, 200), publish(beta, 100)]);
    await until('its own come', async () => received(there.reception).join() === '520,410');
    link.mend();
    await until('the others come too', async () => received(there.reception).join() === '720,410');
    const own = there.reception.view().sources.get('alpha');
    expect(own?.paths.nats).toMatchObject({ lost: 0, late: 0, doubled: 0, top: 720 });
    expect((await figures(alpha)).get('leaf_up')).toBe(1);
  });
});

describe('a server', () => {
  it('shows what it is, what it keeps, and how far its copies are', async () => {
    await until('the copy is whole', async () => (await figures(alpha)).get('stream_messages FLEET_beta') === 410);
    const seen = await figures(alpha);
    const wanted = [
      ['up', 1],
      ['healthy all', 1],
      ['healthy jetstream_enabled', 1],
      ['healthy jetstream_server', 1],
      ['info alpha', 1],
      ['storage_max_bytes', 1_073_741_824],
      ['storage_reserved_bytes', 2 * 104_857_600],
      ['stream_up FLEET_alpha', 1],
      ['stream_messages FLEET_alpha', 720],
      ['stream_max_bytes FLEET_beta', 104_857_600],
      ['source_lag_messages FLEET_beta FLEET_beta source', 0],
      ['leaf_links', 1],
      ['leaf_links_expected', 1],
    ] as const;
    for (const [name, value] of wanted) expect([name, seen.get(name)]).toEqual([name, value]);
    const contact = seen.get('source_contact_timestamp_seconds FLEET_beta FLEET_beta source') ?? 0;
    expect(Date.now() / 1000 - contact).toBeLessThan(10);
  });

  it('that is paused is not up, and the other one hears nothing of it', async () => {
    await beta.pause();
    onTestFinished(() => beta.resume());
    const paused = await figures(beta);
    expect([...paused].sort()).toEqual(
      [
        ...['up', 'healthy all', 'healthy jetstream_enabled', 'healthy jetstream_server', 'leaf_links'].map((name) => [
          name,
          0,
        ]),
        ...['stream_up FLEET_alpha', 'stream_up FLEET_beta', 'leaf_up'].map((name) => [name, 0]),
        ['leaf_links_expected', 1],
      ].sort(),
    );
    // Its last sign of life stays where it was. The link itself stands until pings have gone unanswered for 30 s.
    const contact = async () =>
      (await figures(alpha)).get('source_contact_timestamp_seconds FLEET_beta FLEET_beta source');
    await until('nothing is heard for 8 s', async () => Date.now() / 1000 - ((await contact()) ?? 0) > 8);
    beta.resume();
    await until('it is heard again', async () => Date.now() / 1000 - ((await contact()) ?? 0) < 5);
  });

  it('that is killed is not up, and is well when it is back', async () => {
    await beta.kill();
    expect((await figures(beta)).get('up')).toBe(0);
    await until('the link is down', async () => (await figures(alpha)).get('leaf_up') === 0);
    await beta.start();
    await until('both are well', async () =>
      (await Promise.all([alpha, beta].map(figures))).every(
        (one) => one.get('healthy all') === 1 && one.get('leaf_links') === 1 && one.get('stream_up FLEET_alpha') === 1,
      ),
    );
    expect((await figures(beta)).get('stream_messages FLEET_alpha')).toBe(720);
  });
});
