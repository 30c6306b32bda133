import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleOf } from '../exposition/parseText.js';
import { MuteServer, Program, run } from './program.js';

let folder: string;
let mute: MuteServer;
let mutePort: number;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  mute = new MuteServer();
  mutePort = await mute.listen();
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.remove()));
  await mute.close();
  await rm(folder, { recursive: true });
});

interface Fleet {
  readonly agents?: number;
  readonly port?: number;
  readonly settings?: string;
}

/** Settings and start-up file of agents that all have the port of a server that never answers. */
async function writeFiles({ agents = 1, port = 0, settings = '' }: Fleet = {}): Promise<string> {
  const entries = Array.from(
    { length: agents },
    (_, index) =>
      `    A${index}: { script_path: a${index}.py, host: 127.0.0.${index + 1}, port: 7, health_check_port: ${mutePort} }`,
  );
  await writeFile(
    join(folder, 'startup.yaml'),
    `health_checks: { interval_seconds: 1, timeout_seconds: 60 }\nagent_groups:\n  core:\n${entries.join('\n')}\n`,
  );
  const listen = port === 0 ? '' : `, listen: { port: ${port} }`;
  const file = join(folder, 'fleetwatch.yaml');
  await writeFile(file, `machines:\n  - { name: alpha, startup_file: startup.yaml${listen} }\n${settings}`);
  return file;
}

/** A port that was free a moment ago; the schema does not take 0. */
async function freePort(): Promise<number> {
  const server = new MuteServer();
  const port = await server.listen();
  await server.close();
  return port;
}

async function serving(fleet: Fleet = {}): Promise<{ program: Program; url: string }> {
  const config = await writeFiles({ ...fleet, port: await freePort() });
  const program = new Program(['serve', '--config', config, '--state-directory', join(folder, 'state')]);
  programs.push(program);
  await expect.poll(() => program.logged('watching'), { timeout: 15_000 }).toHaveLength(1);
  return { program, url: String(program.logged('watching')[0]?.url) };
}

describe('fleetwatch serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends in good order at %s, although probes hang', async (name) => {
    const { program } = await serving();
    await expect.poll(() => mute.connections, { timeout: 10_000 }).toBeGreaterThan(0);
    const asked = performance.now();
    program.signal(name);
    const { code, stderr } = await program.ended;
    // Two seconds are promised; a machine under load may take longer, a probe's 60 s it may not.
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(program.logged('stopped')).toHaveLength(1);
  });

  it('does not wait at a second signal', async () => {
    const { program, url } = await serving();
    // A request that never comes to its end holds up the stop for a second.
    const half = connect(Number(new URL(url).port), '127.0.0.1');
    half.on('error', () => undefined).resume();
    await once(half, 'connect');
    half.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await (await fetch(`${url}/-/healthy`)).text();
    program.signal('SIGTERM');
    program.signal('SIGINT');
    expect((await program.ended).code).toBe(0);
    expect(program.logged('stopped')).toStrictEqual([]);
    half.destroy();
  });

  it('reloads at SIGHUP', async () => {
    const { program, url } = await serving({ agents: 1 });
    const agents = async () => sampleOf(await (await fetch(`${url}/metrics`)).text(), 'fleet_machine_agents');
    expect(await agents()).toBe(1);
    await writeFiles({ agents: 3, port: Number(new URL(url).port) });
    program.signal('SIGHUP');
    await expect.poll(agents, { timeout: 10_000 }).toBe(3);
    // The state directory comes from the command line, which has not changed.
    expect(program.logged('a changed setting takes effect with the next start')).toStrictEqual([]);
    await writeFile(join(folder, 'startup.yaml'), 'agent_groups: [');
    program.signal('SIGHUP');
    await expect.poll(() => program.logged('not reloaded'), { timeout: 10_000 }).toHaveLength(1);
    expect(await agents()).toBe(3);
  });

  it('logs a line a transition, not a line a scrape', async () => {
    const { program, url } = await serving();
    await expect.poll(async () => (await fetch(`${url}/-/ready`)).status, { timeout: 15_000 }).toBe(200);
    // Those that run in the background may take longer for their first run.
    const families = await (await fetch(`${url}/metrics`)).text();
    const collectors = families.match(/^fleetwatch_collector_success\{/gm)?.length ?? 0;
    await expect.poll(() => program.logged('collector works').length, { timeout: 30_000 }).toBe(collectors);
    const before = program.stdout.split('\n').length;
    for (let scrape = 0; scrape < 5; scrape++) await (await fetch(`${url}/metrics`)).text();
    const added = program.stdout
      .split('\n')
      .slice(before - 1)
      .join('\n');
    expect(added).toBe('');
    const working = program.logged('collector works').map(({ collector }) => collector);
    expect(new Set(working).size).toBe(working.length);
  });
});

