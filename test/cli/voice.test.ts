import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetwatchProgram } from '../../src/cli/program.js';
import { pathOf } from '../../src/cli/usage.js';
import { run } from './program.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voice-'));
  const port = await closedPort();
  const hub = `prometheus_url: 'http://127.0.0.1:${port}', alertmanager_url: 'http://127.0.0.1:${port}'`;
  await writeFile(
    join(folder, 'silent.yaml'),
    `state_directory: state
machine: alpha
machines:
  - { name: alpha, startup_file: startup.yaml, listen: { port: ${port} } }
  - { name: beta, address: 127.0.0.2, startup_file: startup.yaml }
changes: { prometheus_url: 'http://127.0.0.1:${port}', restart_command: ['true'] }
hubs: { servers: [{ machine: alpha, ${hub} }, { machine: beta, ${hub} }] }
bus: { mode: nats, nats: { servers: ['nats://127.0.0.1:${port}'] } }
`,
  );
  const agent = '{ script_path: p.py, port: 7000, health_check_port: 8000, required: true, dependencies: [] }';
  await writeFile(join(folder, 'startup.yaml'), `agent_groups: { crew: { Planner: ${agent} } }\n`);
});

afterAll(() => rm(folder, { recursive: true }));

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function said(commandLine: string) {
  const { code, stdout, stderr } = await run(commandLine.split(' '), folder);
  return { code, text: stdout + stderr };
}

/** Takes the option of `gate` that it stands behind, and needs no settings. */
const idle = 'fleetwatch gate lint';

/** Everything that reads settings, with what it needs besides. */
const readers = [
  'serve',
  'up --run-directory run',
  'doctor',
  'status',
  'check',
  'ports',
  'scan secrets',
  'alertmanager render',
  'ack FleetAgentDown --by Ada',
  'ack list',
  'ack remove 3f2a --by Ada',
  'bus status',
  'bus parity',
  'bus mode nats',
  'bus streams',
  'change begin risk-a-script-paths --by Ada',
  'change list',
  'change show c1',
  'change status',
  'change apply',
  'change commit --by Ada',
  'change rollback --by Ada',
  'gate risk-a-script-paths',
  'gate replay risk-a-script-paths --from 1h',
  'hub compare',
  'journal list',
  'journal verify',
  'phase0',
  'plan',
  'reload',
  'restart Planner',
  'rollback approve --by Ada',
  'runbook lint',
  'runbook list',
  'runbook show risk-a-script-paths',
  'demo run --run-directory run',
];

describe.concurrent('settings that are not there', () => {
  it('are tried with every command that reads some', () => {
    const known = working(fleetwatchProgram()).filter(readsSettings).map(pathOf);
    const tried = readers.map((words) => `fleetwatch ${words} `);
    expect(known.filter((path) => !tried.some((words) => words.startsWith(`${path} `)))).toStrictEqual([idle]);
  });

  it.each(readers)('%s says what, where, why and what to do', async (words) => {
    const { code, text } = await said(`${words} --config nowhere.yaml`);
    expect(text).toMatch(/nowhere\.yaml:1:1: (?:error: )?cannot read the file: there is no such file/);
    expect(text).toMatch(
      /\n +why: nothing is known of what it should say\n +do: {2}correct the path or the permissions\n/,
    );
    expect(code).toBe(2);
  });
});

describe.concurrent('a server that does not answer', () => {
  it.each([
    ['bus status', 'the exporter'],
    ['bus parity', 'the exporter'],
    ['bus mode nats --check', 'the exporter of alpha'],
    ['bus streams', 'the nats-server'],
    ['hub compare', 'the hub of alpha'],
    ['reload', 'the exporter of alpha'],
    ['reload --check', 'the exporter of alpha'],
    ['restart Planner', 'the exporter of alpha'],
    ['restart --check Planner', 'the exporter of alpha'],
    ['restart --drifted', 'the exporter of alpha'],
  ])('%s says who, where, why and what to do', async (words, who) => {
    const { code, text } = await said(`${words} --config silent.yaml`);
    expect(text).toMatch(
      new RegExp(`^fleetwatch: ${who} does not answer at \\S+\n {4}why: no connection.*\n {4}do: {2}start .+\n`),
    );
    expect(code).toBe(2);
  });

  it.each(['status', 'fault Planner kill', 'restart Planner'])('demo %s says how to start one', async (words) => {
    const { code, text } = await said(`demo ${words} --run-directory nowhere`);
    expect(text).toMatch(
      /^fleetwatch: no demo fleet answers at \S+: .*\n {4}do: {2}start one with `npm start`, stand in the folder/,
    );
    expect(code).toBe(2);
  });
});

function working(command: Command): Command[] {
  const own = command.commands.length === 0 || command.registeredArguments.length > 0 ? [command] : [];
  return [...own, ...command.commands.flatMap(working)];
}

/** Options of a command count for those behind it that work themselves. */
function readsSettings(command: Command): boolean {
  if (command.options.some(({ long }) => long === '--config')) return true;
  return command.parent !== null && readsSettings(command.parent);
}
