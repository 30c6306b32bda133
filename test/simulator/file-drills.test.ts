import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyDemoFleet } from '../../src/simulator/copy.js';
import { startDemoFleet } from '../../src/simulator/demo-fleet.js';
import { agentsOf } from '../../src/simulator/startup-file.js';
import { copiedMachine, startCopiedFleet, startTestFleet, type TestFleet } from './test-fleet.js';

const agent = 'ClockMaster';

let test: TestFleet;
let script: string;
beforeAll(async () => {
  test = await startCopiedFleet([agent, 'RailRegistry'], async (run) => {
    await mkdir(join(run, 'views/beta'), { recursive: true });
    await cp(join(run, 'fleet/alpha/startup_config.yaml'), join(run, 'views/beta/alpha.yaml'));
  });
  script = join(test.machine.projectRoot, 'agents/core_services/clock_master.py');
});
afterAll(() => test.end());

/** Every file of the copied fleet and of the other machine's view, with its content. */
async function everyFile(): Promise<Map<string, string>> {
  const folders = ['fleet', 'views'].map((name) => join(test.runDirectory, name));
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) found.set(path, await readFile(path, 'utf8'));
    }
  }
  return found;
}

/** What differs from `before`, by path. */
async function changesSince(before: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await everyFile();
  const paths = new Set([...before.keys(), ...now.keys()]);
  return [...paths]
    .filter((path) => before.get(path) !== now.get(path))
    .map((path) => path.slice(test.runDirectory.length + 1));
}

describe('faults of files', () => {
  it.each([
    { fault: 'script-missing', changed: 'fleet/alpha/agents/core_services/clock_master.py' },
    { fault: 'adoption-syntax', changed: 'fleet/alpha/agents/core_services/clock_master.py' },
    { fault: 'file-changed', changed: 'fleet/alpha/startup_config.yaml' },
    { fault: 'disagree', changed: 'views/beta/alpha.yaml' },
    { fault: 'leak-config', changed: 'fleet/alpha/agents/core_services/clock_master.yaml' },
  ])('$fault changes $changed alone, the agent runs on, and clear puts it back', async ({ fault, changed }) => {
    const before = await everyFile();
    const { pid } = test.status(agent);
    expect(await test.fleet.setFault(agent, fault)).toMatchObject({ outcome: 'done' });
    expect(await changesSince(before)).toEqual([changed]);
    expect(test.status(agent)).toMatchObject({ state: 'running', pid, fault });
    expect(await test.fleet.setFault(agent, 'clear')).toMatchObject({ outcome: 'done' });
    expect(await changesSince(before)).toEqual([]);
  });

  it('script-missing: there is no script', async () => {
    await test.fleet.setFault(agent, 'script-missing');
    expect(existsSync(script)).toBe(false);
    await test.fleet.setFault(agent, 'clear');
  });

  it('adoption-syntax: Python itself refuses the script', async () => {
    await test.fleet.setFault(agent, 'adoption-syntax');
    const run = spawnSync('python3', ['-B', script], { encoding: 'utf8' });
    expect(run.stderr).toContain('SyntaxError');
    await test.fleet.setFault(agent, 'clear');
  });

  it.each(['file-changed', 'disagree'])('%s: nothing but the need for the agent differs', async (fault) => {
    const file = fault === 'disagree' ? 'views/beta/alpha.yaml' : 'fleet/alpha/startup_config.yaml';
    const read = async () => readFile(join(test.runDirectory, file), 'utf8');
    const before = await read();
    await test.fleet.setFault(agent, fault);
    const after = await read();
    expect(agentsOf(after, test.machine)).toEqual(agentsOf(before, test.machine));
    const lines = (text: string) => text.split('\n').map((line) => line.trim());
    const changed = lines(after).filter((line, index) => line !== lines(before)[index]);
    expect(changed).toEqual(['required: false']);
    await test.fleet.setFault(agent, 'clear');
  });

  it('lets one fault at a time change a file', async () => {
    await test.fleet.setFault(agent, 'file-changed');
    expect(await test.fleet.setFault('RailRegistry', 'file-changed')).toMatchObject({
      code: 'not-possible',
      message: expect.stringContaining('is changed by another fault already'),
    });
    await test.fleet.setFault(agent, 'clear');
    expect(await test.fleet.setFault('RailRegistry', 'file-changed')).toMatchObject({ outcome: 'done' });
    await test.fleet.setFault('RailRegistry', 'clear');
  });

  it('puts files back when the fleet stops', async () => {
    const other = await startCopiedFleet([agent]);
    const file = join(other.machine.projectRoot, 'agents/core_services/clock_master.py');
    const before = await readFile(file, 'utf8');
    await other.fleet.setFault(agent, 'script-missing');
    await other.fleet.stop();
    expect(await readFile(file, 'utf8')).toBe(before);
    await other.end();
  });

  it('puts back what a killed supervisor left, before agents are read', async () => {
    const other = await startCopiedFleet([agent]);
    await other.fleet.stop();
    // As a supervisor leaves it that is killed under `script-missing` and `file-changed`.
    const places = ['fleet/alpha/agents/core_services/clock_master.py', 'fleet/alpha/startup_config.yaml'];
    for (const place of places) {
      await cp(join(other.runDirectory, place), join(other.runDirectory, 'originals', place));
      await writeFile(join(other.runDirectory, place), 'no: [thing');
    }
    const options = { runDirectory: other.runDirectory, machines: [other.machine], only: [agent] };
    const next = await startDemoFleet(options);
    expect(next.status()).toMatchObject([{ agent, state: 'running', portsTaken: [] }]);
    expect(existsSync(join(other.runDirectory, 'originals'))).toBe(false);
    await next.stop();
    await other.end();
  });

  it('leaves a fresh copy of the demo fresh, whatever a killed supervisor left', async () => {
    const run = await mkdtemp(join(tmpdir(), 'simulator-'));
    const place = 'fleet/alpha/agents/core_services/clock_master.py';
    await mkdir(join(run, 'originals', dirname(place)), { recursive: true });
    await writeFile(join(run, 'originals', place), 'of a former release');
    const machine = copiedMachine(dirname(await copyDemoFleet(run)));
    const before = await readFile(join(run, place), 'utf8');
    const next = await startDemoFleet({ runDirectory: run, machines: [machine], only: [agent] });
    expect(await readFile(join(run, place), 'utf8')).toBe(before);
    await next.stop();
    await rm(run, { recursive: true });
  });

  it.each(['script-missing', 'file-changed', 'adoption-syntax', 'leak-config'])(
    '%s is refused where the files are not a copy in the run directory',
    async (fault) => {
      const shipped = await startTestFleet([agent]);
      expect(await shipped.fleet.setFault(agent, fault)).toMatchObject({
        outcome: 'refused',
        code: 'not-possible',
        message: expect.stringContaining('does not lie in the run directory'),
      });
      expect(shipped.status(agent)).toMatchObject({ state: 'running', fault: 'clear' });
      await shipped.end();
    },
  );

  it('disagree is refused where all machines read one file', async () => {
    const alone = await startCopiedFleet([agent]);
    expect(await alone.fleet.setFault(agent, 'disagree')).toMatchObject({
      code: 'not-possible',
      message: expect.stringContaining('all machines read one start-up file'),
    });
    await alone.end();
  });
});
