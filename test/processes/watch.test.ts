import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RestartCounter } from '../../src/processes/restarts.js';
import { type AgentView, ProcessWatch } from '../../src/processes/watch.js';
import { agent } from '../health/agents.js';
import { type FakeProcess, ProcTree } from './procTree.js';

const root = '/srv/alpha';
const agents = [
  agent('Router', { port: 7200 }),
  agent('Planner', { port: 7210 }),
  agent('WorkerOne', { port: 7220, scriptPath: 'agents/worker.py' }),
  agent('WorkerTwo', { port: 7230, scriptPath: 'agents/worker.py' }),
];

let tree: ProcTree;
let watch: ProcessWatch;
let now = 0;
beforeEach(() => {
  tree = new ProcTree();
  now = 1_000_000;
  watch = watchOf(root);
});
afterEach(() => tree.close());

function watchOf(projectRoot: string, foreignRoots: readonly string[] = []): ProcessWatch {
  const fresh = new ProcessWatch({ procRoot: tree.root, now: () => now, restarts: new RestartCounter('/nowhere') });
  fresh.setAgents(projectRoot, '127.0.0.1', agents, foreignRoots);
  return fresh;
}

function run(pid: number, name: string, said: Partial<FakeProcess> = {}): void {
  const script = name.startsWith('Worker') ? 'worker' : name.toLowerCase();
  tree.set({ pid, argv: ['python3', `${root}/agents/${script}.py`], environment: { AGENT_NAME: name }, ...said });
}

async function view(name: string, by = watch): Promise<AgentView> {
  now += 15_000;
  const found = (await by.scan()).find((each) => each.agent.name === name);
  if (found === undefined) throw new Error(`no view of ${name}`);
  return found;
}

describe('a view', () => {
  it('is there for each agent, in order, also for those that do not run', async () => {
    run(10, 'Planner');
    const views = await watch.scan();
    expect(views.map(({ agent: { name }, processes }) => [name, processes])).toEqual([
      ['Router', 0],
      ['Planner', 1],
      ['WorkerOne', 0],
      ['WorkerTwo', 0],
    ]);
    expect(views[0]).toMatchObject({ zombies: 0, drift: false, restarts: 0, figures: undefined });
  });

  it('holds figures in base units', async () => {
    run(10, 'Router', { startTicks: 12_345, sockets: [900, 901] });
    expect((await view('Router')).figures).toEqual({
      // Boot at 1700000000 (btime), 100 ticks a second, pages of 4 KiB: proc_stat(5), proc_pid_stat(5).
      startSeconds: 1_700_000_123.45,
      cpuSeconds: 3.5,
      residentBytes: 8_192_000,
      threads: 3,
      openFiles: 2,
      openFileLimit: 1024,
    });
  });

  it('is of the oldest of two processes, and counts both', async () => {
    run(10, 'Router', { startTicks: 9000 });
    run(11, 'Router', { startTicks: 8000 });
    const { processes, figures, restarts } = await view('Router');
    expect({ processes, started: figures?.startSeconds, restarts }).toEqual({
      processes: 2,
      started: 1_700_000_080,
      restarts: 0,
    });
  });

  it.each<{ name: string; start: () => void; router: Partial<AgentView>; planner?: Partial<AgentView> }>([
    {
      name: 'workers are no second process',
      start: () => {
        run(10, 'Router');
        run(11, 'Router', { parent: 10 });
        run(12, 'Router', { parent: 10, argv: ['python3', '-c', 'from multiprocessing.spawn import spawn_main'] });
      },
      router: { processes: 1, drift: false },
    },
    {
      name: 'a dead agent that nobody waits for runs no more',
      start: () => run(10, 'Router', { state: 'Z' }),
      router: { processes: 0, zombies: 0 },
    },
    {
      name: 'another script is a drift',
      start: () => run(10, 'Router', { argv: ['python3', '/srv/old/agents/router.py'] }),
      router: { processes: 1, drift: true },
    },
    {
      name: 'another agent’s script is a drift, and no double start of the other',
      start: () => {
        run(10, 'Planner');
        run(11, 'Router', { argv: ['python3', `${root}/agents/planner.py`] });
      },
      router: { processes: 1, drift: true },
      planner: { processes: 1, drift: false },
    },
    {
      name: 'an agent that starts another one and hands its name down',
      start: () => {
        run(10, 'Router');
        run(11, 'Router', { parent: 10, argv: ['python3', `${root}/agents/planner.py`] });
      },
      router: { processes: 1, drift: false },
      planner: { processes: 1, drift: false },
    },
    {
      name: 'a wrapper and an editor are nobody',
      start: () => {
        run(10, 'Router', { argv: ['timeout', '60', 'python3', `${root}/agents/router.py`], command: 'timeout' });
        run(11, 'Router', { parent: 10 });
        run(12, 'Router', { argv: ['vim', `${root}/agents/router.py`], command: 'vim' });
      },
      router: { processes: 1, drift: false },
    },
  ])('$name', async ({ start, router, planner }) => {
    start();
    expect(await view('Router')).toMatchObject(router);
    if (planner !== undefined) expect(await view('Planner')).toMatchObject(planner);
  });

  it('tells agents of one script apart', async () => {
    run(10, 'WorkerTwo');
    run(11, 'WorkerTwo');
    run(12, 'WorkerOne');
    expect((await view('WorkerOne')).processes).toBe(1);
    expect((await view('WorkerTwo')).processes).toBe(2);
  });

  it('counts an agent that died under a parent that does not wait', async () => {
    run(10, 'Router');
    await watch.scan();
    run(10, 'Router', { state: 'Z', argv: [] });
    run(11, 'Router');
    expect(await view('Router')).toMatchObject({ processes: 1, zombies: 1, restarts: 1 });
  });

  it('does not take what an agent has left behind for the agent', async () => {
    run(10, 'Router');
    run(11, 'Router', { parent: 10, argv: ['python3', '/srv/tools/convert.py'] });
    await watch.scan();
    tree.remove(10);
    run(11, 'Router', { parent: 1, argv: ['python3', '/srv/tools/convert.py'] });
    expect(await view('Router')).toMatchObject({ processes: 0, drift: false, restarts: 0 });
    run(12, 'Router');
    expect(await view('Router')).toMatchObject({ processes: 1, drift: false, restarts: 1 });
  });

  it('falls back to who listens on the port', async () => {
    tree.set({ pid: 10, argv: ['gunicorn: router'], sockets: [900] });
    tree.listen({ port: 7200, inode: 900 });
    expect(await view('Router')).toMatchObject({ processes: 1, drift: false });
    run(11, 'Router');
    expect(await view('Router')).toMatchObject({ processes: 1, restarts: 1 });
  });

  it('is whole after the fleet was read anew in the middle of a scan', async () => {
    run(10, 'Router');
    const scan = watch.scan();
    watch.setAgents(root, '127.0.0.1', agents.slice(0, 1));
    expect((await scan).map(({ agent: { name }, processes }) => [name, processes])).toEqual([['Router', 1]]);
  });
});

