import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { madeUpToken } from '../../src/simulator/made-up.js';
import { startCopiedFleet, type TestFleet } from './test-fleet.js';

const agent = 'ClockMaster';
const waiting = { timeout: 10_000, interval: 20 };
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

let test: TestFleet;
let log: string;
beforeAll(async () => {
  test = await startCopiedFleet([agent]);
  log = join(test.runDirectory, 'alpha/logs', `${agent}.log`);
});
afterEach(async () => {
  await test.fleet.setFault(agent, 'clear');
  expect(test.status(agent)).toMatchObject({ state: 'running', fault: 'clear', extraPids: [] });
});
afterAll(() => test.end());

/** The tokens in a text whose last six characters are the CRC-32 of the thirty before, in base 62. */
function tokensIn(text: string): string[] {
  return [...text.matchAll(/\bghp_([0-9A-Za-z]{30})([0-9A-Za-z]{6})\b/g)].flatMap(
    ([token, body = '', checksum = '']) => {
      const value = [...checksum].reduce((sum, digit) => sum * 62 + alphabet.indexOf(digit), 0);
      return value === crc32(body) ? [token] : [];
    },
  );
}

const extra = () => test.status(agent).extraPids[0] ?? 0;
const argumentsOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
const variablesOf = (pid: number) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');

describe('a made-up token', () => {
  it('has the form of a real one, and is another each time', () => {
    const tokens = Array.from({ length: 200 }, madeUpToken);
    for (const token of tokens) expect(tokensIn(token)).toEqual([token]);
    expect(new Set(tokens).size).toBe(200);
  });
});

describe('faults that show a credential', () => {
  it('leak-cmdline: on the command line of a process of the agent, and nowhere else', async () => {
    await test.fleet.setFault(agent, 'leak-cmdline');
    expect(argumentsOf(extra()).flatMap(tokensIn)).toHaveLength(1);
    expect(variablesOf(extra())).toContain(`AGENT_NAME=${agent}`);
    expect(variablesOf(extra()).flatMap(tokensIn)).toEqual([]);
    expect(tokensIn(readFileSync(log, 'utf8'))).toEqual([]);
  });

  it('leak-environ: in the environment of a process of the agent, and nowhere else', async () => {
    await test.fleet.setFault(agent, 'leak-environ');
    expect(variablesOf(extra()).flatMap(tokensIn)).toHaveLength(1);
    expect(argumentsOf(extra()).flatMap(tokensIn)).toEqual([]);
    expect(tokensIn(readFileSync(log, 'utf8'))).toEqual([]);
  });

  it('leak-config: in a file that only its owner can read', async () => {
    await test.fleet.setFault(agent, 'leak-config');
    const file = join(test.machine.projectRoot, 'agents/core_services/clock_master.yaml');
    expect(tokensIn(readFileSync(file, 'utf8'))).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leak-log: in the log, another one a line, as fast as wanted, and gone when it ends', async () => {
    const before = readFileSync(log, 'utf8');
    await test.fleet.setFault(agent, 'leak-log', { ms: 10 });
    await vi.waitFor(() => expect(tokensIn(readFileSync(log, 'utf8')).length).toBeGreaterThan(10), waiting);
    const tokens = tokensIn(readFileSync(log, 'utf8'));
    expect(new Set(tokens).size).toBe(tokens.length);
    await test.fleet.setFault(agent, 'clear');
    const after = readFileSync(log, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(tokensIn(after)).toEqual([]);
  });
});
