import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { askHttp, askTcp, askZeromq, objectIn } from './asking.js';
import { tcpRows } from './tcp-table.js';
import { isRunning, startTestFleet, type TestFleet } from './test-fleet.js';

const agent = 'ClockMaster';
const silent = 'VoiceSpeaker';
const waiting = { timeout: 10_000, interval: 20 };

let test: TestFleet;
beforeAll(async () => {
  test = await startTestFleet([agent, silent]);
});
afterEach(async () => {
  for (const name of [agent, silent]) await test.fleet.setFault(name, 'clear');
  await isNormal();
});
afterAll(() => test.end());

const own = () => test.status(agent);
const rows = () => tcpRows(test.machine.address);
const healthAnswer = async () =>
  objectIn(await askZeromq(test.machine.address, own().healthPort, { action: 'health_check' }));

async function isNormal(): Promise<void> {
  expect(own()).toMatchObject({ state: 'running', fault: 'clear', portsTaken: [], extraPids: [] });
  expect(await healthAnswer()).toMatchObject({ health_status: 'healthy', health_details: { port: own().port } });
  const service = await askZeromq(test.machine.address, own().port, { action: 'ping' });
  expect(objectIn(service)).toMatchObject({ agent });
}

/** The process that listens on a port, by the inode of its socket. */
function listenerOn(port: number): number | undefined {
  const inode = rows().find((row) => row.state === '0A' && row.port === port)?.inode;
  const pids = [own().pid, ...own().extraPids].filter((pid) => pid !== null);
  return pids.find((pid) =>
    readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`),
  );
}

function variablesOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .map((variable) => variable.replace(/=.*/s, ''));
}

describe('faults of ports and connections', () => {
  it('port-steal: a process of nobody has the service port, and the health stays fine', async () => {
    expect(listenerOn(own().port)).toBe(own().pid);
    await test.fleet.setFault(agent, 'port-steal');
    const [thief = 0] = own().extraPids;
    expect(listenerOn(own().port)).toBe(thief);
    expect(listenerOn(own().healthPort)).toBe(own().pid);
    expect(variablesOf(thief)).not.toContain('AGENT_NAME');
    expect(await healthAnswer()).toMatchObject({ health_status: 'healthy' });
    expect(await askTcp(test.machine.address, own().port)).toEqual({ got: 'silence' });
    await test.fleet.setFault(agent, 'clear');
    expect(isRunning(thief)).toBe(false);
  });

  it('port-rogue: a process of nobody listens on a port of the range that no file names', async () => {
    const before = new Set(rows().map(({ port }) => port));
    await test.fleet.setFault(agent, 'port-rogue');
    const added = rows().filter(({ state, port }) => state === '0A' && !before.has(port));
    expect(added).toHaveLength(1);
    const [{ port } = { port: 0 }] = added;
    expect(port).toBeGreaterThanOrEqual(5000);
    expect(port).toBeLessThanOrEqual(9000);
    expect(listenerOn(port)).toBe(own().extraPids[0]);
    expect(variablesOf(own().extraPids[0] ?? 0)).not.toContain('AGENT_NAME');
  });

  it('has a port for every agent, so that several can be rogues at once', async () => {
    for (const name of [agent, silent]) {
      expect(await test.fleet.setFault(name, 'port-rogue')).toMatchObject({ outcome: 'done' });
    }
  });

  it('accept-queue: callers wait on the service port, more and more of them', async () => {
    const queue = () => rows().find(({ state, port }) => state === '0A' && port === own().port)?.receiveQueue ?? 0;
    await test.fleet.setFault(agent, 'accept-queue', { ms: 5 });
    await vi.waitFor(() => expect(queue()).toBeGreaterThan(20), waiting);
    const before = queue();
    await vi.waitFor(() => expect(queue()).toBeGreaterThan(before + 20), waiting);
    expect(await healthAnswer()).toMatchObject({ health_status: 'healthy' });
    await test.fleet.setFault(agent, 'clear');
    await vi.waitFor(() => expect(queue()).toBe(0), waiting);
  });

  it('accept-queue ends with another fault', async () => {
    await test.fleet.setFault(agent, 'accept-queue', { ms: 5 });
    await test.fleet.setFault(agent, 'hang');
    expect(own().extraPids).toEqual([]);
    expect(await askTcp(test.machine.address, own().healthPort)).toEqual({ got: 'silence' });
  });

  it('socket-hang: a connection of the agent stays in SYN-SENT, and the agent answers on', async () => {
    const hanging = () => rows().filter(({ state }) => state === '02');
    expect(hanging()).toEqual([]);
    for (const name of [agent, silent]) await test.fleet.setFault(name, 'socket-hang');
    expect(hanging()).toHaveLength(2);
    const ports = hanging().map(({ port }) => port);
    expect(await healthAnswer()).toMatchObject({ health_status: 'healthy' });
    expect(hanging().map(({ port }) => port)).toEqual(ports);
    await test.fleet.setFault(silent, 'clear');
    expect(hanging()).toHaveLength(1);
    await test.fleet.setFault(agent, 'clear');
    expect(hanging()).toEqual([]);
  });

  it('port-drift: the service port is another one outside the range, the health port is not', async () => {
    await test.fleet.setFault(agent, 'port-drift');
    expect(await askTcp(test.machine.address, own().port)).toEqual({ got: 'refused' });
    const { health_details: details } = (await healthAnswer()) ?? {};
    expect(details).toMatchObject({ port: expect.any(Number) });
    const listening = rows().flatMap(({ state, port }) => (state === '0A' && port > 9000 ? [port] : []));
    expect(details).toMatchObject({ port: listening[0] });
    expect(listening).toHaveLength(1);
  });

  it('adopted-silent: the health port speaks HTTP and knows no /health', async () => {
    await test.fleet.setFault(agent, 'adopted-silent');
    expect(await askHttp(test.machine.address, own().healthPort)).toMatchObject({ got: 'answer', status: 404 });
    expect(await askHttp(test.machine.address, own().healthPort + 1)).toMatchObject({ got: 'answer', status: 404 });
    expect(await test.fleet.setFault(silent, 'adopted-silent')).toEqual({
      outcome: 'refused',
      code: 'not-possible',
      message: `alpha/${silent} is not on the base class, so it cannot be adopted-silent`,
    });
  });

  it('extra-agent: an agent that no file names answers beside it', async () => {
    const before = own().pid;
    await test.fleet.setFault(agent, 'extra-agent');
    const [extra = 0] = own().extraPids;
    expect(own().pid).toBe(before);
    expect(readFileSync(`/proc/${extra}/environ`, 'utf8').split('\0')).toContain('AGENT_NAME=UnlistedAgent');
    const ports = rows().flatMap(({ state, port }) => (state === '0A' && port > 9000 ? [port] : []));
    expect(ports).toHaveLength(3);
  });
});
