import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcessTable } from '../../src/processes/table.js';
import { agent } from '../health/agents.js';
import { type FakeProcess, ProcTree } from './procTree.js';

const NOBODY = 65_534;
const root = '/srv/alpha';
const agents = ['Router', 'Planner', 'Archive'].map((name) => agent(name));

let tree: ProcTree;
let table: ProcessTable;
let now = 0;
beforeEach(() => {
  tree = new ProcTree();
  now = 1_000_000;
  table = new ProcessTable(tree.root, () => now);
  table.setAgents(root, agents);
});
afterEach(() => tree.close());

function run(name: string, said: Partial<FakeProcess> & { pid: number }): void {
  tree.set({
    argv: ['python3', `${root}/agents/${name.toLowerCase()}.py`],
    environment: { AGENT_NAME: name },
    ...said,
  });
}

/** Which agents are seen, by pid. */
async function seen(): Promise<Record<number, string>> {
  const processes = await table.scan();
  const matched = [...processes].flatMap(([pid, { match }]) => (match === undefined ? [] : [[pid, shown(match)]]));
  return Object.fromEntries(matched);
}

function shown({ agent: name, drift }: { agent: string; drift: boolean }): string {
  return drift ? `${name} (drift)` : name;
}

describe('the table', () => {
  it('knows agents, and follows them as they come and go', async () => {
    run('Router', { pid: 10 });
    tree.set({ pid: 11, argv: ['sleep', '60'] });
    expect(await seen()).toEqual({ 10: 'Router' });
    run('Planner', { pid: 12 });
    expect(await seen()).toEqual({ 10: 'Router', 12: 'Planner' });
    tree.remove(10);
    expect(await seen()).toEqual({ 12: 'Planner' });
    expect(table.get(10)).toBeUndefined();
  });

  it('takes a pid with another start time for another process', async () => {
    run('Router', { pid: 10, startTicks: 500 });
    await seen();
    run('Planner', { pid: 10, startTicks: 900 });
    expect(await seen()).toEqual({ 10: 'Planner' });
    tree.set({ pid: 10, startTicks: 1000, argv: ['sleep', '9'] });
    expect(await seen()).toEqual({});
  });

  it('reads the figures of agents anew', async () => {
    run('Router', { pid: 10, parent: 5 });
    await table.scan();
    run('Router', { pid: 10, parent: 1 });
    await table.scan();
    expect(table.get(10)?.stat.parentPid).toBe(1);
  });

  it.each([
    { what: 'within a scan interval', wait: 15_000 },
    { what: 'within a second', wait: 1000 },
  ])('sees through the boot script’s copy that becomes an agent $what', async ({ wait }) => {
    tree.set({ pid: 10, argv: ['python3', '/srv/boot.py'] });
    expect(await seen()).toEqual({});
    // execve(2) keeps pid and start time; here even the name stays "python3".
    run('Router', { pid: 10 });
    now += wait;
    expect(await seen()).toEqual({ 10: 'Router' });
  });

  it('sees through an agent’s copy that becomes another agent', async () => {
    run('Router', { pid: 10 });
    run('Router', { pid: 11, parent: 10 });
    await table.scan();
    run('Planner', { pid: 11, parent: 10 });
    now += 15_000;
    expect(await seen()).toEqual({ 10: 'Router', 11: 'Planner' });
  });

  it('sees within a minute that a shell or a launcher has become an agent', async () => {
    run('Router', { pid: 10, command: 'sh', argv: ['sh', '-c', 'exec python3 ...'] });
    run('Planner', { pid: 11, argv: ['python3', '/srv/wait_for_redis.py'] });
    for (let scan = 0; scan < 3; scan++, now += 15_000) expect(await seen()).toEqual({ 11: 'Planner (drift)' });
    run('Router', { pid: 10 });
    run('Planner', { pid: 11 });
    now += 60_000;
    expect(await seen()).toEqual({ 10: 'Router', 11: 'Planner' });
  });

  it('keeps the name of an agent that is dead and not waited for', async () => {
    run('Router', { pid: 10 });
    await table.scan();
    run('Router', { pid: 10, state: 'Z', argv: [], virtualBytes: 0 });
    now += 120_000;
    expect(await seen()).toEqual({ 10: 'Router' });
    expect(table.get(10)?.stat.state).toBe('zombie');
  });

  it('takes kernel threads for nobody', async () => {
    run('Router', { pid: 2, virtualBytes: 0, command: 'kthreadd' });
    expect(await seen()).toEqual({});
  });

  it('passes over a process that vanishes between listing and reading', async () => {
    run('Router', { pid: 10 });
    run('Planner', { pid: 11 });
    tree.removeFile(10, 'stat');
    expect(await seen()).toEqual({ 11: 'Planner' });
  });

  it('looks at a process that is younger than the last scan', async () => {
    await table.scan();
    run('Router', { pid: 10 });
    expect((await table.look(10))?.match?.agent).toBe('Router');
    run('Planner', { pid: 10, startTicks: 77_000 });
    expect((await table.look(10))?.match?.agent).toBe('Planner');
    tree.remove(10);
    expect(await table.look(10)).toBeUndefined();
  });
});

