import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Surface } from '../../src/leaks/model.js';
import type { LeakView } from '../../src/leakWatch/view.js';
import { LeakWatch } from '../../src/leakWatch/watch.js';
import { FileCaller } from '../../src/logs/fileCaller.js';
import { LogWatch } from '../../src/logs/watch.js';
import { loadSettings, type Settings } from '../../src/settings.js';
import { agentNamed } from '../collectors/collect.js';
import { mark, markScanner } from './markScanner.js';

let folder = '';
let elapsed = 0;
let now = Date.now();
const children: ChildProcess[] = [];
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetwatch-leaks-'));
  elapsed = 0;
  now = Date.now();
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'startup.yaml'), 'agent_groups: {}\n');
  settings('');
});

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const end of ends.splice(0)) await end();
  rmSync(folder, { recursive: true });
});

function settings(leaks: string): void {
  const machine = '{ name: alpha, startup_file: startup.yaml }';
  const text = `machines: [${machine}]\nleaks: { log_start: beginning, accepted_file: accepted.yaml${leaks} }\n`;
  writeFileSync(join(folder, 'fleetwatch.yaml'), text);
}

async function load(): Promise<Settings> {
  const { settings: loaded, findings } = await loadSettings(join(folder, 'fleetwatch.yaml'));
  if (loaded === undefined) throw new Error(JSON.stringify(findings));
  return loaded;
}

interface Watching {
  readonly look: () => Promise<LeakView>;
  readonly stop: () => Promise<boolean>;
}

/** An exporter's watch, which lasts until it is stopped. */
async function start(): Promise<Watching> {
  const loaded = await load();
  const caller = new FileCaller();
  const clocks = { now: () => now, elapsed: () => elapsed };
  const agentOf = async (pid: number) => (children.some((child) => child.pid === pid) ? 'Router' : undefined);
  const logs = new LogWatch({
    ...clocks,
    procRoot: '/proc',
    directory: loaded.machine.logDirectory,
    caller,
    agentOf,
  });
  logs.setAgents(['Router']);
  const watch = new LeakWatch(loaded, {
    ...clocks,
    caller,
    logs,
    agentOf,
    scanner: markScanner,
    isRule: (id) => id === 'mark',
  });
  watch.setFleet(loaded, [agentNamed('Router')]);
  let stopped: Promise<boolean> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      await watch.stop();
      logs.stop();
      return caller.stop();
    })();
    return stopped;
  };
  ends.push(stop);
  const look = async () => {
    elapsed += 60_000;
    await logs.look();
    return watch.look();
  };
  return { look, stop };
}

async function run(argv: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const env = { PATH: process.env.PATH, ...variables };
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1e6)', '--', ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Leaks of our own processes and files; other processes of the machine may show some of their own. */
const ours = ({ leaks }: LeakView) =>
  leaks.filter(({ rule, agent, place }) => rule === 'mark' && (agent === 'Router' || place.kind === 'file'));
const surfaces = (view: LeakView): Surface[] => ours(view).map(({ surface }) => surface);

