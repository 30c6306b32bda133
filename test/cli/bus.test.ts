import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { busModeCommand, busParityCommand, busStatusCommand } from '../../src/cli/bus.js';
import { busStreamsCommand } from '../../src/cli/busStreams.js';

let folder: string;
let server: Server;
let url: string;
let page: string;
let output: string;
let problems: string[];
const around = {
  write: (text: string) => {
    output += text;
  },
  problem: (line: string) => void problems.push(line),
};

beforeEach(async () => {
  [page, output, problems] = ['', '', []];
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-bus-'));
  server = createServer((_request, response) => response.end(`# HELP\n${page}\n`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function from(source: string, parity: number | undefined): string {
  const paths = ['http', 'nats'].flatMap((path) => {
    const of = `{machine="alpha",source="${source}",path="${path}"}`;
    return [
      `fleet_bus_received_total${of} 12`,
      `fleet_bus_lost_total${of} ${path === 'http' ? 1 : 0}`,
      `fleet_bus_last_received_timestamp_seconds${of} 1795341600`,
      `fleet_bus_path_expected${of} 1`,
    ];
  });
  const ratio = parity === undefined ? [] : [`fleet_bus_parity_ratio{machine="alpha",source="${source}"} ${parity}`];
  return [...paths, ...ratio].join('\n');
}

function sending(mode: string, up: number): string {
  return [
    ...['off', 'http', 'nats', 'hybrid'].map(
      (one) => `fleet_bus_mode{machine="alpha",mode="${one}"} ${one === mode ? 1 : 0}`,
    ),
    'fleet_bus_sequence{machine="alpha"} 42',
    `fleet_bus_sink_up{machine="alpha",sink="nats"} ${up}`,
    'fleet_bus_sink_active{machine="alpha",sink="nats"} 1',
    'fleet_bus_backlog_events{machine="alpha",sink="nats"} 7',
    'fleet_bus_events_dropped_total{machine="alpha",sink="nats",reason="age"} 2',
    'fleet_bus_events_dropped_total{machine="alpha",sink="nats",reason="room"} 3',
  ].join('\n');
}

describe('bus parity', () => {
  const cases: [name: string, page: () => string, of: string | undefined, code: number][] = [
    ['both bring the same', () => from('beta', 1), undefined, 0],
    ['one brings less', () => `${from('beta', 1)}\n${from('gamma', 0.99)}`, undefined, 1],
    ['of one sender alone', () => `${from('beta', 1)}\n${from('gamma', 0.99)}`, 'beta', 0],
    ['nothing was compared, which is no parity', () => from('beta', undefined), undefined, 2],
    ['of a sender that is not known', () => from('beta', 1), 'mallory', 2],
    ['an exporter without a bus', () => '', undefined, 2],
  ];
  it.each(cases)('%s', async (_name, content, of, code) => {
    page = content();
    expect(await busParityCommand({ url, of, json: false }, around)).toBe(code);
    expect(problems).toHaveLength(code === 2 ? 1 : 0);
  });

  it('tells what came on each way, also to programs', async () => {
    page = from('beta', 11 / 12);
    await busParityCommand({ url, json: false }, around);
    expect(output).toBe(
      [
        'beta: parity 0.916667',
        '  http  12 received, 1 lost, 0 late, 0 doubled',
        '  nats  12 received, 0 lost, 0 late, 0 doubled\n',
      ].join('\n'),
    );
    output = '';
    await busParityCommand({ url, json: true }, around);
    const way = { received: 12, lost: 0, late: 0, doubled: 0, lastAt: 1795341600, expected: true };
    expect(JSON.parse(output)).toEqual([
      { source: 'beta', parity: 11 / 12, paths: { http: { ...way, lost: 1 }, nats: way } },
    ]);
  });

  it('cannot be said where the exporter does not answer', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await busParityCommand({ url, json: false }, around)).toBe(2);
    expect(problems).toEqual([
      expect.stringContaining(`the exporter does not answer at ${url}\n    why: no connection`),
    ]);
  });

  it('wants to know whom to ask', async () => {
    expect(await busParityCommand({ json: false }, around)).toBe(2);
    expect(problems).toEqual(['say with --config or --url which exporter to ask']);
  });
});

describe('bus status', () => {
  it.each([
    [1, 0],
    [0, 1],
  ])('with a sink that is up: %d', async (up, code) => {
    page = `${sending('nats', up)}\n${from('beta', 1)}`;
    expect(await busStatusCommand({ url, json: false }, around)).toBe(code);
    expect(output.split('\n').slice(0, 4)).toEqual([
      'mode nats, sequence 42',
      `  nats  ${up === 1 ? 'up' : 'down'}, 7 waiting, 5 dropped`,
      'from beta: parity 1',
      '  http  12 received, 1 lost, last 2026-11-22T10:00:00.000Z',
    ]);
  });
});

describe('bus status of an exporter without a bus', () => {
  it('says that nothing is sent', async () => {
    page = 'fleetwatch_build_info{machine="alpha"} 1\n';
    expect(await busStatusCommand({ url, json: false }, around)).toBe(0);
    expect(output).toBe('no `bus` in the settings: nothing is sent\n');
  });
});

describe('bus mode', () => {
  async function settings(bus: string): Promise<string> {
    const file = join(folder, 'fleetwatch.yaml');
    const listen = `{ port: ${new URL(url).port} }`;
    await writeFile(
      file,
      `machines: [{ name: alpha, startup_file: a.yaml, listen: ${listen} }]\nstate_directory: state\n${bus}\n`,
    );
    return file;
  }
  const nats = "bus: { mode: nats, nats: { servers: ['nats://127.0.0.1:4222'] }, http: { url: 'http://127.0.0.1:1' } }";

  it('keeps the choice where the exporter looks for it, and says when it is in use', async () => {
    page = sending('hybrid', 1);
    const config = await settings(nats);
    expect(await busModeCommand({ config, mode: 'hybrid', check: false }, around)).toBe(0);
    const kept = JSON.parse(await readFile(join(folder, 'state/bus/mode.json'), 'utf8'));
    expect(kept).toMatchObject({ mode: 'hybrid', instead_of: 'nats' });
  });

  it('only looks with --check', async () => {
    page = sending('nats', 1);
    const config = await settings(nats);
    expect(await busModeCommand({ config, mode: 'hybrid', check: true }, around)).toBe(1);
    expect(output).toBe('the exporter of alpha sends by nats\n');
    output = '';
    expect(await busModeCommand({ config, mode: 'hybrid', check: true, json: true }, around)).toBe(1);
    expect(JSON.parse(output)).toEqual({ machine: 'alpha', wanted: 'hybrid', mode: 'nats' });
    await expect(readFile(join(folder, 'state/bus/mode.json'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['', 'the settings have no `bus`'],
    ["bus: { mode: http, http: { url: 'http://127.0.0.1:1' } }", 'the settings have no `bus.nats`'],
  ])('is refused where the way is not set up: %s', async (bus, problem) => {
    const config = await settings(bus);
    expect(await busModeCommand({ config, mode: 'nats', check: false }, around)).toBe(2);
    expect(problems).toEqual([problem]);
  });

  it('streams need a server, and one that answers', async () => {
    expect(await busStreamsCommand({ config: await settings(''), apply: false, json: false }, around)).toBe(2);
    const config = await settings("bus: { mode: nats, nats: { servers: ['nats://127.0.0.1:1'] } }");
    expect(await busStreamsCommand({ config, apply: false, json: false }, around)).toBe(2);
    const asStreams = { config, apply: true, username: 'streams', json: false };
    expect(await busStreamsCommand(asStreams, around)).toBe(2);
    expect(await busStreamsCommand({ ...asStreams, passwordFile: '/no/such/password' }, around)).toBe(2);
    expect(problems).toEqual([
      'the settings name no nats-server: `bus.nats` is missing',
      expect.stringMatching(/^the nats-server does not answer at nats:.+\n {4}why: no connection.*\n {4}do: {2}start/),
      '--username and --password-file belong together',
      expect.stringMatching(
        /not asked without its password\n {4}why: \/no\/such\/password cannot be read: ENOENT\n {4}do: {2}let/,
      ),
    ]);
  });
});
