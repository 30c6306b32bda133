import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import type { Runbook } from '../../src/runbooks/model.js';
import { demoStatus } from '../../src/simulator/control-client.js';
import { fleetFiles } from './runbooks/files.js';
import { Performance, type Person, type Played } from './runbooks/play.js';
import { pythonMissing } from './runbooks/pythonMissing.js';
import { type Site, startSite } from './runbooks/site.js';
import { program } from './stackView.js';

const missing = pythonMissing();

let site: Site;
let runbooks: ReadonlyMap<string, Runbook>;
const ends: (() => void)[] = [];

beforeAll(async () => {
  runbooks = new Map((await loadRunbooks([bundledRunbooks])).runbooks.map((runbook) => [runbook.id, runbook]));
  if (missing === undefined) site = await startSite();
});

afterAll(async () => {
  for (const end of ends) end();
  await site?.end();
});

const nobody: Person = async ({ step, machine }, asked) => {
  throw new Error(`a person is asked for ${step} on ${machine}\n${asked}`);
};

function perform(id: string, machine: string, given: Readonly<Record<string, string>> = {}, person = nobody) {
  const runbook = runbooks.get(id);
  if (runbook === undefined) throw new Error(`no runbook ${id}`);
  return new Performance(site, runbook, machine, given, person);
}

function filesNow(): Record<string, string> {
  return fleetFiles(join(site.runDirectory, 'fleet'));
}

/** Steps in short, such as `patch done`. */
function told(played: readonly Played[]): string[] {
  return played.map(({ task, standing }) => `${task.step} ${standing}`);
}

/** Where the agent of a machine answers for its health over HTTP. */
function healthUrl(machine: string, port: number): string {
  return `http://${site.settings.get(machine)?.machine.address}:${port}/health`;
}

