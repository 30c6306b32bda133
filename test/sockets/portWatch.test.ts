import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultAuditSettings } from '../../src/audits/settings.js';
import { PortOwners } from '../../src/processes/portOwners.js';
import { RestartCounter } from '../../src/processes/restarts.js';
import { indexScripts } from '../../src/processes/scripts.js';
import { ProcessWatch } from '../../src/processes/watch.js';
import type { PortPlan } from '../../src/sockets/plan.js';
import { holderText, type PortView } from '../../src/sockets/portView.js';
import { PortWatch } from '../../src/sockets/portWatch.js';
import { SocketTable } from '../../src/sockets/socketTable.js';
import { listPids } from '../../src/system/pids.js';
import { agentNamed } from '../collectors/collect.js';
import { ProcTree } from '../processes/procTree.js';
import { type Socket, writeSockets } from './socketLines.js';

const root = '/opt/alpha';
const router = agentNamed('Router', { port: 7200, healthCheckPort: 8200 });
const planner = agentNamed('Planner', { port: 7210, healthCheckPort: 8210 });
const script = (name: string, folder = root) => ['python3', `${folder}/agents/${name}.py`];
const plan: PortPlan = {
  agents: [router, planner],
  machinePorts: [{ key: 'error_bus_port', port: 7150 }],
  derivedPorts: defaultAuditSettings.derivedPorts,
  range: { first: 7000, last: 8999 },
  otherPorts: new Set([7877]),
  address: '127.0.1.1',
  otherAddresses: new Set(['127.0.1.2']),
  roots: indexScripts(root, [], ['/opt/beta']),
};

let tree: ProcTree;
let now: number;
let watch: PortWatch;
let processes: ProcessWatch;
beforeEach(() => {
  tree = new ProcTree();
  now = 1_000_000;
  processes = new ProcessWatch({ procRoot: tree.root, now: () => now, restarts: new RestartCounter('/nowhere') });
  processes.setAgents(root, plan.address, plan.agents, ['/opt/beta']);
  watch = watchWith();
  tree.set({ pid: 10, argv: script('router'), sockets: [100, 101, 102, 103] });
  tree.set({ pid: 20, argv: script('planner'), sockets: [200, 201, 202, 203] });
});
afterEach(() => tree.close());

function watchWith(opensDerived: (agent: string) => boolean = () => true, current: () => PortPlan = () => plan) {
  return new PortWatch({
    procRoot: tree.root,
    table: new SocketTable(tree.root, () => now),
    owners: new PortOwners(tree.root, () => now),
    processes,
    agentPids,
    plan: current,
    ephemeralPorts: async () => ({ first: 32_768, last: 60_999 }),
    opensDerived,
  });
}

async function agentPids(): Promise<Map<number, string>> {
  await processes.scan();
  const found = await Promise.all(listPids(tree.root).map(async (pid) => [pid, await processes.agentOf(pid)] as const));
  return new Map(found.flatMap(([pid, agent]) => (agent === undefined ? [] : [[pid, agent] as const])));
}

const routers: readonly Socket[] = [
  { localPort: 7200, inode: 100 },
  { localPort: 8200, inode: 101 },
  { localPort: 8201, inode: 102 },
];
const planners: readonly Socket[] = [
  { localPort: 7210, inode: 200 },
  { localPort: 8210, inode: 201 },
  { localPort: 8211, inode: 202 },
];

async function look(...sockets: readonly Socket[]): Promise<PortView> {
  writeSockets(tree.root, sockets);
  now += 15_000;
  return watch.look();
}

const wrong = (view: PortView) =>
  view.roles
    .filter(({ state }) => state !== 'listening')
    .map(({ agent, role, state, holder }) =>
      [agent.name, role, state, holder && holderText(holder)].filter(Boolean).join(' '),
    );
const rogue = (view: PortView) => view.rogue.map(({ port, holder }) => `${port} ${holderText(holder)}`);