describe('restarts', () => {
  it('are counted by pid and by start time', async () => {
    run(10, 'Router', { startTicks: 100 });
    expect((await view('Router')).restarts).toBe(0);
    run(10, 'Router', { startTicks: 5000 });
    expect((await view('Router')).restarts).toBe(1);
    tree.remove(10);
    expect(await view('Router')).toMatchObject({ processes: 0, restarts: 1 });
    run(77, 'Router');
    expect((await view('Router')).restarts).toBe(2);
  });
});

describe('an agent that ends', () => {
  it.each([
    { how: 'is gone', end: () => tree.remove(10) },
    { how: 'is a zombie', end: () => run(10, 'Router', { state: 'Z', argv: [] }) },
    { how: 'has a successor with its pid', end: () => run(10, 'Router', { startTicks: 99_000 }) },
  ])('and $how has vanished, once', async ({ end }) => {
    run(10, 'Router');
    run(11, 'Planner');
    await watch.scan();
    expect(watch.vanished()).toEqual([]);
    end();
    expect(watch.vanished()).toEqual(['Router']);
    expect(watch.vanished()).toEqual([]);
    expect(watch.runsByScript('Router')).toBe(false);
    expect(watch.runsByScript('Planner')).toBe(true);
  });
});

describe('two machines’ fleets on one kernel', () => {
  const beta = '/srv/beta';

  it('with the same agents and scripts are not confused', async () => {
    run(10, 'Router');
    run(20, 'Router', { argv: ['python3', `${beta}/agents/router.py`] });
    run(21, 'Planner', { argv: ['python3', 'agents/planner.py'], cwd: beta });
    const onBeta = watchOf(beta, [root]);
    const onAlpha = watchOf(root, [beta]);
    expect(await view('Router', onAlpha)).toMatchObject({ processes: 1, drift: false });
    expect(await view('Planner', onAlpha)).toMatchObject({ processes: 0, drift: false });
    expect(await view('Router', onBeta)).toMatchObject({ processes: 1, drift: false });
    expect(await view('Planner', onBeta)).toMatchObject({ processes: 1, drift: false });
    expect(await onAlpha.agentOf(20)).toBeUndefined();
    expect(await onBeta.agentOf(20)).toBe('Router');
  });
});