/** Exit code of a command on alpha. */
async function fleetwatch(...words: string[]): Promise<number | null> {
  const config = site.settings.get('alpha')?.file ?? '';
  const child = spawn(process.execPath, [program, ...words, '--config', config, '--machine', 'alpha'], {
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code;
}

/** Plays cron: runs the rotation every second until the test ends. */
const cron: Person = async ({ machine }) => {
  const own = site.settings.get(machine)?.machine;
  if (own === undefined) throw new Error(`no machine ${machine}`);
  for (let beat = 0; beat < 3; beat++) {
    await delay(1000);
    const words = ['-B', 'rotate_logs.py', 'rotate', own.logDirectory, '16777216', '4'];
    await once(spawn('python3', words, { cwd: own.projectRoot, stdio: 'ignore' }), 'exit');
  }
};

/** A server that greets as NATS does: the first line is all that a procedure asks it for. */
async function greeter(): Promise<string> {
  const server = createServer((socket) => socket.end('INFO {"server_name":"test","jetstream":true}\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

interface Case {
  readonly id: string;
  readonly machine: string;
  readonly given?: () => Readonly<Record<string, string>>;
  readonly person?: Person;
  /** Steps that are skipped, such as those for agents of another machine. */
  readonly skipped?: readonly string[];
  /** Takes its time, and has nothing that no other case has. */
  readonly long?: true;
  /** Files that are other than before while the change holds, relative to the folder of the fleet. */
  readonly changes: readonly string[];
}

const cases: readonly Case[] = [
  { id: 'risk-g-schema', machine: 'alpha', changes: ['fleetwatch.yaml'] },
  { id: 'risk-g-schema', machine: 'beta', long: true, changes: ['fleetwatch.yaml'] },
  { id: 'risk-a-script-paths', machine: 'alpha', changes: ['alpha/boot.py', 'alpha/test_boot_paths.py'] },
  { id: 'risk-a-script-paths', machine: 'beta', changes: ['beta/boot.py', 'beta/test_boot_paths.py'] },
  { id: 'risk-c-ports', machine: 'alpha', changes: ['alpha/boot.py', 'alpha/test_boot_ports.py'] },
  { id: 'risk-b-dependencies', machine: 'beta', changes: ['beta/boot.py', 'beta/test_boot_order.py'] },
  {
    id: 'risk-e-logs',
    machine: 'alpha',
    given: () => ({ period_seconds: '1' }),
    person: cron,
    changes: ['alpha/.log_rotations', 'alpha/rotate_logs.py', 'alpha/test_rotate_logs.py'],
  },
  { id: 'risk-h-credentials', machine: 'alpha', changes: ['alpha/startup_config.yaml'] },
  {
    id: 'move-one-credential',
    machine: 'alpha',
    given: () => ({ secret_file: join(site.runDirectory, 'secrets/reservation') }),
    changes: ['alpha/agents/ticketing/seat_reserver.py', 'alpha/startup_config.yaml'],
  },
  {
    id: 'migrate-one-agent',
    machine: 'alpha',
    given: () => ({ health_url: healthUrl('alpha', 8149) }),
    changes: ['alpha/agents/energy/tariff_reader.py'],
  },
  {
    id: 'risk-d-base-class',
    machine: 'alpha',
    long: true,
    skipped: ['weatherstation', 'tunnelventilator'],
    changes: ['alpha/agents/core_services/access_ledger.py', 'alpha/agents/energy/substation_observer.py'],
  },
  {
    id: 'risk-d-base-class',
    machine: 'beta',
    long: true,
    skipped: ['accessledger', 'substationobserver'],
    changes: ['beta/agents/weather/tunnel_ventilator.py', 'beta/agents/weather/weather_station.py'],
  },
];

const isWhole = process.env.FLEETWATCH_RUNBOOKS === 'all';
const whenWhole = isWhole ? '' : ' (takes its time: FLEETWATCH_RUNBOOKS=all plays it)';

const title = `on the demo fleet${missing === undefined ? '' : ` (skipped: ${missing})`}`;
describe.skipIf(missing !== undefined)(title, () => {
  it.each(cases.filter(({ long }) => !long))('$id on $machine is applied, holds, and is taken back', play);
  it.skipIf(!isWhole).each(cases.filter(({ long }) => long))(
    `$id on $machine is applied, holds, and is taken back${whenWhole}`,
    play,
  );

  async function play(given: Case): Promise<void> {
    const before = filesNow();
    const performance = perform(given.id, given.machine, given.given?.(), given.person);
    const played = await performance.apply();
    const after = filesNow();
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    expect(names.filter((name) => before[name] !== after[name])).toEqual(given.changes);
    const skipped = played.filter(({ standing }) => standing === 'skipped').map(({ task }) => task.step);
    const expected = (given.skipped ?? []).flatMap((agent) => [
      `keep-${agent}`,
      `migrate-${agent}`,
      `restart-${agent}`,
    ]);
    expect(skipped).toEqual(expected);
    expect(await performance.failedTests()).toEqual([]);
    // A second time nothing is left to do.
    expect((await performance.apply()).filter(({ standing }) => standing === 'done')).toEqual([]);
    await performance.rollBack(played);
    // Byte by byte.
    expect(filesNow()).toEqual(before);
  }

  it.skipIf(!isWhole)(
    `two hubs, events on disk and the rehearsal stand on each other, and go the other way${whenWhole}`,
    async () => {
      const before = filesNow();
      const health = { central_health: healthUrl('alpha', 8901), edge_health: healthUrl('beta', 8901) };
      const hubs = perform('second-hub', 'alpha', health);
      const events = perform('events-to-nats', 'alpha', { nats_server: await greeter() });
      const rehearsal = perform('risk-f-hubs', 'alpha', health);
      await expect(rehearsal.apply()).rejects.toThrow('a person is asked for two-hubs on alpha');
      const playedHubs = await hubs.apply();
      expect(await hubs.failedTests()).toEqual([]);
      const playedEvents = await events.apply();
      expect(await events.failedTests()).toEqual([]);
      expect(new Set(told(await rehearsal.apply()))).toEqual(
        new Set(['two-hubs found', 'events-on-disk found', 'central-healthy found', 'edge-healthy found']),
      );
      expect(await rehearsal.failedTests()).toEqual([]);
      expect(Object.keys(before).filter((name) => filesNow()[name] !== before[name])).toEqual([
        'alpha/hub.yaml',
        'beta/hub.yaml',
      ]);
      await events.rollBack(playedEvents);
      await hubs.rollBack(playedHubs);
      expect(filesNow()).toEqual(before);
    },
  );

  it('an agent whose port was moved is found and restarted, on the way there and back', async () => {
    const startup = site.settings.get('alpha')?.machine.startupFile ?? '';
    const former = await readFile(startup, 'utf8');
    const move = async (text: string, port: number) => {
      await writeFile(startup, text);
      expect(await fleetwatch('reload')).toBe(0);
      expect(await fleetwatch('reload', '--check')).toBe(0);
      expect(await fleetwatch('restart', '--drifted', '--check')).toBe(1);
      expect(await fleetwatch('restart', '--drifted')).toBe(0);
      expect(await fleetwatch('restart', '--drifted', '--check')).toBe(0);
      const agents = await demoStatus(join(site.runDirectory, 'demo.sock'));
      expect(agents.find(({ agent }) => agent === 'LoadForecaster')).toMatchObject({ port, state: 'running' });
    };
    const port = Number(/LoadForecaster:\n.*\n +port: (\d+)/.exec(former)?.[1]);
    await move(former.replace(`port: ${port}\n`, 'port: 7996\n'), 7996);
    await move(former, port);
  });

  it('without NATS nobody says that it is there', async () => {
    const performance = perform('events-to-nats', 'alpha', { nats_server: '127.0.0.1:1' });
    await expect(performance.apply()).rejects.toThrow('a person is asked for nats on alpha');
  });
});
