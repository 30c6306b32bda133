import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { demoStatus, NoDemoFleetError, setDemoFault } from '../../src/simulator/control-client.js';
import { startDemoFleet } from '../../src/simulator/demo-fleet.js';
import { runDemo, type StartedDemo } from '../../src/simulator/run-demo.js';
import { agentProcesses, isRunning, machineOfItsOwn, startTestFleet, type TestFleet } from './test-fleet.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(only: readonly string[]): Promise<TestFleet> {
  const test = await startTestFleet(only);
  ends.push(test.end);
  return test;
}

async function directory(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const made = await mkdtemp(join(parent, 'simulator-'));
  ends.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

describe('the control socket', () => {
  it('is for its owner only', async () => {
    const test = await start(['RailRegistry']);
    expect((await stat(test.fleet.socketPath)).mode & 0o777).toBe(0o600);
  });

  it('brings faults and tells how agents stand', async () => {
    const test = await start(['RailRegistry', 'ClockMaster']);
    const { socketPath } = test.fleet;
    expect(await setDemoFault(socketPath, 'alpha/ClockMaster', 'degraded')).toMatchObject({ outcome: 'done' });
    expect(await demoStatus(socketPath)).toEqual(test.fleet.status());
    expect(test.status('ClockMaster').fault).toBe('degraded');
  });

  it.each([
    ['Clockmaster', 'hang', 'unknown-agent', 'did you mean ClockMaster?'],
    ['ClockMaster', 'hung', 'unknown-fault', 'did you mean hang?'],
  ])('refuses %s %s', async (agent, fault, code, hint) => {
    const test = await start(['ClockMaster']);
    const outcome = await setDemoFault(test.fleet.socketPath, agent, fault);
    expect(outcome).toMatchObject({ outcome: 'refused', code, message: expect.stringContaining(hint) });
  });

  it('is missed where no fleet runs', async () => {
    const path = join(tmpdir(), 'no-such-fleet', 'demo.sock');
    expect(await setDemoFault(path, 'A', 'hang')).toMatchObject({ outcome: 'refused', code: 'no-demo' });
    await expect(demoStatus(path)).rejects.toThrow(NoDemoFleetError);
  });

  it('belongs to one fleet at a time', async () => {
    const test = await start(['ClockMaster']);
    const second = startDemoFleet({
      runDirectory: test.runDirectory,
      machines: [machineOfItsOwn()],
      only: ['ClockMaster'],
    });
    await expect(second).rejects.toThrow(`another demo fleet has ${test.fleet.socketPath}`);
    expect(await demoStatus(test.fleet.socketPath)).toHaveLength(1);
  });
});

describe('the end of a fleet', () => {
  it('leaves nothing behind, whatever faults are on', async () => {
    const test = await start(['RailRegistry', 'ClockMaster', 'TopologyStore', 'MessageExchange', 'TariffReader']);
    await test.fleet.setFault('RailRegistry', 'hang');
    await test.fleet.setFault('ClockMaster', 'imposter');
    await test.fleet.setFault('TopologyStore', 'duplicate');
    await test.fleet.setFault('MessageExchange', 'restart-loop', { ms: 20 });
    await test.fleet.setFault('TariffReader', 'refuse');
    // One may just be between two lives.
    expect(agentProcesses(test.machine).length).toBeGreaterThanOrEqual(6);
    await test.fleet.stop();
    expect(agentProcesses(test.machine)).toEqual([]);
    await expect(demoStatus(test.fleet.socketPath)).rejects.toThrow(NoDemoFleetError);
    expect(await test.fleet.setFault('RailRegistry', 'clear')).toMatchObject({ code: 'not-possible' });
  });

  it('comes by force to an agent that takes no notice', async () => {
    const test = await start(['RailRegistry']);
    const { pid } = test.status('RailRegistry');
    if (pid === null) throw new Error('it does not run');
    process.kill(pid, 'SIGSTOP');
    // Stopped, a process takes no signal but SIGKILL.
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') T '));
    await test.fleet.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('comes with the signal in the foreground', async () => {
    const runDirectory = await directory(tmpdir());
    const machine = machineOfItsOwn();
    const end = new AbortController();
    const started: StartedDemo[] = [];
    const run = runDemo({
      runDirectory,
      machines: [machine],
      only: ['RailRegistry', 'ClockMaster'],
      signal: end.signal,
      started: (fleet) => started.push(fleet),
    });
    await vi.waitFor(() => expect(started).toHaveLength(1), { timeout: 10_000 });
    expect(agentProcesses(machine)).toHaveLength(2);
    end.abort();
    await run;
    expect(agentProcesses(machine)).toEqual([]);
    expect(started[0]?.agents.map(({ agent, state }) => `${agent} ${state}`)).toEqual([
      'RailRegistry running',
      'ClockMaster running',
    ]);
  });

  it('comes also when the supervisor is killed', async () => {
    const sources = fileURLToPath(new URL('../../src/simulator', import.meta.url));
    // Inside the project, so that the compiled files find its packages.
    const compiled = await directory(fileURLToPath(new URL('../../.fleetwatch', import.meta.url)));
    await writeFile(join(compiled, 'package.json'), '{"type":"module"}');
    for (const file of await readdir(sources)) {
      const { outputText } = ts.transpileModule(await readFile(join(sources, file), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
      });
      await writeFile(join(compiled, file.replace(/\.ts$/, '.js')), outputText);
    }
    const runDirectory = await directory(tmpdir());
    const machine = machineOfItsOwn();
    const options = {
      runDirectory,
      machines: [machine],
      only: ['RailRegistry', 'ClockMaster', 'TariffReader'],
    };
    await writeFile(
      join(compiled, 'start.js'),
      `import { startDemoFleet } from './demo-fleet.js';
       const fleet = await startDemoFleet(${JSON.stringify(options)});
       await fleet.setFault('RailRegistry', 'hang');
       await fleet.setFault('ClockMaster', 'duplicate');
       await fleet.setFault('TariffReader', 'accept-queue');
       console.log('started');`,
    );
    const supervisor = spawn(process.execPath, [join(compiled, 'start.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    ends.push(async () => supervisor.kill('SIGKILL'));
    await once(supervisor.stdout, 'data');
    expect(agentProcesses(machine)).toHaveLength(5);
    supervisor.kill('SIGKILL');
    await vi.waitFor(() => expect(agentProcesses(machine)).toEqual([]), { timeout: 10_000 });

    // The socket that the killed supervisor left is no hindrance.
    const next = await startDemoFleet(options);
    ends.push(() => next.stop());
    expect(await demoStatus(next.socketPath)).toHaveLength(3);
  });
});
