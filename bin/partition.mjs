// Plays what may happen to two hosts and the link between them (docs/partition.md), and prints what came of it: all of it, or the
// faults whose names hold one of the words given (`npm run partition -- flaps 'nats of'`). Several pairs of hosts play at once, each
// with process identifiers, a loopback and a /run of its own (unshare(1)), so that nothing is left of a run that was interrupted.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const faults = process.argv.slice(2).join(',') || 'all';
/** A pair of hosts at rest takes some 0.15 of a core; its start takes a core for 10 s. */
const lanes = 8;
const betweenStarts = 8000;
const temporary = mkdtempSync(join(tmpdir(), 'partition-'));

const alone = ['--pid', '--fork', '--kill-child', '--mount-proc', '--net'];
const prepared = ['sh', '-c', 'mount -t tmpfs tmpfs /run && ip link set lo up && exec "$@"', 'lane'];
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'catalogue', 'test/e2e/partition.test.ts'];

const results = await Promise.all(
  Array.from({ length: lanes }, async (_, index) => {
    await delay(index * betweenStarts);
    return play(`${index + 1}/${lanes}`);
  }),
);
if (process.env.FLEETWATCH_KEEP === undefined) rmSync(temporary, { recursive: true, force: true });
for (const { code, said } of results) if (code !== 0) process.stdout.write(said);
const tables = results.map(({ said }) => said.split('\n').filter((line) => line.startsWith('|')));
const head = tables.find((table) => table.length > 0)?.slice(0, 2) ?? [];
process.stdout.write(`${[...head, ...tables.flatMap((table) => table.slice(2))].join('\n')}\n`);
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;

function play(lane) {
  const child = spawn('unshare', [...alone, ...prepared, process.execPath, ...vitest], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FLEETWATCH_PARTITION: faults, FLEETWATCH_PARTITION_LANE: lane, TMPDIR: temporary },
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 2, said: `fleetwatch: unshare: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 2, said: Buffer.concat(said).toString() }));
  });
}