describe('the ports of agents', () => {
  it('are all open where all is well', async () => {
    const view = await look(...routers, ...planners);
    expect(view.roles.map(({ agent, role, state }) => `${agent.name} ${role} ${state}`)).toEqual([
      'Router port listening',
      'Router health_check_port listening',
      'Router http_health listening',
      'Planner port listening',
      'Planner health_check_port listening',
      'Planner http_health listening',
    ]);
    expect(rogue(view)).toEqual([]);
    expect(view.range).toEqual({ size: 2000, used: 8, largestFree: 788 });
  });

  const [service, ...health] = routers;
  it.each([
    { what: 'nobody has', sockets: health, is: ['Router port silent'] },
    {
      what: 'a stray process has',
      stray: { pid: 30, command: 'nc', argv: ['nc', '-l', '7200'], sockets: [300] },
      sockets: [{ ...service, inode: 300 }, ...health],
      is: ['Router port taken nc (pid 30)'],
    },
    {
      what: 'another agent has',
      sockets: [{ ...service, inode: 203 }, ...health],
      is: ['Router port taken agent Planner'],
    },
    {
      what: 'its own worker has',
      stray: { pid: 30, parent: 10, argv: ['node'], sockets: [300] },
      sockets: [{ ...service, inode: 300 }, ...health],
      is: [],
    },
    {
      what: 'a stray process has on any address',
      stray: { pid: 30, command: 'nc', sockets: [300] },
      sockets: [{ ...service, family: 6, localAddress: '::', inode: 300 } as const, ...health],
      is: ['Router port taken nc (pid 30)'],
    },
    {
      what: 'it has on any address, by IPv6',
      sockets: [{ ...service, family: 6, localAddress: '::' } as const, ...health],
      is: [],
    },
    {
      what: 'it has by a mapped address',
      sockets: [{ ...service, family: 6 } as const, ...health],
      is: [],
    },
    {
      what: 'a stray process shares with it',
      stray: { pid: 30, command: 'nc', sockets: [300] },
      sockets: [...routers, { ...service, inode: 300 }],
      is: ['Router port taken nc (pid 30)'],
    },
    {
      what: 'it has while a stray one has any other address',
      stray: { pid: 30, command: 'nc', sockets: [300] },
      sockets: [...routers, { ...service, localAddress: '0.0.0.0', inode: 300 }],
      is: [],
    },
    {
      what: 'an agent of another machine on this kernel has at its own address',
      stray: { pid: 30, argv: script('router', '/opt/beta'), sockets: [300] },
      sockets: [{ ...service, localAddress: '127.0.1.2', inode: 300 }, ...health],
      is: ['Router port silent'],
    },
    {
      what: 'a process has that cannot be looked into',
      sockets: [{ ...service, inode: 999 }, ...health],
      is: ['Router port unseen'],
    },
  ])('that $what', async ({ stray, sockets, is }) => {
    if (stray !== undefined) tree.set(stray);
    const view = await look(...sockets, ...planners);
    expect(wrong(view)).toEqual(is);
    expect(rogue(view)).toEqual([]);
  });

  it('are not seen, rather than free or taken, where an agent is not known by its script', async () => {
    tree.set({ pid: 10, argv: ['python3', '/opt/old/router.py'], environment: { AGENT_NAME: 'Router' } });
    tree.set({ pid: 30, argv: ['nc'], sockets: [300] });
    expect(wrong(await look({ localPort: 7200, inode: 300 }, ...routers.slice(1), ...planners))).toContain(
      'Router port unseen',
    );
  });

  it('are taken until the other process ends', async () => {
    tree.set({ pid: 30, command: 'nc', sockets: [300] });
    const stolen = [{ localPort: 7200, inode: 300 }, ...routers.slice(1), ...planners];
    expect(wrong(await look(...stolen))).toEqual(['Router port taken nc (pid 30)']);
    expect(wrong(await look(...stolen))).toEqual(['Router port taken nc (pid 30)']);
    tree.remove(30);
    expect(wrong(await look(...routers.slice(1), ...planners))).toEqual(['Router port silent']);
    expect(wrong(await look(...routers, ...planners))).toEqual([]);
  });

  it('are those of the plan that holds now', async () => {
    let current = plan;
    watch = watchWith(
      () => true,
      () => current,
    );
    await look(...routers, ...planners);
    current = { ...plan, agents: [planner] };
    expect((await look(...routers, ...planners)).roles).toHaveLength(3);
    expect(rogue(await look(...routers, ...planners))).toEqual([
      '7200 agent Router',
      '8200 agent Router',
      '8201 agent Router',
    ]);
  });
});

describe('a derived port', () => {
  const withoutHttp = [...routers.slice(0, 2), ...planners];

  it('is unused where nobody knows that the agent opens it', async () => {
    watch = watchWith(() => false);
    expect(wrong(await look(...withoutHttp))).toEqual(['Router http_health unused']);
  });

  it('is another’s by right where the agent does not open it', async () => {
    watch = watchWith(() => false);
    expect(wrong(await look(...withoutHttp, { localPort: 8201, inode: 203 }))).toEqual(['Router http_health unused']);
  });

  it('is missed once the agent was seen to open it', async () => {
    watch = watchWith(() => false);
    await look(...routers, ...planners);
    expect(wrong(await look(...withoutHttp))).toEqual(['Router http_health silent']);
    expect(wrong(await look(...withoutHttp, { localPort: 8201, inode: 203 }))).toEqual([
      'Router http_health taken agent Planner',
    ]);
  });

  it('is missed from the start where the agent is of the base class', async () => {
    expect(wrong(await look(...withoutHttp))).toEqual(['Router http_health silent']);
  });
});

