import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { summarize } from '../../src/simulator/run-demo.js';
import { readStartupFile } from '../../src/simulator/startup-file.js';
import { askHttp, askTcp, askZeromq, objectIn } from './asking.js';
import { machineOfItsOwn, startTestFleet, type TestFleet } from './test-fleet.js';

const agent = 'RailRegistry';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts the agent while a stranger has its port `offset` above the health port. */
async function startNextToStranger(offset: 0 | 1): Promise<{ test: TestFleet; stranger: Server; healthPort: number }> {
  const machine = machineOfItsOwn();
  const configured = (await readStartupFile(machine)).find(({ name }) => name === agent);
  if (!configured) throw new Error(`no agent ${agent}`);
  const stranger = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => stranger.listen(configured.healthPort + offset, machine.address, resolve));
  ends.push(async () => stranger.close());
  const test = await startTestFleet([agent], machine);
  ends.push(test.end);
  return { test, stranger, healthPort: configured.healthPort };
}

describe('an agent whose ports are taken', () => {
  it('goes on without its HTTP port', async () => {
    const { test, healthPort } = await startNextToStranger(1);
    expect(test.status(agent)).toMatchObject({ state: 'running', portsTaken: [healthPort + 1] });
    expect(summarize(test.fleet.status())).toEqual([
      'alpha: 1 of 1 agents run',
      `alpha/${agent} could not bind ${healthPort + 1}`,
    ]);
    const answer = await askZeromq(test.machine.address, healthPort, { action: 'health_check' });
    expect(objectIn(answer)).toMatchObject({ health_status: 'healthy' });
    const log = await readFile(join(test.runDirectory, 'alpha', 'logs', `${agent}.log`), 'utf8');
    expect(log).toContain(`http port ${healthPort + 1} cannot be bound (Address already in use), goes on without it`);
  });

  it('stays alive without its health port, and takes it when it is free', async () => {
    const { test, stranger, healthPort } = await startNextToStranger(0);
    expect(test.status(agent)).toMatchObject({ state: 'running', portsTaken: [healthPort] });
    expect(await askTcp(test.machine.address, healthPort)).toEqual({ got: 'broken' });
    // The HTTP port next to it is the agent's own.
    const besides = await askHttp(test.machine.address, healthPort + 1);
    expect(objectIn(besides)).toMatchObject({ message: `${agent} is healthy` });
    await new Promise((resolve) => stranger.close(resolve));
    await test.fleet.setFault(agent, 'clear');
    expect(test.status(agent).portsTaken).toEqual([]);
    const answer = await askZeromq(test.machine.address, healthPort, { action: 'health_check' });
    expect(objectIn(answer)).toMatchObject({ health_status: 'healthy' });
  });
});
