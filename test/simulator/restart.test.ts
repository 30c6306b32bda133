import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { restartDemoAgent } from '../../src/simulator/control-client.js';
import { askZeromq } from './asking.js';
import { isRunning, startCopiedFleet, type TestFleet } from './test-fleet.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(only: readonly string[]): Promise<TestFleet> {
  const test = await startCopiedFleet(only);
  ends.push(test.end);
  return test;
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  await writeFile(file, text.replace(from, to));
}

describe('a restart', () => {
  it('ends the former process and starts another', async () => {
    const test = await start(['ClockMaster']);
    const { pid } = test.status('ClockMaster');
    expect(await restartDemoAgent(test.fleet.socketPath, 'ClockMaster')).toEqual({
      outcome: 'done',
      machine: 'alpha',
      agent: 'ClockMaster',
    });
    const now = test.status('ClockMaster');
    expect(now).toMatchObject({ state: 'running', portsTaken: [], fault: 'clear' });
    expect(now.pid).not.toBe(pid);
    expect(isRunning(pid ?? 0)).toBe(false);
  });

  it('starts the agent as its start-up file now says', async () => {
    const test = await start(['ClockMaster']);
    await edit(test.machine.startupFile, 'port: 7004', 'port: 7998');
    await edit(test.machine.startupFile, 'LOG_LEVEL: INFO', 'LOG_LEVEL: DEBUG');
    await test.fleet.restart('ClockMaster');
    const { pid, port } = test.status('ClockMaster');
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    expect(port).toBe(7998);
    expect(environment).toEqual(expect.arrayContaining(['AGENT_PORT=7998', 'LOG_LEVEL=DEBUG']));
  });

  it('runs the script as it now is', async () => {
    const test = await start(['TariffReader']);
    const script = join(test.machine.projectRoot, 'agents/energy/tariff_reader.py');
    await edit(script, "if __name__ == '__main__':", "if __name__ == '__main__':\n    print('changed', flush=True)");
    await test.fleet.restart('TariffReader');
    expect(await readFile(join(test.runDirectory, 'alpha/logs/TariffReader.log'), 'utf8')).toContain('changed');
  });

  it('lets the hub read hub.yaml anew', async () => {
    const test = await start(['VantageHub']);
    const overview = async () => {
      const { address } = test.machine;
      const answer = await askZeromq(address, test.status('VantageHub').port, { action: 'overview' });
      return answer.got === 'answer' ? JSON.parse(answer.text) : answer;
    };
    expect(await overview()).toMatchObject({ hubs: ['central'], events: ['http'] });
    await edit(join(test.machine.projectRoot, 'hub.yaml'), 'kind: http', 'kind: nats');
    expect(await overview()).toMatchObject({ events: ['http'] });
    await test.fleet.restart('VantageHub');
    expect(await overview()).toMatchObject({ hubs: ['central'], events: ['nats'] });
  });

  it.each(['kill', 'hang', 'duplicate', 'file-changed'])('ends the fault %s', async (fault) => {
    const test = await start(['ClockMaster']);
    const startup = await readFile(test.machine.startupFile, 'utf8');
    await test.fleet.setFault('ClockMaster', fault);
    expect(await test.fleet.restart('ClockMaster')).toMatchObject({ outcome: 'done' });
    expect(test.status('ClockMaster')).toMatchObject({ state: 'running', fault: 'clear', extraPids: [] });
    expect(await readFile(test.machine.startupFile, 'utf8')).toBe(startup);
  });

  it('is refused for an agent that is in the start-up file no more, and leaves it running', async () => {
    const test = await start(['ClockMaster']);
    const { pid } = test.status('ClockMaster');
    await edit(test.machine.startupFile, '    ClockMaster:', '    ClockMistress:');
    expect(await test.fleet.restart('ClockMaster')).toMatchObject({ code: 'not-possible' });
    expect(test.status('ClockMaster').pid).toBe(pid);
  });

  it('says so where the agent ends at once', async () => {
    const test = await start(['ClockMaster']);
    await edit(join(test.machine.projectRoot, 'agents/core_services/clock_master.py'), 'import os', 'import nothing');
    expect(await test.fleet.restart('ClockMaster')).toMatchObject({
      code: 'not-possible',
      message: expect.stringContaining('ended at once'),
    });
  });

  it('names the nearest agent, and misses a fleet that is not there', async () => {
    const test = await start(['ClockMaster']);
    expect(await restartDemoAgent(test.fleet.socketPath, 'Clockmaster')).toMatchObject({ code: 'unknown-agent' });
    expect(await restartDemoAgent(join(test.runDirectory, 'none.sock'), 'ClockMaster')).toMatchObject({
      code: 'no-demo',
    });
  });
});
