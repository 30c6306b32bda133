import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Listeners } from '../../src/processes/listeners.js';
import { RestartCounter } from '../../src/processes/restarts.js';
import { standingOf } from '../../src/processes/standing.js';
import { type AgentView, ProcessWatch } from '../../src/processes/watch.js';
import { agent } from '../health/agents.js';
import { LiveAgents } from './liveAgents.js';

const agents = [
  agent('Router', { port: 1 }),
  agent('Planner', { port: 2 }),
  agent('WorkerOne', { port: 3, scriptPath: 'agents/worker.py' }),
  agent('WorkerTwo', { port: 4, scriptPath: 'agents/worker.py' }),
];

let live: LiveAgents;
let watch: ProcessWatch;
let now = 0;
beforeEach(() => {
  live = new LiveAgents();
  now = 1_000_000;
  watch = watchOf('alpha');
});
afterEach(() => live.close());

function watchOf(root: string, port = 1): ProcessWatch {
  const fresh = new ProcessWatch({ procRoot: '/proc', now: () => now, restarts: new RestartCounter('/nowhere') });
  const [router, ...rest] = agents;
  if (router === undefined) throw new Error('there is no router');
  const foreign = ['alpha', 'beta'].filter((each) => each !== root).map((each) => live.path(each));
  const own = root === 'current' ? [live.path('beta')] : foreign;
  fresh.setAgents(live.path(root), '127.0.0.1', [{ ...router, port }, ...rest], own);
  return fresh;
}

async function view(name: string, by = watch): Promise<AgentView> {
  now += 15_000;
  const found = (await by.scan()).find((each) => each.agent.name === name);
  if (found === undefined) throw new Error(`no view of ${name}`);
  return found;
}

describe('a real agent', () => {
  it.each<{ how: string; root?: string; argv: () => string[]; cwd?: string; drift?: boolean; name?: string }>([
    { how: 'by its absolute path', argv: () => [live.path('alpha', 'agents', 'router.py')] },
    { how: 'by its relative path', argv: () => ['agents/router.py'], cwd: 'alpha' },
    { how: 'behind options', argv: () => ['-u', '-X', 'utf8', live.path('alpha/agents/router.py')] },
    { how: 'through a linked root', argv: () => [live.path('current/agents/router.py')] },
    { how: 'below a linked root', root: 'current', argv: () => [live.path('alpha/agents/router.py')] },
    { how: 'by name only', argv: () => [live.path('boot.py'), 'x', 'y'], name: 'Router', drift: true },
  ])('is recognised $how', async ({ root = 'alpha', argv, cwd, drift = false, name }) => {
    await live.python(argv(), {
      ...(cwd === undefined ? {} : { cwd: live.path(cwd) }),
      ...(name === undefined ? {} : { name }),
    });
    expect(await view('Router', watchOf(root))).toMatchObject({ processes: 1, drift, zombies: 0 });
  });

  it('has figures that can be', async () => {
    const started = Date.now() / 1000;
    await live.python([live.path('alpha/agents/router.py'), 'listen']);
    const { figures } = await view('Router');
    // The kernel tells the moment of boot in whole seconds.
    expect(Math.abs((figures?.startSeconds ?? 0) - started)).toBeLessThan(30);
    expect(figures?.cpuSeconds).toBeGreaterThanOrEqual(0);
    expect(figures?.residentBytes).toBeGreaterThan(1_000_000);
    expect(figures?.threads).toBe(1);
    expect(figures?.openFiles).toBeGreaterThanOrEqual(4);
    expect(figures?.openFileLimit).toBeGreaterThan(figures?.openFiles ?? Number.POSITIVE_INFINITY);
  });

  it('that shares its script is told apart by name', async () => {
    const script = live.path('alpha/agents/worker.py');
    await live.python([script], { name: 'WorkerOne' });
    await live.python([script], { name: 'WorkerTwo' });
    await live.python([script], { name: 'WorkerTwo' });
    expect((await view('WorkerOne')).processes).toBe(1);
    expect((await view('WorkerTwo')).processes).toBe(2);
  });

  it('run by another agent’s script has drifted, and the other has not started twice', async () => {
    await live.python([live.path('alpha/agents/planner.py')], { name: 'Planner' });
    await live.python([live.path('alpha/agents/planner.py')], { name: 'Router' });
    expect(await view('Router')).toMatchObject({ processes: 1, drift: true });
    expect(await view('Planner')).toMatchObject({ processes: 1, drift: false });
  });

  it('is one with its worker, also when the worker is left behind', async () => {
    const script = live.path('alpha/agents/router.py');
    const first = await live.python([script, 'worker', 'dead-child'], { name: 'Router' });
    await vi.waitFor(async () => expect(await view('Router')).toMatchObject({ processes: 1, zombies: 1 }), 5000);
    await live.python([script], { name: 'Router' });
    expect((await view('Router')).processes).toBe(2);
    live.kill(first.pid);
    await vi.waitFor(async () => expect(await view('Router')).toMatchObject({ processes: 1, zombies: 0 }), 5000);
    expect(await watch.agentOf(first.worker ?? 0)).toBe('Router');
  });

  it('is followed from the boot script’s copy to its end as a zombie', async () => {
    const boot = await live.python([live.path('boot.py'), live.path('alpha/agents/router.py'), 'Router']);
    expect((await view('Router')).processes).toBe(0);
    live.say('go on');
    await vi.waitFor(async () => expect(await view('Router')).toMatchObject({ processes: 1, drift: false }), 5000);
    live.kill(boot.agent);
    await vi.waitFor(() => expect(watch.vanished()).toEqual(['Router']), 5000);
    expect(await view('Router')).toMatchObject({ processes: 0, zombies: 1, restarts: 0 });
    await live.python([live.path('alpha/agents/router.py')]);
    expect(await view('Router')).toMatchObject({ processes: 1, zombies: 1, restarts: 1 });
  });

  it('is recognised by the port that it listens on', async () => {
    const { port = 0, pid } = await live.python([live.path('alpha/agents/old.py'), 'listen']);
    const byPort = watchOf('alpha', port);
    expect(await view('Router', byPort)).toMatchObject({ processes: 1, drift: true });
    expect(await new Listeners('/proc', () => now).ownerOf('127.0.0.1', port)).toBe(pid);
  });

  it('is told from others by who listens on a port', async () => {
    const router = await live.python([live.path('alpha/agents/router.py'), 'listen', 'worker']);
    const planner = await live.python([live.path('alpha/agents/planner.py'), 'listen']);
    await watch.scan();
    const listeners = new Listeners('/proc', () => now);
    const standing = (port: number | undefined) => standingOf('Router', '127.0.0.1', port ?? 0, listeners, watch);
    expect(await standing(router.port)).toBe('own');
    expect(await standing(planner.port)).toBe('other');
  });

  it('of another machine on the same kernel is none of this one', async () => {
    await live.python(['agents/router.py'], { cwd: live.path('beta'), name: 'Router' });
    expect(await view('Router')).toMatchObject({ processes: 0, drift: false });
    expect(await view('Router', watchOf('beta'))).toMatchObject({ processes: 1, drift: false });
  });
});