describe('rogue ports', () => {
  it.each([
    { what: 'of a stray process', sockets: [{ localPort: 7300, inode: 300 }], is: ['7300 nc (pid 30)'] },
    { what: 'of an agent', sockets: [{ localPort: 7300, inode: 103 }], is: ['7300 agent Router'] },
    {
      what: 'of a user who cannot be looked into',
      sockets: [{ localPort: 7300, inode: 999, uid: 33 }],
      is: ['7300 a process of user 33'],
    },
    {
      what: 'on any address',
      sockets: [{ localPort: 7300, inode: 300, family: 6, localAddress: '::' } as const],
      is: ['7300 nc (pid 30)'],
    },
    {
      what: 'at both families, once',
      sockets: [
        { localPort: 7300, inode: 300 },
        { localPort: 7300, inode: 301, family: 6, localAddress: '::' } as const,
      ],
      is: ['7300 nc (pid 30)'],
    },
    {
      what: 'in order',
      sockets: [
        { localPort: 7302, inode: 300 },
        { localPort: 7301, inode: 301 },
      ],
      is: ['7301 nc (pid 30)', '7302 nc (pid 30)'],
    },
    { what: 'but not outside of the range', sockets: [{ localPort: 9000, inode: 300 }], is: [] },
    { what: 'but not of the machine itself', sockets: [{ localPort: 7150, inode: 300 }], is: [] },
    { what: 'but not of fleetwatch', sockets: [{ localPort: 7877, inode: 300 }], is: [] },
    { what: 'but not of a server of this stack', sockets: [{ localPort: 8222, inode: 300 }], is: [] },
    {
      what: 'but not at another loopback address',
      sockets: [{ localPort: 7300, inode: 300, localAddress: '127.0.0.1' }],
      is: [],
    },
    {
      what: 'but not of a connection',
      sockets: [{ localPort: 7300, inode: 300, state: 'established' } as const],
      is: [],
    },
  ])('are those $what', async ({ sockets, is }) => {
    tree.set({ pid: 30, command: 'nc', sockets: [300, 301] });
    expect(rogue(await look(...routers, ...planners, ...sockets))).toEqual(is);
  });

  it('are not those of another machine’s agents on this kernel', async () => {
    tree.set({ pid: 30, argv: script('hub', '/opt/beta'), sockets: [300] });
    tree.set({ pid: 31, argv: ['python3', 'agents/hub.py'], cwd: '/opt/beta', sockets: [301] });
    const any = { localAddress: '0.0.0.0' };
    const view = await look(
      ...routers,
      ...planners,
      { ...any, localPort: 7300, inode: 300 },
      { ...any, localPort: 7301, inode: 301 },
    );
    expect(rogue(view)).toEqual([]);
  });

  it('are not what else a process has that took an agent’s port: that is one fault', async () => {
    tree.set({ pid: 30, command: 'nc', sockets: [300, 301] });
    const view = await look({ localPort: 7200, inode: 300 }, ...routers.slice(1), ...planners, {
      localPort: 7300,
      inode: 301,
    });
    expect([wrong(view), rogue(view)]).toEqual([['Router port taken nc (pid 30)'], []]);
  });
});

describe('what cannot be seen', () => {
  it('is counted', async () => {
    const view = await look(...routers, ...planners, { localPort: 7300, inode: 998 }, { localPort: 9300, inode: 999 });
    expect(view.unseen).toBe(1);
  });

  it('is the whole look without the tables', async () => {
    rmSync(join(tree.root, 'net', 'tcp'));
    await expect(watch.look()).rejects.toThrow('net/tcp is not there');
  });

  it('is no line that is broken', async () => {
    const view = await look(...routers, ...planners, { localAddress: 'x.y' });
    expect(wrong(view)).toEqual([]);
  });
});

it('a socket that the kernel shows twice counts once', async () => {
  const twice = { localPort: 7200, inode: 100 };
  const listening = (await look(twice, ...routers, ...planners)).states.filter(({ sockets }) => sockets > 0);
  expect(listening).toEqual([{ state: 'listening', family: 4, sockets: 6 }]);
});

it('sockets are counted by state and family', async () => {
  const view = await look(...routers, ...planners, { family: 6, localAddress: '::1', localPort: 1, inode: 5 });
  expect(view.states.filter(({ sockets }) => sockets > 0)).toEqual([
    { state: 'listening', family: 4, sockets: 6 },
    { state: 'listening', family: 6, sockets: 1 },
  ]);
  expect(view.states).toHaveLength(26);
});
