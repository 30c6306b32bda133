import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fleetwatchProgram } from '../../src/cli/program.js';
import { pathOf } from '../../src/cli/usage.js';
import { Program, run } from './program.js';

/** Commands that say nothing to programs, and why. */
const without = new Map([
  ['fleetwatch serve', 'its log is JSON already'],
  ['fleetwatch up', 'it prints what its processes print'],
  ['fleetwatch completion', 'a shell reads it'],
]);

function working(command: Command): Command[] {
  const own = command.commands.length === 0 || command.registeredArguments.length > 0 ? [command] : [];
  return [...own, ...command.commands.flatMap(working)];
}

/** Options of a command count for those behind it that work themselves. */
function takesJson(command: Command): boolean {
  if (command.options.some(({ long }) => long === '--json')) return true;
  return command.parent !== null && takesJson(command.parent);
}

it('every command speaks JSON, but for those that have nothing to say in it', () => {
  const silent = working(fleetwatchProgram()).filter((command) => !takesJson(command));
  expect(silent.map(pathOf)).toStrictEqual([...without.keys()]);
});

describe('fleetwatch pager', () => {
  it('gives programs each page on a line of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'json-'));
    const listen = `127.0.0.1:${await freePort()}`;
    const pager = new Program(['pager', '--listen', listen, '--file', join(folder, 'pages.jsonl'), '--json']);
    try {
      await vi.waitFor(() => fetch(`http://${listen}/-/healthy`), { timeout: 15_000 });
      const alert = { status: 'firing', labels: { alertname: 'A' }, annotations: {}, startsAt: 's', fingerprint: 'f' };
      const body = JSON.stringify({
        version: '4',
        truncatedAlerts: 3,
        alerts: [alert, { ...alert, fingerprint: 'g' }],
      });
      const headers = { 'Content-Type': 'application/json' };
      expect(await (await fetch(`http://${listen}`, { method: 'POST', headers, body })).text()).toBe('Kept.\n');
      pager.signal('SIGTERM');
      const { code, stdout, stderr } = await pager.ended;
      const pages = stdout.trimEnd().split('\n');
      expect(pages.map((line) => JSON.parse(line).fingerprint)).toStrictEqual(['f', 'g']);
      expect({ code, stderr }).toStrictEqual({ code: 0, stderr: expect.stringContaining('3 more alerts') });
    } finally {
      await pager.remove();
      await rm(folder, { recursive: true });
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a demo fleet answers on its control socket. */
const replies: Record<string, object> = {
  status: { reply: 'status', agents: [{ machine: 'alpha', agent: 'Planner', state: 'dead' }] },
  fault: { reply: 'fault', outcome: { outcome: 'done', machine: 'alpha', agent: 'Planner', fault: 'kill' } },
  restart: { reply: 'restart', outcome: { outcome: 'done', machine: 'alpha', agent: 'Planner' } },
};

describe('fleetwatch demo', () => {
  let folder: string;
  let server: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'json-'));
    server = createServer((socket) => {
      socket.once('data', (line) => socket.end(`${JSON.stringify(replies[JSON.parse(line.toString()).command])}\n`));
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'demo.sock'), resolve));
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['status', [], { agents: [{ machine: 'alpha', agent: 'Planner', state: 'dead' }] }],
    ['fault', ['Planner', 'kill'], { outcome: 'done', machine: 'alpha', agent: 'Planner', fault: 'kill' }],
    ['restart', ['Planner'], { outcome: 'done', machine: 'alpha', agent: 'Planner' }],
  ])('%s says it to programs', async (command, given, said) => {
    const ended = await run(['demo', command, ...given, '--run-directory', folder, '--json']);
    expect({ ...ended, stdout: JSON.parse(ended.stdout) }).toStrictEqual({ code: 0, stdout: said, stderr: '' });
  });
});
