import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { loadSettings, type Settings } from '../../../src/settings.js';
import { demoStatus } from '../../../src/simulator/control-client.js';
import { copyDemo } from '../demoCopy.js';
import { program } from '../stackView.js';

/** A demo fleet with its exporters, and no other server. */
export interface Site {
  readonly runDirectory: string;
  readonly settings: ReadonlyMap<string, Settings>;
  end(): Promise<void>;
}

/** Starts a fresh copy of the demo fleet, and waits until its exporters have found every agent up that can be. */
export async function startSite(): Promise<Site> {
  const { runDirectory, settingsFile } = await copyDemo();
  const settings = new Map<string, Settings>();
  for (const machine of ['alpha', 'beta']) {
    const loaded = await loadSettings(settingsFile, machine);
    if (loaded.settings === undefined)
      throw new Error(`the demo's settings cannot be used: ${loaded.findings[0]?.message}`);
    settings.set(machine, loaded.settings);
  }
  const children: ChildProcess[] = [];
  const start = (...words: string[]) => {
    children.push(spawn(process.execPath, [program, ...words], { stdio: 'ignore' }));
  };
  const end = async () => {
    await Promise.all(children.map(stopped));
    await rm(runDirectory, { recursive: true, force: true });
  };
  try {
    start('demo', 'run', '--config', settingsFile, '--run-directory', runDirectory);
    await until('the fleet runs', async () => {
      const agents = await demoStatus(`${runDirectory}/demo.sock`);
      return agents.length > 0 && agents.every(({ state }) => state === 'running');
    });
    for (const machine of settings.keys()) start('serve', '--config', settingsFile, '--machine', machine);
    for (const own of settings.values()) await until(`${own.machine.name} is watched`, () => isWatched(own));
    return { runDirectory, settings, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Waits for a condition; one that cannot be asked yet does not hold. */
export async function until(what: string, condition: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(100);
  }
}

async function isWatched({ machine }: Settings): Promise<boolean> {
  const url = `http://${machine.listen.host}:${machine.listen.port}`;
  const page = await (await fetch(`${url}/metrics`)).text();
  const unknown = [...page.matchAll(/^fleet_agent_verdict\{.*verdict="unknown".*\} 1$/gm)];
  return page.includes('\nfleet_agent_verdict{') && unknown.length === 0;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
