import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Identification, identify } from '../../src/processes/identify.js';
import { indexScripts } from '../../src/processes/scripts.js';
import { agent } from '../health/agents.js';
import { type FakeProcess, ProcTree } from './procTree.js';

const NOBODY = 65_534;
/** Project roots as the fixtures write them; each test has its own. */
const alpha = '<alpha>';
const link = '<link>';
const beta = '<beta>';

const agents = [
  agent('Router', { scriptPath: 'agents/router.py' }),
  agent('Planner', { scriptPath: './agents/../agents/planner.py' }),
  agent('WorkerOne', { scriptPath: 'agents/worker.py' }),
  agent('WorkerTwo', { scriptPath: 'agents/worker.py' }),
  agent('Linked', { scriptPath: 'agents/linked.py' }),
];

let tree: ProcTree;
let folder: string;
beforeEach(() => {
  tree = new ProcTree();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fleetwatch-roots-')));
  for (const root of ['alpha', 'beta']) {
    mkdirSync(join(folder, root, 'agents'), { recursive: true });
    for (const script of ['router', 'planner', 'worker', 'other']) {
      writeFileSync(join(folder, root, 'agents', `${script}.py`), '');
    }
  }
  symlinkSync(join(folder, 'alpha'), join(folder, 'link'));
  symlinkSync('router-v2.py', join(folder, 'alpha', 'agents', 'linked.py'));
  writeFileSync(join(folder, 'alpha', 'agents', 'router-v2.py'), '');
});
afterEach(() => {
  tree.close();
  rmSync(folder, { recursive: true });
});

/** The fixtures' names for the roots are replaced by the real paths. */
function real(text: string): string {
  return text.replace(/<(\w+)>/, (_, root: string) => join(folder, root));
}

/** Whom a process is; what else its environment says has tests of its own. */
async function look(process: Omit<FakeProcess, 'pid'>, root = alpha): Promise<Identification> {
  const { started: _, ...found } = await lookClosely(process, root);
  return found;
}

function lookClosely(process: Omit<FakeProcess, 'pid'>, root = alpha): Promise<Identification> {
  const argv = (process.argv ?? []).map(real);
  tree.set({ ...process, pid: 7, argv, ...(process.cwd === undefined ? {} : { cwd: real(process.cwd) }) });
  const index = indexScripts(real(root), agents, [real(beta)]);
  return identify(tree.root, 7, index, new Map(agents.map((each) => [each.name, each])));
}

const byScript = (name: string): Identification => ({
  match: { agent: name, evidence: 'script', drift: false },
  gap: false,
});
const drifted = (name: string): Identification => ({
  match: { agent: name, evidence: 'environment', drift: true },
  gap: false,
});
const nobody: Identification = { match: undefined, gap: false };
const unconfigured = (script: string): Identification => ({ match: undefined, unconfigured: script, gap: false });
const named = (AGENT_NAME: string) => ({ PATH: '/bin', AGENT_NAME, SECRET: 'x' });

interface Case {
  readonly name: string;
  readonly process: Omit<FakeProcess, 'pid'>;
  readonly is: Identification;
  readonly root?: string;
}

