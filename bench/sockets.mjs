/** What a look at ports, sockets and processes costs, by how many there are: real sockets, in real processes. */

import { setTimeout as delay } from 'node:timers/promises';
import { start, untilReady } from './child.mjs';
import { projectFolder } from './context.mjs';
import { someNetwork } from './loopback.mjs';
import { row } from './report.mjs';
import { within } from './scope.mjs';
import { median } from './statistics.mjs';

/** Processes, each with 5 sockets: a listener and both ends of two connections. */
const sizes = [250, 500, 1000];
const pairs = 2;
const socketsEach = 1 + 2 * pairs;
/** As many of the processes as a large machine has agents. */
const agentCount = 77;
const firstNote = 'reads every command line and environment, here all of Python, and every descriptor, once';
const rounds = 12;
const warmUp = 3;

/** @param {import('./context.mjs').Context} context */
export async function sockets(context) {
  const found = [];
  for (const count of sizes) {
    const taken = await within((defer) => measure({ ...context, defer }, count));
    context.say(`${count} processes: ${milliseconds(taken.first)} first, ${milliseconds(taken.later)} later`);
    found.push({ count, ...taken });
  }
  const [small, , large] = found;
  const grown = large.count / small.count;
  return [
    ...found.flatMap(({ count, first, later }) => {
      const size = `${count * socketsEach} sockets of ${count} processes`;
      return [
        row({ part: 'sockets', figure: `CPU of a look, ${size}`, unit: 's', ours: later, aim: { atMost: 0.1 } }),
        row({ part: 'sockets', figure: `CPU of the first look, ${size}`, unit: 's', ours: first, note: firstNote }),
      ];
    }),
    row({
      part: 'sockets',
      figure: `growth of a look, ${grown} times the sockets and processes`,
      unit: '',
      ours: large.later / small.later,
      aim: { atMost: grown },
    }),
  ];
}

async function measure(context, count) {
  const pids = await startHolders(context, count);
  const taken = [];
  const first = [];
  for (let round = -warmUp; round < rounds; round++) {
    const watch = await watchOver(context, pids.slice(0, agentCount));
    const before = await cpuOf(watch.look);
    // A process is looked at once more when it is some seconds old.
    await watch.look();
    const after = await cpuOf(watch.look);
    if (round >= 0) first.push(before);
    if (round >= 0) taken.push(after);
    await delay(20);
  }
  return { first: median(first), later: median(taken) };
}

/** CPU seconds of this process, user and system, while `work` runs. */
async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function startHolders({ defer, say }, count) {
  say(`starting ${count} processes with ${socketsEach} sockets each`);
  const script = `${projectFolder}bench/socket-holders.py`;
  const numbers = [count, pairs, someNetwork()].map(String);
  const holders = await start(defer, 'python3', [script, ...numbers], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => holders.child.once('exit', resolve));
  defer(() => {
    holders.child.stdin.destroy();
    return ended;
  });
  let said = '';
  holders.child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  await untilReady(holders, async () => said.endsWith('\n'));
  return said.trim().split(' ').map(Number);
}

/** All that looks at processes, ports and sockets of one machine, new, with its clock put forward at each look. */
async function watchOver({ moduleUrl }, agentPids) {
  const [{ PortOwners }, { ProcessWatch }, { RestartCounter }, { indexScripts }] = await modules(moduleUrl, [
    ...['processes/portOwners.js', 'processes/watch.js', 'processes/restarts.js', 'processes/scripts.js'],
  ]);
  const [{ SocketTable }, { PortWatch }, { SocketWatch }] = await modules(moduleUrl, [
    ...['sockets/socketTable.js', 'sockets/portWatch.js', 'sockets/socketWatch.js'],
  ]);
  let elapsed = 0;
  const now = () => elapsed;
  const agents = agentPids.map((_pid, index) => agentAt(index));
  const processes = new ProcessWatch({ procRoot: '/proc', now, restarts: new RestartCounter('/nowhere') });
  processes.setAgents('/nowhere', '127.0.1.1', agents);
  const table = new SocketTable('/proc', now);
  const pids = new Map(agentPids.map((pid, index) => [pid, agentAt(index).name]));
  const ports = new PortWatch({
    procRoot: '/proc',
    table,
    owners: new PortOwners('/proc', now),
    processes,
    agentPids: async () => pids,
    plan: () => planFor(agents, indexScripts('/nowhere', [])),
    ephemeralPorts: async () => ({ first: 32_768, last: 60_999 }),
    opensDerived: () => true,
  });
  const names = agents.map(({ name }) => name);
  const seen = new SocketWatch({
    procRoot: '/proc',
    table,
    agents: () => names,
    agentPids: async () => pids,
    now,
  });
  const look = async () => {
    elapsed += 15_000;
    await processes.scan();
    const { states } = await ports.look();
    const { agents: views } = await seen.look();
    const own = views.reduce((sum, { states: { established } }) => sum + established, 0);
    const all = states.reduce((sum, { sockets: counted }) => sum + counted, 0);
    // One of other programs' sockets that changes meanwhile may hide one of ours from the reader of the table.
    if (own < agentPids.length * 2 * pairs * 0.95)
      throw new Error(`${own} connections of ${agentPids.length} agents found`);
    return all;
  };
  return { look };
}

function modules(moduleUrl, names) {
  return Promise.all(names.map((name) => import(moduleUrl(name))));
}

/** An address in the range counts for nobody but the machine: with any other one, all listeners would be left out. */
function planFor(agents, roots) {
  return {
    agents,
    machinePorts: [],
    derivedPorts: [{ name: 'http_health', from: 'health_check_port', offset: 1 }],
    range: { first: 5000, last: 9000 },
    otherPorts: new Set(),
    address: '192.0.2.1',
    otherAddresses: new Set(),
    roots,
  };
}

function agentAt(index) {
  return {
    machine: 'bench',
    name: `Agent${index}`,
    group: 'bench',
    scriptPath: `agents/agent_${index}.py`,
    host: undefined,
    port: 5000 + index,
    healthCheckPort: 6000 + 2 * index,
    required: true,
    dependencies: [],
    place: { kind: 'file', file: 'startup_config.yaml', line: 1, column: 1 },
  };
}

function milliseconds(seconds) {
  return `${(seconds * 1000).toFixed(1)} ms`;
}
