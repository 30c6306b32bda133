import { describe, expect, it } from 'vitest';
import type { BeginRequest } from '../../src/changes/begin.js';
import type { Touched } from '../../src/changes/model.js';
import { parameterValues } from '../../src/changes/parameters.js';
import { type Reach, touchedAgents } from '../../src/changes/touches.js';
import type { Parameter } from '../../src/runbooks/model.js';
import { Bench, command, runbook, step } from './making.js';

const bench = new Bench();

describe('begin', () => {
  it('keeps the runbook, the baseline and all else as it is at that moment', async () => {
    const measure = async () => ({ measuredAt: bench.now, healthyAgents: 1, findings: { A: 3 } });
    const id = await bench.begin({ measure, longestSeconds: 60 });
    const record = await bench.openBook().record(id);
    expect(id).toMatch(/^risk-a-script-paths-20261122T100000Z-[0-9a-f]{6}$/);
    expect(record).toMatchObject({
      id,
      machine: 'alpha',
      state: 'active',
      mode: 'auto',
      by: 'Ada',
      begunAt: bench.now,
      expiresAt: bench.now + 60_000,
      baseline: { healthyAgents: 1, findings: { A: 3 } },
    });
    expect(record.runbook.steps).toEqual(JSON.parse(JSON.stringify(runbook().steps)));
  });

  it('takes the baseline only when nothing else stands in the way', async () => {
    await bench.begin();
    let measured = 0;
    const measure = async () => ({ measuredAt: ++measured });
    await expect(bench.begin({ measure })).rejects.toThrow('one change at a time');
    expect(measured).toBe(0);
  });

  it('lets one of several win that begin at the same time', async () => {
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => bench.begin()));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await bench.book.records()).toHaveLength(1);
  });

  const nowhere = { machine: 'alpha', agent: 'tariffs' };
  const refused: [name: string, changes: Partial<BeginRequest>, reason: string][] = [
    [
      'what may not run beside it',
      { touches: [nowhere], runbook: runbook({ id: 'b', conflicts: ['risk-a-script-paths'] }) },
      'b may not run beside',
    ],
    [
      'a command that is not whole',
      { touches: [nowhere], runbook: runbook({ steps: [step('one', { verify: command('/bin/test', '{nothing}') })] }) },
      'one cannot be done: ',
    ],
    [
      'an undo that is not whole',
      {
        touches: [nowhere],
        runbook: runbook({
          steps: [
            step('one', { undo: { action: { kind: 'instruction', text: '{nothing}' }, verify: command('/bin/true') } }),
          ],
        }),
      },
      'one cannot be done: ',
    ],
    [
      'a machine that is not there',
      {
        touches: [nowhere],
        parameters: { where: 'gamma' },
        runbook: runbook({
          parameters: [{ name: 'where', about: 'the machine', pattern: '[a-z]+', default: undefined }],
          steps: [step('one', { machine: '{where}' })],
        }),
      },
      'one runs on gamma, and there is no such machine',
    ],
  ];
  it.each(refused)('refuses %s', async (_name, changes, reason) => {
    await bench.begin();
    await expect(bench.begin(changes)).rejects.toThrow(reason);
    expect(await bench.book.records()).toHaveLength(1);
  });
});

describe('parameterValues', () => {
  const word: Parameter = { name: 'word', about: 'what to write', pattern: '[a-z]+|-', default: undefined };
  const usual: Parameter = { name: 'usual', about: 'the same', pattern: '.*', default: 'x' };
  const of = (given: Record<string, string>) => parameterValues({ id: 'a', parameters: [word, usual] }, given);

  it('gives what was given, else the default', () => {
    expect(of({ word: 'abc' })).toEqual({ word: 'abc', usual: 'x' });
    expect(of({ word: '-', usual: '' })).toEqual({ word: '-', usual: '' });
  });

  const refused: [name: string, given: Record<string, string>, reason: string][] = [
    ['nothing', {}, 'a needs --set word=… (what to write)'],
    ['a part that fits', { word: 'abc def' }, 'word is abc def, and a allows [a-z]+|-'],
    ['a line end behind what fits', { word: 'abc\n' }, 'allows'],
    ['a zero byte', { word: 'a', usual: 'a\0' }, 'usual is'],
    ['what it does not have', { word: 'a', other: 'b' }, 'a has no parameter other; it has word, usual'],
    ['the name of something that every object has', { word: 'a', constructor: 'b' }, 'no parameter constructor'],
  ];
  it.each(refused)('refuses %s', (_name, given, reason) => {
    expect(() => of(given)).toThrow(reason);
  });
});

describe('touchedAgents', () => {
  const agents: Touched[] = ['alpha/a', 'alpha/both', 'beta/both', 'beta/b'].map((name) => {
    const [machine = '', agent = ''] = name.split('/');
    return { machine, agent };
  });
  const reach: Reach = { agents, machine: 'alpha', machines: 'each', agent: undefined };
  const cases: [name: string, words: string[], changes: Partial<Reach>, touched: string[]][] = [
    ['all of its machine', [], {}, ['alpha/a', 'alpha/both']],
    ['all of the fleet', [], { machines: 'fleet' }, ['alpha/a', 'alpha/both', 'beta/both', 'beta/b']],
    ['the agent that its parameter names', [], { agent: 'a' }, ['alpha/a']],
    ['those named, before its parameter', ['b', 'a'], { agent: 'both' }, ['beta/b', 'alpha/a']],
    ['each once', ['a', 'alpha/a'], {}, ['alpha/a']],
    ['that of its machine, of two of one name', ['both'], {}, ['alpha/both']],
    ['that of the machine named', ['beta/both'], {}, ['beta/both']],
  ];
  it.each(cases)('%s', (_name, words, changes, touched) => {
    const found = touchedAgents(words, { ...reach, ...changes });
    expect(found.map(({ machine, agent }) => `${machine}/${agent}`)).toEqual(touched);
  });

  it('refuses what is not there, or is there twice', () => {
    expect(() => touchedAgents(['c'], reach)).toThrow('there is no agent c');
    expect(() => touchedAgents(['both'], { ...reach, machine: 'gamma' })).toThrow('say machine/agent');
  });
});