const cases: readonly Case[] = [
  { name: 'an absolute script', process: { argv: ['python3', `${alpha}/agents/router.py`] }, is: byScript('Router') },
  {
    name: 'a script whose configured path has detours',
    process: { argv: ['python3', `${alpha}/agents/planner.py`] },
    is: byScript('Planner'),
  },
  {
    name: 'a script whose path in the command line has detours',
    process: { argv: ['python3', `${alpha}/bin/../agents/planner.py`] },
    is: byScript('Planner'),
  },
  {
    name: 'a script behind options',
    process: { argv: ['/usr/bin/python3.11', '-u', '-X', 'dev', `${alpha}/agents/router.py`, '--verbose'] },
    is: byScript('Router'),
  },
  {
    name: 'a relative script',
    process: { argv: ['python3', 'agents/router.py'], cwd: alpha },
    is: byScript('Router'),
  },
  {
    name: 'a relative script below the root',
    process: { argv: ['python3', 'router.py'], cwd: `${alpha}/agents` },
    is: byScript('Router'),
  },
  {
    name: 'the same relative script elsewhere',
    process: { argv: ['python3', 'agents/router.py'], cwd: '/srv' },
    is: nobody,
  },
  { name: 'a relative script of who knows where', process: { argv: ['python3', 'agents/router.py'] }, is: nobody },
  {
    name: 'a root that is a link, and a process started through it',
    root: link,
    process: { argv: ['python3', `${link}/agents/router.py`] },
    is: byScript('Router'),
  },
  {
    name: 'a root that is a link, and a process started past it',
    root: link,
    process: { argv: ['python3', `${alpha}/agents/router.py`] },
    is: byScript('Router'),
  },
  {
    name: 'a process started through a link to the root',
    process: { argv: ['python3', `${link}/agents/router.py`] },
    is: byScript('Router'),
  },
  {
    name: 'a script that is a link, and a process started past it',
    process: { argv: ['python3', `${alpha}/agents/router-v2.py`] },
    is: byScript('Linked'),
  },
  {
    name: 'a script with nothing in the environment that names it',
    process: { argv: ['python3', `${alpha}/agents/router.py`], environment: { PATH: '/bin' } },
    is: byScript('Router'),
  },
  {
    name: 'a shared script, told apart by name',
    process: { argv: ['python3', `${alpha}/agents/worker.py`], environment: named('WorkerTwo') },
    is: byScript('WorkerTwo'),
  },
  {
    name: 'a shared script without a name',
    process: { argv: ['python3', `${alpha}/agents/worker.py`] },
    is: unconfigured('agents/worker.py'),
  },
  {
    name: 'a shared script with the name of nobody',
    process: { argv: ['python3', `${alpha}/agents/worker.py`], environment: named('WorkerThree') },
    is: unconfigured('agents/worker.py'),
  },
  {
    name: 'a shared script with the name of an agent that has another',
    process: { argv: ['python3', `${alpha}/agents/worker.py`], environment: named('Router') },
    is: drifted('Router'),
  },
  {
    name: 'the script of one agent under the name of another',
    process: { argv: ['python3', `${alpha}/agents/router.py`], environment: named('Planner') },
    is: { ...byScript('Router'), claim: 'Planner' },
  },
  {
    name: 'an unknown script under a name',
    process: { argv: ['python3', `${alpha}/agents/other.py`], environment: named('Router') },
    is: drifted('Router'),
  },
  {
    name: 'a module under a name',
    process: { argv: ['python3', '-m', 'agents.router'], environment: named('Router') },
    is: drifted('Router'),
  },
  {
    name: 'an unknown script under no known name',
    process: { argv: ['python3', '/srv/a.py'], environment: named('Nobody') },
    is: nobody,
  },
  {
    name: 'a script of the project under no known name',
    process: { argv: ['python3', `${alpha}/agents/other.py`], environment: named('Nobody') },
    is: unconfigured('agents/other.py'),
  },
  {
    name: 'a relative script of the project under no known name, started through a link',
    root: link,
    process: { argv: ['python3', '-u', 'agents/other.py'], cwd: alpha, environment: named('Nobody') },
    is: unconfigured('agents/other.py'),
  },
  {
    name: 'a script of the project under no name: a tool',
    process: { argv: ['python3', `${alpha}/agents/other.py`], environment: { PATH: '/bin' } },
    is: nobody,
  },
  {
    name: 'a module under no known name',
    process: { argv: ['python3', '-m', 'agents.other'], environment: named('Nobody') },
    is: nobody,
  },
  {
    name: "a script of another machine's project under no known name",
    process: { argv: ['python3', `${beta}/agents/other.py`], environment: named('Nobody') },
    is: nobody,
  },
  {
    name: 'a program that inherited the name',
    process: { argv: ['ffmpeg', '-i', 'in.mp4'], environment: named('Router') },
    is: nobody,
  },
  {
    name: 'an editor on the script',
    process: { argv: ['vim', `${alpha}/agents/router.py`], environment: named('Router') },
    is: nobody,
  },
  {
    name: 'a wrapper around the interpreter',
    process: { argv: ['timeout', '60', 'python3', `${alpha}/agents/router.py`], environment: named('Router') },
    is: nobody,
  },
  {
    name: 'a tool that is given the script',
    process: { argv: ['python3', '/usr/bin/linter.py', `${alpha}/agents/router.py`] },
    is: nobody,
  },
  {
    name: "another machine's fleet on the same kernel",
    process: { argv: ['python3', `${beta}/agents/router.py`], environment: named('Router') },
    is: nobody,
  },
  {
    name: "another machine's fleet, started relatively",
    process: { argv: ['python3', 'agents/router.py'], cwd: beta, environment: named('Router') },
    is: nobody,
  },
  { name: 'no command line', process: { argv: [], environment: named('Router') }, is: nobody },
];