describe('fleetwatch serve does not start', () => {
  const cases: [what: string, files: Record<string, string>, commandLine: string[], stderr: RegExp][] = [
    ['without a settings file', {}, [], /fleetwatch\.yaml:1:1: error: cannot read the file: there is no such file/],
    [
      'with broken YAML in the settings',
      { 'fleetwatch.yaml': 'machines:\n  - name: [alpha\n' },
      [],
      /fleetwatch\.yaml:\d+:\d+: error: .*\n {4}why: .*\n {4}do: {2}/,
    ],
    [
      'with an unknown key in the settings',
      { 'fleetwatch.yaml': 'machines:\n  - { name: alpha, startup_file: s.yaml }\nhelth: {}\n' },
      [],
      /fleetwatch\.yaml:3:1: error: .*helth.*health/,
    ],
    [
      'with a schedule that is none',
      {
        'fleetwatch.yaml':
          'machines:\n  - { name: alpha, startup_file: s.yaml }\ncollectors:\n  machine: { schedule: "* * * * 99" }\n',
      },
      [],
      /fleetwatch\.yaml:4:24: error: .*six fields/,
    ],
    [
      'for an unknown machine',
      { 'fleetwatch.yaml': 'machines:\n  - { name: alpha, startup_file: s.yaml }\n' },
      ['--machine', 'alpa'],
      /fleetwatch\.yaml:1:1: error: no machine is called `alpa`, did you mean `alpha`\?/,
    ],
    [
      'with a broken start-up file',
      {
        'fleetwatch.yaml': 'machines:\n  - { name: alpha, startup_file: s.yaml }\n',
        's.yaml': 'agent_groups:\n  core:\n    A: { script_path: a.py, port: 70000, health_check_port: yes }\n',
      },
      [],
      /s\.yaml:3:35: error: .*70000[\s\S]*s\.yaml:3:61: error: [\s\S]*the start-up file of this machine cannot be used/,
    ],
    [
      'without its start-up file',
      { 'fleetwatch.yaml': 'machines:\n  - { name: alpha, startup_file: s.yaml }\n' },
      [],
      /s\.yaml:1:1: error: cannot read the file: there is no such file/,
    ],
  ];
  it.each(cases)('%s', async (_what, files, commandLine, stderr) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const ended = await run(['serve', '--config', join(folder, 'fleetwatch.yaml'), ...commandLine]);
    expect(ended.stderr).toMatch(/^fleetwatch: cannot start\n/);
    expect(ended.stderr).toMatch(stderr);
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect({ code: ended.code, stdout: ended.stdout }).toStrictEqual({ code: 2, stdout: '' });
  });

  it('on a port that is taken, and names its owner', async () => {
    const ended = await run(['serve', '--config', await writeFiles({ port: mutePort })]);
    expect(ended.stderr).toMatch(
      new RegExp(
        `^fleetwatch: cannot start\\nport ${mutePort} on 127\\.0\\.0\\.1 is taken by .+ \\(pid ${process.pid}\\)\\n$`,
      ),
    );
    expect({ code: ended.code, stdout: ended.stdout }).toStrictEqual({ code: 2, stdout: '' });
  });
});
