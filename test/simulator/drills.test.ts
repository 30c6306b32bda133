import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { askHttp, askTcp, askZeromq, objectIn } from './asking.js';
import { isRunning, startTestFleet, type TestFleet } from './test-fleet.js';

const agent = 'ClockMaster';
const neighbour = 'RailRegistry';

let test: TestFleet;
beforeAll(async () => {
  test = await startTestFleet([agent, neighbour]);
});
afterEach(async () => {
  await test.fleet.setFault(agent, 'clear');
});
afterAll(() => test.end());

const own = () => test.status(agent);
const overHttp = async () => objectIn(await askHttp(test.machine.address, own().healthPort + 1));
const overZeromq = async () =>
  objectIn(await askZeromq(test.machine.address, own().healthPort, { action: 'health_check' }));

function pid(): number {
  const found = own().pid;
  if (found === null) throw new Error(`${agent} does not run`);
  return found;
}

function commandLine(of: number): string[] {
  return readFileSync(`/proc/${of}/cmdline`, 'utf8').split('\0').slice(0, -1);
}

async function isNormal(): Promise<void> {
  expect(own()).toMatchObject({ state: 'running', fault: 'clear', portsTaken: [], extraPids: [] });
  expect(commandLine(pid())[1]).toMatch(/\/agents\/core_services\/clock_master\.py$/);
  for (const answer of [await overHttp(), await overZeromq()]) {
    expect(answer).toMatchObject({ health_status: 'healthy', health_details: { port: own().port } });
  }
}

describe('faults that the supervisor brings about', () => {
  it('kill: the agent stays dead until cleared', async () => {
    const before = pid();
    expect(await test.fleet.setFault(agent, 'kill')).toEqual({
      outcome: 'done',
      machine: 'alpha',
      agent,
      fault: 'kill',
    });
    expect(isRunning(before)).toBe(false);
    expect(own()).toMatchObject({ state: 'dead', pid: null, fault: 'kill' });
    expect(await askTcp(test.machine.address, own().port)).toEqual({ got: 'refused' });
    await test.fleet.setFault(agent, 'clear');
    await isNormal();
    expect(pid()).not.toBe(before);
  });

  it('an agent that dies by itself is dead, and clear starts it', async () => {
    process.kill(pid(), 'SIGKILL');
    await vi.waitFor(() => expect(own().state).toBe('dead'), { timeout: 5_000 });
    await test.fleet.setFault(agent, 'clear');
    await isNormal();
  });

  it('restart-loop: one process after the other', async () => {
    const pids = new Set([pid()]);
    await test.fleet.setFault(agent, 'restart-loop', { ms: 50 });
    await vi.waitFor(
      () => {
        const now = own().pid;
        if (now !== null) pids.add(now);
        expect(pids.size).toBeGreaterThan(3);
      },
      { timeout: 10_000, interval: 10 },
    );
    await test.fleet.setFault(agent, 'clear');
    await isNormal();
    for (const old of pids) if (old !== pid()) expect(isRunning(old)).toBe(false);
  });

  it('imposter: another process answers in perfect health on the health ports', async () => {
    const before = pid();
    await test.fleet.setFault(agent, 'imposter');
    expect(own()).toMatchObject({ state: 'running', pid: before, extraPids: [expect.any(Number)] });
    for (const answer of [await overHttp(), await overZeromq()]) {
      expect(answer).toMatchObject({ health_status: 'healthy', message: 'StrayAgent is healthy' });
      expect(answer).not.toMatchObject({ health_details: { port: own().port } });
    }
    const service = await askZeromq(test.machine.address, own().port, { action: 'health' });
    expect(objectIn(service)).toMatchObject({ message: `${agent} is healthy` });
    const [imposter = 0] = own().extraPids;
    expect(commandLine(imposter)[1]).toMatch(/\/drills\/stray_agent\.py$/);
    await test.fleet.setFault(agent, 'clear');
    await isNormal();
    expect(pid()).toBe(before);
    expect(isRunning(imposter)).toBe(false);
  });

  it('duplicate: a second process of the same script stays alive without ports', async () => {
    const before = pid();
    await test.fleet.setFault(agent, 'duplicate');
    const [second = 0] = own().extraPids;
    expect(commandLine(second)).toEqual(commandLine(before));
    expect(isRunning(second)).toBe(true);
    expect(await overZeromq()).toMatchObject({ health_status: 'healthy' });
    await test.fleet.setFault(agent, 'clear');
    await isNormal();
    expect(pid()).toBe(before);
    expect(isRunning(second)).toBe(false);
  });

  it('wrong-script: another script runs in the name of the agent', async () => {
    await test.fleet.setFault(agent, 'wrong-script');
    expect(commandLine(pid())[1]).toMatch(/\/drills\/previous_release\.py$/);
    expect(await overHttp()).toMatchObject({ health_status: 'healthy', health_details: { port: own().port } });
    await test.fleet.setFault(agent, 'clear');
    await isNormal();
  });

  it('a fault of the supervisor ends when one of the agent begins', async () => {
    await test.fleet.setFault(agent, 'imposter');
    await test.fleet.setFault(agent, 'degraded');
    expect(own().extraPids).toEqual([]);
    expect(await overHttp()).toMatchObject({ message: `${agent} is degraded` });
  });

  it('orders that come at once are carried out one after the other', async () => {
    await Promise.all(
      ['kill', 'imposter', 'clear', 'wrong-script', 'clear'].map((fault) => test.fleet.setFault(agent, fault)),
    );
    await isNormal();
  });

  it('leaves the neighbour alone', async () => {
    const before = test.status(neighbour);
    await test.fleet.setFault(agent, 'kill');
    expect(test.status(neighbour)).toEqual(before);
  });
});