describe('a process is recognised by', () => {
  it.each(cases)('$name', async ({ process, is, root }) => {
    expect(await look(process, root)).toEqual(is);
  });
});

describe('what the environment of a process says', () => {
  it.each([
    { environment: { AGENT_PORT: '7200', HEALTH_CHECK_PORT: '8200' }, says: { port: 7200, healthCheckPort: 8200 } },
    { environment: { AGENT_NAME: 'Planner' }, says: { name: 'Planner' } },
    { environment: { AGENT_PORT: '0', HEALTH_CHECK_PORT: '65536' }, says: {} },
    { environment: { AGENT_PORT: ' 7200', HEALTH_CHECK_PORT: 'tcp://x:1' }, says: {} },
    { environment: {}, says: {} },
  ])('$environment', async ({ environment, says }) => {
    const { started } = await lookClosely({ argv: ['python3', `${alpha}/agents/router.py`], environment });
    expect(started).toEqual(says);
  });
});

describe('roots one below the other', () => {
  it.each([
    { own: '/srv', other: '/srv/beta', script: '/srv/beta/a.py', agentName: undefined },
    { own: '/srv/alpha', other: '/srv', script: '/srv/alpha/b.py', agentName: 'Router' },
    { own: '/srv', other: '/srv', script: '/srv/b.py', agentName: 'Router' },
    { own: '/srv/a', other: '/srv/ab', script: '/srv/abc/b.py', agentName: 'Router' },
  ])('$own beside $other: $script', async ({ own, other, script, agentName }) => {
    tree.set({ pid: 7, argv: ['python3', script], environment: named('Router') });
    const known = new Map(agents.map((each) => [each.name, each]));
    const { match } = await identify(tree.root, 7, indexScripts(own, agents, [other]), known);
    expect(match?.agent).toBe(agentName);
  });
});

describe('a process that ends while it is looked at', () => {
  it.each(['cmdline', 'environ', 'cwd'])('is nobody without %s', async (file) => {
    tree.set({
      pid: 7,
      argv: ['python3', 'agents/worker.py'],
      cwd: join(folder, 'alpha'),
      environment: named('WorkerOne'),
    });
    tree.removeFile(7, file);
    const known = new Map(agents.map((each) => [each.name, each]));
    const index = indexScripts(join(folder, 'alpha'), agents);
    expect(await identify(tree.root, 7, index, known)).toEqual(nobody);
  });
});

describe('a process that may not be looked into', () => {
  // Root is refused nothing, so these run as a user who is.
  beforeEach(() => {
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
  });
  afterEach(() => {
    if (process.getuid?.() === 0) process.seteuid?.(0);
  });

  it.each([
    { name: 'script without environment', argv: ['python3', `${alpha}/agents/router.py`], is: byScript('Router') },
    {
      name: 'shared script without environment',
      argv: ['python3', `${alpha}/agents/worker.py`],
      is: { match: undefined, gap: true },
    },
    { name: 'unknown script without environment', argv: ['python3', '/srv/a.py'], is: { match: undefined, gap: true } },
    { name: 'no interpreter', argv: ['sleep', '9'], is: nobody },
  ])('$name', async ({ argv, is }) => {
    if (process.getuid?.() === 0) process.seteuid?.(0);
    tree.set({ pid: 7, argv: argv.map(real), environment: named('WorkerOne') });
    tree.deny(7, 'environ');
    const index = indexScripts(join(folder, 'alpha'), agents);
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
    expect(await identify(tree.root, 7, index, new Map(agents.map((each) => [each.name, each])))).toEqual(is);
  });
});
