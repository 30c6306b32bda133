import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadSettings } from '../../src/settings.js';
import { Watchpost } from '../../src/watchpost.js';
import { type Peer, peer } from '../probes/peers.js';

let folder: string;
let written: unknown[];
const peers: Peer[] = [];
const open: Watchpost[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-watchpost-'));
  written = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((watchpost) => watchpost.stop()));
  await Promise.all(peers.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

/** A legacy agent that answers over HTTP on its health port as long as it is not told to hang. */
async function legacyAgent(): Promise<{ readonly port: number; hangs: boolean }> {
  const state = { port: 0, hangs: false };
  const someone = await peer((socket) => {
    socket.once('data', (data) => {
      if (state.hangs) return;
      if (data.subarray(0, 4).equals(Buffer.from('GET '))) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.end('400\r\n');
    });
  });
  peers.push(someone);
  state.port = someone.port;
  return state;
}

/** An exporter of a machine with one agent, started. */
async function watchpost(healthPort: number): Promise<Watchpost> {
  const entry = `{ script_path: agents/old.py, port: 7200, health_check_port: ${healthPort} }`;
  await writeFile(join(folder, 'startup.yaml'), `agent_groups:\n  core:\n    Old: ${entry}\n`);
  const health = 'health: { interval_seconds: 1, timeout_seconds: 0.2, retries: 1, retry_delay_seconds: 0.1 }';
  const machines = 'machines:\n  - { name: alpha, startup_file: startup.yaml }';
  await writeFile(join(folder, 'fleetwatch.yaml'), `${machines}\n${health}\nstate_directory: state\n`);
  const { settings, findings } = await loadSettings(join(folder, 'fleetwatch.yaml'));
  if (settings === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  const fresh = new Watchpost(settings, {
    verdictChanged: () => {},
    stateWritten: (error) => written.push(error),
  });
  open.push(fresh);
  if (!(await fresh.load(settings))) throw new Error(fresh.findings.map(({ message }) => message).join('\n'));
  await fresh.start();
  return fresh;
}

function becomes(post: Watchpost, verdict: string): Promise<void> {
  return vi.waitFor(() => expect(post.health('Old').verdict).toBe(verdict), { timeout: 10_000, interval: 20 });
}

it('remembers over a restart how an agent spoke, so that its silence is `hung` and not `unverified`', async () => {
  const old = await legacyAgent();
  const first = await watchpost(old.port);
  await becomes(first, 'healthy');
  await first.stop();
  expect(written).toEqual([undefined]);
  old.hangs = true;
  await becomes(await watchpost(old.port), 'hung');
  await rm(join(folder, 'state'), { recursive: true });
  await becomes(await watchpost(old.port), 'unverified');
});

it('reports state that cannot be written, and writes it later', async () => {
  const old = await legacyAgent();
  const post = await watchpost(old.port);
  await writeFile(join(folder, 'state'), 'a file where the folder should be');
  await becomes(post, 'healthy');
  await post.stop();
  expect(written).toEqual([expect.objectContaining({ code: 'EEXIST' })]);
  await rm(join(folder, 'state'));
  await post.stop();
  expect(written.at(-1)).toBeUndefined();
  const routes: unknown = JSON.parse(await readFile(join(folder, 'state', 'routes.json'), 'utf8'));
  expect(routes).toEqual({ Old: { protocol: 'http', port: old.port } });
});
