import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RestartCounter } from '../../src/processes/restarts.js';
import { ProcessWatch } from '../../src/processes/watch.js';
import { agent } from '../health/agents.js';
import { type FakeProcess, ProcTree } from './procTree.js';

const root = '/srv/alpha';
const agents = [agent('Router', { port: 7200 }), agent('Planner', { port: 7210 })];

let tree: ProcTree;
let watch: ProcessWatch;
beforeEach(() => {
  tree = new ProcTree();
  watch = new ProcessWatch({ procRoot: tree.root, now: () => 1_000_000, restarts: new RestartCounter('/nowhere') });
  watch.setAgents(root, '127.0.0.1', agents, ['/srv/beta']);
});
afterEach(() => tree.close());

function run(pid: number, script: string, environment: Record<string, string>, said: Partial<FakeProcess> = {}): void {
  tree.set({ pid, argv: ['python3', `${root}/${script}`], environment, ...said });
}

/** Ports of the agents that were moved, as `Agent role 1 (2 configured)`. */
async function moved(): Promise<string[]> {
  const { agents: drifts } = await watch.drift();
  return drifts.flatMap(({ agent: { name }, ports }) =>
    ports.map(({ role, started, configured }) => `${name} ${role} ${started} (${configured} configured)`),
  );
}

describe('ports that are not the configured ones', () => {
  const started = (ports: Record<string, string>) => ({ AGENT_NAME: 'Router', ...ports });

  it.each([
    { name: 'the same', environment: started({ AGENT_PORT: '7200', HEALTH_CHECK_PORT: '8200' }), is: [] },
    { name: 'not said', environment: started({}), is: [] },
    { name: 'no ports', environment: started({ AGENT_PORT: 'x' }), is: [] },
    {
      name: 'another service port',
      environment: started({ AGENT_PORT: '7999', HEALTH_CHECK_PORT: '8200' }),
      is: ['Router port 7999 (7200 configured)'],
    },
    {
      name: 'both',
      environment: started({ AGENT_PORT: '7999', HEALTH_CHECK_PORT: '8999' }),
      is: ['Router port 7999 (7200 configured)', 'Router health_check_port 8999 (8200 configured)'],
    },
    {
      name: 'inherited from the agent that started it',
      environment: { AGENT_NAME: 'Planner', AGENT_PORT: '7210', HEALTH_CHECK_PORT: '8210' },
      planner: true,
      is: [],
    },
  ])('$name', async ({ environment, is, planner }) => {
    if (planner) run(9, 'agents/planner.py', environment);
    run(10, 'agents/router.py', environment);
    expect(await moved()).toEqual(is);
  });

  it('has every agent, in order, with the process where it runs', async () => {
    run(10, 'agents/planner.py', {});
    const { agents: drifts } = await watch.drift();
    expect(drifts.map(({ agent: { name }, stat }) => [name, stat?.pid])).toEqual([
      ['Router', undefined],
      ['Planner', 10],
    ]);
  });

  it('follows a restart', async () => {
    run(10, 'agents/router.py', started({ AGENT_PORT: '7999' }));
    expect(await moved()).toHaveLength(1);
    tree.remove(10);
    run(11, 'agents/router.py', started({ AGENT_PORT: '7200' }));
    expect(await moved()).toEqual([]);
  });
});

describe('processes of no configured agent', () => {
  const stray = { AGENT_NAME: 'Stray', AGENT_PORT: '7999', HEALTH_CHECK_PORT: '8999' };
  const found = async () =>
    (await watch.drift()).unconfigured.map(({ stat, script, portOf }) => [stat.pid, script, portOf]);

  it('are found with their script, the oldest first', async () => {
    run(20, 'tools/new.py', stray, { startTicks: 9000 });
    run(21, 'agents/old.py', stray, { startTicks: 8000 });
    run(10, 'agents/router.py', { AGENT_NAME: 'Router' });
    expect(await found()).toEqual([
      [21, 'agents/old.py', undefined],
      [20, 'tools/new.py', undefined],
    ]);
  });

  it.each([
    { port: 'AGENT_PORT', value: '7210' },
    { port: 'AGENT_PORT', value: '8210' },
    { port: 'HEALTH_CHECK_PORT', value: '8210' },
  ])('say whose port they were given as $port: $value', async ({ port, value }) => {
    run(20, 'tools/new.py', { ...stray, [port]: value });
    expect(await found()).toEqual([[20, 'tools/new.py', 'Planner']]);
  });

  it('do not count their own workers', async () => {
    run(20, 'tools/new.py', stray);
    run(21, 'tools/new.py', stray, { parent: 20 });
    expect(await found()).toEqual([[20, 'tools/new.py', undefined]]);
  });

  it('are none when they have ended', async () => {
    run(20, 'tools/new.py', stray);
    expect(await found()).toHaveLength(1);
    run(20, 'tools/new.py', stray, { state: 'Z' });
    expect(await found()).toEqual([]);
    tree.remove(20);
    expect(await found()).toEqual([]);
  });

  it('are agents again as soon as the fleet knows them', async () => {
    run(20, 'tools/new.py', stray);
    expect(await found()).toHaveLength(1);
    watch.setAgents(root, '127.0.0.1', [...agents, agent('Stray', { scriptPath: 'tools/new.py', port: 7999 })]);
    expect(await found()).toEqual([]);
    watch.setAgents(root, '127.0.0.1', agents);
    expect(await found()).toHaveLength(1);
  });

  it('are none below a project root that another machine has too', async () => {
    watch.setAgents(root, '127.0.0.1', agents, [root]);
    run(20, 'tools/new.py', stray);
    expect(await found()).toEqual([]);
  });
});

it('is seen by one scan, however many ask at a time', async () => {
  run(10, 'agents/router.py', { AGENT_NAME: 'Router' });
  const [views, drift, again] = await Promise.all([watch.scan(), watch.drift(), watch.scan()]);
  expect(again).toBe(views);
  expect(drift.agents[0]?.stat?.pid).toBe(10);
});
