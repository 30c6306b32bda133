import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AgentStanding,
  type Restart,
  restartAgent,
  restartArguments,
  runsSince,
} from '../../src/changes/restart.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const former: AgentStanding = { up: true, startedAt: 100, lastUpAt: 190 };
const back: AgentStanding = { up: true, startedAt: 200, lastUpAt: 201 };

/** A restart whose exporter gives these answers one after the other, a second apart, the last for ever. */
function restart(answers: readonly (AgentStanding | undefined)[], command: Restart['command'] = ['true']): Restart {
  let asked = 0;
  let seconds = 0;
  return {
    machine: 'alpha',
    agent: 'Planner',
    command,
    directory: tmpdir(),
    deadlineSeconds: 10,
    ask: async () => answers[Math.min(asked++, answers.length - 1)],
    pause: async () => {
      seconds += 1;
    },
    now: () => seconds * 1000,
  };
}

describe('an agent that is restarted', () => {
  it.each<[string, (AgentStanding | undefined)[], object]>([
    ['is up with a later process', [former, back], { kind: 'up', seconds: 0 }],
    ['is up a little later', [former, former, { ...former, up: false }, back], { kind: 'up', seconds: 2 }],
    ['was away before', [{ up: false, startedAt: undefined, lastUpAt: 0 }, back], { kind: 'up', seconds: 0 }],
    ['is up although its exporter was silent in between', [former, undefined, back], { kind: 'up', seconds: 1 }],
    ['has the former process for ever', [former], { kind: 'down', why: 'its process is still the former one' }],
    [
      'never runs',
      [former, { up: false, startedAt: undefined, lastUpAt: 190 }],
      { kind: 'down', why: 'it does not run' },
    ],
    [
      'runs, and the last good answer is that of the former process',
      [former, { up: true, startedAt: 200, lastUpAt: 190 }],
      { kind: 'down', why: 'it runs, but does not say that it works' },
    ],
    ['is down', [former, { ...back, up: false }], { kind: 'down', why: 'it runs, but does not say that it works' }],
    ['is asked for in vain', [former, undefined], { kind: 'down', why: 'its exporter answers no more' }],
    ['cannot be asked for before', [undefined, back], { kind: 'not-restarted', why: 'its exporter does not answer' }],
  ])('%s', async (_what, answers, result) => {
    expect(await restartAgent(restart(answers))).toEqual(result);
  });

  it('is left alone where nobody could say whether it came back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'restart-'));
    folders.push(folder);
    await restartAgent(restart([undefined], ['touch', join(folder, 'was-run')]));
    expect(() => readFileSync(join(folder, 'was-run'))).toThrow('ENOENT');
  });

  it.each<[string, Restart['command'], string]>([
    ['fails', ['sh', '-c', 'echo it has gone wrong >&2; exit 3'], 'it has gone wrong'],
    ['cannot be started', ['/nonexistent/restart'], 'ENOENT'],
  ])('stays as it was where the command %s', async (_what, command, why) => {
    const result = await restartAgent(restart([former, back], command));
    expect(result).toEqual({ kind: 'not-restarted', why: expect.stringContaining(why) });
  });

  it('is restarted with an environment of few variables', async () => {
    process.env.RESTART_TEST_TOKEN = 'not to be seen';
    const result = await restartAgent(restart([former, back], ['sh', '-c', 'env; exit 1']));
    expect(result).toMatchObject({ kind: 'not-restarted', why: expect.stringContaining('PATH=') });
    expect(result).not.toMatchObject({ why: expect.stringContaining('RESTART_TEST_TOKEN') });
    delete process.env.RESTART_TEST_TOKEN;
  });
});

describe('the command line', () => {
  const planner = { machine: 'alpha', agent: 'Planner' };

  it('has the names in the place of their words, wherever they stand', () => {
    const command: Restart['command'] = ['systemctl', 'restart', 'fleet@{agent}.service', '{machine}/{agent}'];
    expect(restartArguments(command, planner)).toEqual([
      'systemctl',
      'restart',
      'fleet@Planner.service',
      'alpha/Planner',
    ]);
  });

  it('is of this program where it begins with fleetwatch', () => {
    const [file, script, ...rest] = restartArguments(['fleetwatch', 'demo', 'restart', '{agent}'], planner);
    expect(file).toBe(process.execPath);
    expect(script).toMatch(/\/cli\/main\.js$/);
    expect(rest).toEqual(['demo', 'restart', 'Planner']);
  });
});

describe('runsSince', () => {
  it.each([
    [true, back, 150],
    [false, back, 200],
    [false, { ...back, up: false }, 150],
    [false, { ...back, startedAt: undefined }, 150],
    [false, { ...back, lastUpAt: 199 }, 150],
  ])('is %s for %j and a file of %i', (expected, standing, time) => {
    expect(runsSince(standing, time)).toBe(expected);
  });
});
