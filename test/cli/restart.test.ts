import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReloadArguments, reloadCommand } from '../../src/cli/reload.js';
import { type RestartArguments, restartCommand } from '../../src/cli/restart.js';

/** An exporter's page, and what was asked of the exporter. */
class Exporter {
  page = '';
  reload = { status: 200, text: 'reloaded\n' };
  readonly asked: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      if (request.url === '/metrics') response.end(this.page);
      else response.writeHead(this.reload.status).end(this.reload.text);
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const startup = `agent_groups:
  crew:
    Planner: { script_path: planner.py, port: 7000, health_check_port: 8000, required: true, dependencies: [] }
    Caller: { script_path: caller.py, port: 7002, health_check_port: 8002, required: true, dependencies: [] }
`;

let folder: string;
let exporter: Exporter;
let config: string;
let printed: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'restart-'));
  exporter = new Exporter();
  config = join(folder, 'fleetwatch.yaml');
  printed = [];
  writeFileSync(join(folder, 'startup.yaml'), startup);
  settings(await exporter.listen(), `[sh, -c, 'echo "$1" >> restarted', restart, '{machine}/{agent}']`);
});

afterEach(() => {
  exporter.close();
  rmSync(folder, { recursive: true });
});

function settings(port: number, command?: string): void {
  const changes = command === undefined ? '' : `changes: { restart_command: ${command} }\n`;
  const machine = `{ name: alpha, startup_file: startup.yaml, listen: { port: ${port} } }`;
  writeFileSync(config, `machines:\n  - ${machine}\n${changes}`);
}

function standing(agent: string, { up = 1, startedAt = 100, lastUpAt = 110, drift = 0 } = {}): string {
  const labels = `{machine="alpha",agent="${agent}"}`;
  return [
    '',
    `fleet_agent_up${labels} ${up}`,
    `fleet_agent_process_start_time_seconds${labels} ${startedAt}`,
    `fleet_agent_last_healthy_timestamp_seconds${labels} ${lastUpAt}`,
    `fleet_agent_port_drift${labels} ${drift}`,
  ].join('\n');
}

const around = {
  environment: {},
  now: Date.now,
  write: (text: string) => void printed.push(text),
  problem: (line: string) => void printed.push(`fleetwatch: ${line}\n`),
};

function run(given: Partial<RestartArguments>): Promise<number> {
  return restartCommand({ config, check: false, drifted: false, deadlineSeconds: 1, ...given }, around);
}