describe('a leak', () => {
  it('is seen on every surface, is one credential, and ends with what shows it', async () => {
    const child = await run(['--token', mark(1)], { TOKEN: mark(1) });
    writeFileSync(join(folder, 'extra.yaml'), mark(1));
    mkdirSync(join(folder, 'agents'));
    writeFileSync(join(folder, 'agents', 'router.py'), mark(1));
    writeFileSync(join(folder, 'logs', 'Router.log'), `${mark(1)}\n`);
    const { look } = await start();
    const seen = await vi.waitFor(async () => {
      const view = await look();
      expect(surfaces(view).sort()).toStrictEqual(['cmdline', 'code', 'config', 'environ', 'log']);
      return view;
    }, 15_000);
    expect(new Set(ours(seen).map(({ fingerprint }) => fingerprint))).toHaveLength(1);
    expect(seen.credentials.map(({ surface, agent, open }) => [surface, agent, open])).toStrictEqual([
      ['cmdline', 'Router', 1],
    ]);
    await kill(child);
    for (const name of ['extra.yaml', 'agents/router.py', 'logs/Router.log']) rmSync(join(folder, name));
    await vi.waitFor(async () => {
      const after = await look();
      expect(surfaces(after)).toStrictEqual([]);
      expect(after.counts.every(({ open }) => open === 0)).toBe(true);
      expect(after.credentials.every(({ open }) => open === 0)).toBe(true);
    }, 15_000);
  });

  it('is the same after a restart of fleetwatch, and has ended if it ended meanwhile', async () => {
    await run([mark(1)]);
    const gone = await run([mark(2)]);
    const first = await start();
    const before = ours(await first.look());
    expect(before).toHaveLength(2);
    expect(await first.stop()).toBe(true);
    await kill(gone);
    now += 3_600_000;
    const after = await (await start()).look();
    const [still] = ours(after);
    expect(ours(after)).toHaveLength(1);
    expect(before.map(({ fingerprint, firstSeen }) => [fingerprint, firstSeen])).toContainEqual([
      still?.fingerprint,
      still?.firstSeen,
    ]);
    expect(after.counts.filter(({ agent }) => agent === 'Router').map(({ open }) => open)).toStrictEqual([1]);
  });

  it('that is accepted counts as such, until its day is over', async () => {
    await run([mark(1)]);
    const { look } = await start();
    const [leak] = ours(await look());
    const until = new Date(now).toISOString().slice(0, 10);
    const entry = `- { fingerprint: "${leak?.fingerprint}", until: ${until}, reason: a test }\n`;
    writeFileSync(join(folder, 'accepted.yaml'), entry);
    const accepted = await look();
    expect(ours(accepted)).toStrictEqual([]);
    expect(accepted.surfaces.cmdline).toMatchObject({ open: 0, accepted: 1 });
    expect(accepted.acceptances.nextEnd).toBeGreaterThan(now / 1000);
    now += 86_400_000;
    const expired = await look();
    expect(surfaces(expired)).toStrictEqual(['cmdline']);
    expect(expired.acceptances).toMatchObject({ expired: [{ until, reason: 'a test' }], nextEnd: undefined });
  });
});

describe('what is kept', () => {
  it('is private, and holds no value', async () => {
    await run([mark(1)], { TOKEN: mark(2) });
    appendFileSync(join(folder, 'logs', 'Router.log'), `${mark(3)}\n`);
    const { look, stop } = await start();
    await vi.waitFor(
      async () => expect(surfaces(await look()).sort()).toStrictEqual(['cmdline', 'environ', 'log']),
      15_000,
    );
    await stop();
    const state = join(folder, '.fleetwatch/alpha');
    expect(readdirSync(state).sort()).toStrictEqual(['leak.key', 'leaks.journal']);
    for (const name of readdirSync(state)) expect(readFileSync(join(state, name), 'latin1')).not.toContain('mark-');
  });

  it('needs its key: without it there is no look, and the next one tries again', async () => {
    writeFileSync(join(folder, '.fleetwatch'), '');
    const { look } = await start();
    await expect(look()).rejects.toThrow('the key for fingerprints cannot be read');
    rmSync(join(folder, '.fleetwatch'));
    expect((await look()).notSaved).toBeUndefined();
  });

  it('is begun anew where it is damaged, which is said', async () => {
    const state = join(folder, '.fleetwatch/alpha');
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'leaks.journal'), 'no journal');
    const { notSaved } = await (await start()).look();
    expect(notSaved).toMatchObject({ file: join(state, 'leaks.journal'), why: expect.stringContaining('damaged') });
  });
});

describe('looks', () => {
  it('say when each surface was looked through, and how much of it', async () => {
    const { look } = await start();
    const view = await vi.waitFor(async () => {
      const seen = await look();
      expect(Object.values(seen.surfaces).every(({ lookedAt }) => lookedAt > 0)).toBe(true);
      return seen;
    }, 15_000);
    const { count, commandLinesRead, environmentsRead } = view.processes;
    expect(commandLinesRead).toBeGreaterThan(0);
    expect(environmentsRead).toBeGreaterThan(0);
    expect(count).toBeGreaterThanOrEqual(commandLinesRead);
    expect(view.files.count).toBe(2);
  });
});