describe('a script under the name of another agent', () => {
  it('is the other agent, drifted, while that one’s own script does not run', async () => {
    run('Router', { pid: 10 });
    run('Router', { pid: 11, environment: { AGENT_NAME: 'Planner' } });
    expect(await seen()).toEqual({ 10: 'Router', 11: 'Planner (drift)' });
  });

  it('is the other agent also where its own namesake does not run', async () => {
    run('Router', { pid: 11, environment: { AGENT_NAME: 'Planner' } });
    expect(await seen()).toEqual({ 11: 'Planner (drift)' });
  });

  it('has merely inherited the name where the other one runs', async () => {
    run('Planner', { pid: 10 });
    run('Router', { pid: 11, environment: { AGENT_NAME: 'Planner' } });
    expect(await seen()).toEqual({ 10: 'Planner', 11: 'Router' });
    tree.remove(10);
    expect(await seen()).toEqual({ 11: 'Planner (drift)' });
  });

  it('swapped between two agents is a drift of both', async () => {
    run('Router', { pid: 10, environment: { AGENT_NAME: 'Planner' } });
    run('Planner', { pid: 11, environment: { AGENT_NAME: 'Router' } });
    expect(await seen()).toEqual({ 10: 'Planner (drift)', 11: 'Router (drift)' });
  });
});

describe('a fleet read anew', () => {
  it('is matched anew, without waiting for a sweep', async () => {
    run('Router', { pid: 10 });
    tree.set({ pid: 11, argv: ['python3', `${root}/agents/new.py`] });
    await table.scan();
    now += 15_000;
    await table.scan();
    table.setAgents(root, [agent('New')]);
    expect(await seen()).toEqual({ 11: 'New' });
  });

  it('in the middle of a scan does not leave the scan with nobody', async () => {
    run('Router', { pid: 10 });
    const scan = seen();
    table.setAgents(root, agents);
    expect(await scan).toEqual({ 10: 'Router' });
  });
});

describe('gaps', () => {
  const root_ = process.getuid?.() === 0;
  afterEach(() => {
    if (root_) process.seteuid?.(0);
  });

  it('are processes that may not be looked into; a known agent stays known', async () => {
    run('Router', { pid: 10 });
    await table.scan();
    expect(table.gaps).toBe(0);
    tree.set({ pid: 11, argv: ['python3', '/srv/who-knows.py'] });
    tree.deny(10, 'cmdline');
    tree.deny(11, 'environ');
    now += 60_000;
    // Root is refused nothing, so this looks as a user who is.
    if (root_) process.seteuid?.(NOBODY);
    expect(await seen()).toEqual({ 10: 'Router' });
    expect(table.gaps).toBe(2);
    if (root_) process.seteuid?.(0);
    tree.remove(11);
    run('Router', { pid: 10 });
    now += 60_000;
    expect(await seen()).toEqual({ 10: 'Router' });
    expect(table.gaps).toBe(0);
  });
});