describe('fleetwatch restart', () => {
  it.each([
    ['a name that is no agent', { agent: 'Nobody' }, 'alpha has no agent Nobody\n'],
    ['a slip of the pen', { agent: 'Planer' }, 'alpha has no agent Planer, did you mean Planner?\n'],
    [
      'an agent that the exporter has not read of',
      { agent: 'Caller' },
      'the exporter of alpha says nothing of Caller\n    why: ',
    ],
    ['text for a shell', { agent: '$(reboot)' }, 'alpha has no agent $(reboot)'],
    ['an unknown group', { allOf: 'staff' }, 'alpha has no group staff'],
    ['nobody', {}, 'name one agent, a group with --all-of, or --drifted'],
    ['two things at once', { agent: 'Planner', allOf: 'crew' }, 'name one agent'],
    ['a file that is not there', { agent: 'Planner', newerThan: '/nonexistent' }, 'cannot be looked at'],
    ['an unknown machine', { agent: 'Planner', machine: 'gamma' }, 'cannot use the settings'],
  ])('refuses %s', async (_what, given, message) => {
    exporter.page = standing('Planner');
    expect(await run(given)).toBe(2);
    expect(printed.join('')).toContain(message);
    expect(() => statSync(join(folder, 'restarted'))).toThrow();
  });

  it('says what is missing where the settings have no command', async () => {
    exporter.page = standing('Planner');
    settings(1);
    expect(await run({ agent: 'Planner' })).toBe(2);
    expect(printed.join('')).toContain('has no changes.restart_command');
  });

  it('stops at the first agent of a group that does not come back', async () => {
    exporter.page = standing('Planner') + standing('Caller');
    expect(await run({ allOf: 'crew' })).toBe(1);
    expect(printed).toEqual([
      'fleetwatch: alpha/Planner: restarted, and not up: its process is still the former one\n',
    ]);
  });

  it.each([
    ['up and younger than the file', { startedAt: 9e9, lastUpAt: 9.1e9 }, 0],
    ['up and older than the file', {}, 1],
    ['down', { up: 0, startedAt: 9e9, lastUpAt: 9.1e9 }, 1],
  ])('--check with --newer-than: %s', async (_what, how, code) => {
    exporter.page = standing('Planner', how);
    expect(await run({ agent: 'Planner', newerThan: config, check: true })).toBe(code);
  });

  it('leaves an agent alone that was started since the file changed', async () => {
    exporter.page = standing('Planner', { startedAt: 9e9, lastUpAt: 9.1e9 });
    expect(await run({ agent: 'Planner', newerThan: config })).toBe(0);
    expect(() => statSync(join(folder, 'restarted'))).toThrow();
  });

  it('--drifted means those that run with another port', async () => {
    exporter.page = standing('Planner', { drift: 1 }) + standing('Caller');
    expect(await run({ drifted: true, check: true })).toBe(1);
    expect(printed).toEqual(['alpha/Planner: runs with another port than is configured\n']);
    exporter.page = standing('Planner') + standing('Caller');
    expect(await run({ drifted: true, check: true })).toBe(0);
  });

  it.each<[string, Partial<RestartArguments>, { startedAt?: number; lastUpAt?: number }, number, object]>([
    ['does not come back', { agent: 'Planner' }, {}, 1, { kind: 'not-up', why: 'its process is still the former one' }],
    ['is up', { agent: 'Planner', check: true }, { startedAt: 9e9, lastUpAt: 9.1e9 }, 0, { kind: 'current' }],
    ['drifted', { drifted: true, check: true }, {}, 1, { kind: 'drifted' }],
  ])('says to programs of one that %s, a line an agent', async (_what, given, how, code, outcome) => {
    exporter.page = standing('Planner', { drift: 1, ...how }) + standing('Caller');
    expect(await run({ ...given, json: true })).toBe(code);
    expect(printed.map((line) => JSON.parse(line))).toEqual([{ machine: 'alpha', agent: 'Planner', ...outcome }]);
  });

  it('--drifted is refused where the exporter does not say', async () => {
    exporter.page = '\n';
    expect(await run({ drifted: true, check: true })).toBe(2);
  });
});

describe('fleetwatch reload', () => {
  const reload = (given: Partial<ReloadArguments> = {}) => reloadCommand({ config, check: false, ...given }, around);

  it('asks the exporter', async () => {
    expect(await reload()).toBe(0);
    expect(exporter.asked).toEqual(['POST /-/reload']);
  });

  it('says what the exporter says against it', async () => {
    exporter.reload = { status: 500, text: 'not reloaded: no agents\n' };
    expect(await reload()).toBe(1);
    expect(printed).toEqual(['not reloaded: no agents\n']);
  });

  it.each([
    ['both were read since', 9e9, 9e9, 0],
    ['the settings were not', 1, 9e9, 1],
    ['the start-up file was not', 9e9, 1, 1],
  ])('--check: %s', async (_what, settingsAt, startupAt, code) => {
    exporter.page = [
      '',
      `fleetwatch_settings_last_load_success_timestamp_seconds{machine="alpha"} ${settingsAt}`,
      `fleetwatch_fleet_last_load_success_timestamp_seconds{machine="alpha",startup_of="alpha"} ${startupAt}`,
    ].join('\n');
    expect(await reload({ check: true })).toBe(code);
  });

  it('is no success where nobody answers', async () => {
    exporter.close();
    expect([await reload(), await reload({ check: true })]).toEqual([2, 2]);
    expect(printed[0]).toMatch(
      /^fleetwatch: the exporter of alpha does not answer at http:.+\n {4}why: .+\n {4}do: {2}start it/,
    );
  });

  it.each([
    [200, 0, { done: true }],
    [500, 1, { done: false, why: 'reloaded' }],
  ])('says it to programs: status %i', async (status, code, said) => {
    exporter.reload = { status, text: 'reloaded\n' };
    expect(await reload({ json: true })).toBe(code);
    expect(printed.map((text) => JSON.parse(text))).toEqual([{ machine: 'alpha', ...said }]);
  });
});
