import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FileCaller } from '../../src/logs/fileCaller.js';
import { logFindings } from '../../src/logs/findings.js';
import { LogWatch } from '../../src/logs/watch.js';
import { startTestFleet, type TestFleet } from '../simulator/test-fleet.js';

const agent = 'ClockMaster';
const silent = 'VoiceSpeaker';
const mebibyte = 1024 * 1024;
const limits = { maxFileBytes: 16 * mebibyte, maxDeletedBytes: 32 * mebibyte };

let test: TestFleet;
let watch: LogWatch;
const caller = new FileCaller();

beforeAll(async () => {
  test = await startTestFleet([agent, silent]);
  watch = new LogWatch({
    procRoot: '/proc',
    directory: join(test.runDirectory, test.machine.name, 'logs'),
    caller,
    agentOf: async (pid) =>
      test.fleet.status().find((status) => status.pid === pid || status.extraPids.includes(pid))?.agent,
    now: Date.now,
    elapsed: () => performance.now(),
    scanEverySeconds: 0,
  });
  watch.setAgents([agent, silent]);
});
afterEach(async () => {
  for (const name of [agent, silent]) await test.fleet.setFault(name, 'clear');
});
afterAll(async () => {
  watch.stop();
  await caller.stop();
  await test.end();
});

async function findings(): Promise<string[]> {
  const found = logFindings('alpha', await watch.look(), limits, Date.now() / 1000);
  return found.map((finding) => `${finding.code} ${finding.agent ?? '-'}`);
}

describe('faults of logs', () => {
  it.each([
    { fault: 'log-flood', code: 'log-oversize', of: agent },
    { fault: 'log-flood', code: 'log-oversize', of: silent },
    { fault: 'log-race', code: 'log-race', of: agent },
    { fault: 'log-deleted', code: 'log-deleted-open', of: agent },
    { fault: 'log-deleted', code: 'log-deleted-open', of: silent },
    { fault: 'log-rotate', code: 'log-rotated-open', of: agent },
  ])('$fault of $of ends as $code, and clears', async ({ fault, code, of }) => {
    expect(await findings()).toEqual([]);
    expect(await test.fleet.setFault(of, fault)).toMatchObject({ outcome: 'done' });
    await vi.waitFor(async () => expect(await findings()).toEqual([`${code} ${of}`]), {
      timeout: 15_000,
      interval: 200,
    });
    await test.fleet.setFault(of, 'clear');
    await vi.waitFor(async () => expect(await findings()).toEqual([]), { timeout: 15_000, interval: 200 });
    expect(test.status(of)).toMatchObject({ state: 'running', fault: 'clear', extraPids: [] });
  });

  it('leave an agent that floods its log able to answer', async () => {
    await test.fleet.setFault(agent, 'log-flood');
    expect(await test.fleet.setFault(agent, 'degraded')).toMatchObject({ outcome: 'done' });
    expect(await findings()).toEqual([]);
  });
});
