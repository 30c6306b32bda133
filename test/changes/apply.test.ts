import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { planChange } from '../../src/changes/plan.js';
import type { Step } from '../../src/runbooks/model.js';
import { Bench, command, runbook, script, step } from './making.js';

const bench = new Bench();
const yes = command('/bin/true');
const no = command('/bin/false');
const unclear = script('exit 2');

/** A change of one step. */
function one(changes: Partial<Step>): Promise<string> {
  return bench.begin({ runbook: runbook({ steps: [step('one', changes)] }) });
}

async function standing(id: string): Promise<string[]> {
  return (await bench.openBook().record(id)).steps.map((progress) => progress.standing);
}

async function kinds(id: string): Promise<string[]> {
  const { entries } = await bench.book.journal.read();
  return entries.filter(({ change }) => change === id).map(({ kind }) => kind);
}

describe('apply', () => {
  it('does the steps in order, each announced before it runs, and then nothing more', async () => {
    const id = await bench.begin();
    expect(await bench.apply(id)).toEqual({ kind: 'done' });
    expect(bench.told).toEqual(['apply one done', 'apply two done', 'apply three done']);
    expect(await bench.apply(id)).toEqual({ kind: 'done' });
    expect(bench.told).toHaveLength(3);
    expect(await readFile(bench.fileOf(id, 'one'), 'utf8')).toBe('made\n');
    const steps = Array.from({ length: 3 }, () => ['step-started', 'step-ended']).flat();
    expect(await kinds(id)).toEqual(['begun', ...steps]);
  });

  it('does not run a step before its announcement is in the journal', async () => {
    const seen = script(`grep -c '"kind":"step-started"' "$HOME/../journal.jsonl" > one`);
    const id = await one({ action: { kind: 'command', command: seen } });
    await bench.apply(id);
    expect(await readFile(bench.fileOf(id, 'one'), 'utf8')).toBe('1\n');
  });

  const cases: [name: string, step: Partial<Step>, result: object, standing: string, ran: boolean][] = [
    ['skips what its condition says is not needed', { when: no }, { kind: 'done' }, 'skipped', false],
    ['runs what its condition says is needed', { when: yes }, { kind: 'done' }, 'done', true],
    [
      'halts where its condition cannot say',
      { when: unclear },
      {
        kind: 'halted',
        outcome: 'failed',
        reason: 'whether it is needed cannot be said: the condition ended with 2',
      },
      'failed',
      false,
    ],
    ['does not run what is done already', { verify: yes }, { kind: 'done' }, 'done', false],
    [
      'runs nothing where the verify cannot say whether it is done',
      { verify: unclear },
      {
        kind: 'halted',
        outcome: 'unknown',
        reason: 'its verify ended with 2: nobody knows whether it is done',
      },
      'unknown',
      false,
    ],
    [
      'believes the verify, not the end of the command',
      { action: { kind: 'command', command: script('echo made >> one; exit 1') } },
      { kind: 'done' },
      'done',
      true,
    ],
    [
      'quotes what a command said last before it failed, without credentials',
      {
        action: { kind: 'command', command: script('echo first; echo cannot write, password=Tr0ub4dor-3 >&2; exit 1') },
      },
      {
        kind: 'halted',
        outcome: 'failed',
        reason: expect.stringMatching(
          /^it ended with 1 \("cannot write, password=(?!.*Tr0ub4dor).+"\), and its verify says that it is not done$/,
        ),
      },
      'failed',
      false,
    ],
    [
      'halts where a command ends well and nothing is done',
      { action: { kind: 'command', command: yes } },
      {
        kind: 'halted',
        outcome: 'failed',
        reason: 'it ended with 0, and its verify says that it is not done',
      },
      'failed',
      false,
    ],
  ];
  it.each(cases)('%s', async (_name, changes, result, expected, ran) => {
    const id = await one(changes);
    expect(await bench.apply(id)).toMatchObject(result);
    expect(await standing(id)).toEqual([expected]);
    expect((await readdir(bench.book.folderOf(id))).includes('one')).toBe(ran);
  });

  it('goes on at the step that has failed', async () => {
    const steps = [step('one'), step('two', { action: { kind: 'command', command: yes } }), step('three')];
    const id = await bench.begin({ runbook: runbook({ steps }) });
    expect(await bench.apply(id)).toMatchObject({ kind: 'halted', at: { step: 'two' } });
    expect(await standing(id)).toEqual(['done', 'failed', 'pending']);
    await writeFile(bench.fileOf(id, 'two'), 'by hand');
    bench.told.length = 0;
    expect(await bench.apply(id)).toEqual({ kind: 'done' });
    expect(bench.told).toEqual(['apply two done', 'apply three done']);
  });

  it('runs the tests when all steps are done, and again those that have failed', async () => {
    const test = {
      id: 'proof',
      title: 'It works',
      machine: 'here',
      command: command('/usr/bin/test', '-e', 'good'),
    } as const;
    const id = await bench.begin({ runbook: runbook({ steps: [step('one')], tests: [test] }) });
    expect(await bench.apply(id)).toMatchObject({
      kind: 'halted',
      at: { phase: 'test', step: 'proof' },
      reason: 'it ended with 1',
    });
    await writeFile(bench.fileOf(id, 'good'), '');
    bench.told.length = 0;
    expect(await bench.apply(id)).toEqual({ kind: 'done' });
    expect(bench.told).toEqual(['test proof done']);
  });

  it('gives a step for a person to a person, and asks its verify', async () => {
    const id = await one({ action: { kind: 'instruction', text: 'Make {change_directory}/one.' } });
    expect(await bench.apply(id)).toMatchObject({ kind: 'halted', outcome: 'waiting' });
    await writeFile(bench.fileOf(id, 'one'), 'by hand');
    expect(await bench.apply(id)).toEqual({ kind: 'done' });
    expect(await standing(id)).toEqual(['done']);
  });

  it('gives up the step under way when a rollback is requested', async () => {
    const started = script('echo $$ > running; sleep 30; echo made >> one');
    const id = await one({ action: { kind: 'command', command: started } });
    const applied = bench.apply(id);
    await expect
      .poll(() => readFile(bench.fileOf(id, 'running'), 'utf8').catch(() => ''), { timeout: 5000 })
      .not.toBe('');
    await bench.openBook().requestRollback(id, { via: 'webhook', who: 'FleetRollbackLatency', at: bench.now });
    expect(await applied).toEqual({ kind: 'rollback-requested' });
    expect(await standing(id)).toEqual(['unknown']);
    await expect(bench.apply(id)).rejects.toThrow('only an active change is applied');
  });

  it('is done by one process at a time', async () => {
    const id = await one({ action: { kind: 'command', command: script('sleep 0.5; echo made >> one') } });
    const first = bench.apply(id);
    await expect.poll(() => readdir(bench.book.folderOf(id))).toContain('lock');
    await expect(bench.apply(id)).rejects.toThrow(`process ${process.pid} is at ${id}`);
    expect(await first).toEqual({ kind: 'done' });
  });

  it('keeps what commands print, without credentials', async () => {
    const password = ['correct', 'horse', 'battery', '9'].join('-');
    const talks = script(`echo "connecting with password=${password}"; echo made >> one`);
    const id = await one({ action: { kind: 'command', command: talks } });
    await bench.apply(id);
    const kept = await readFile(bench.fileOf(id, 'output/apply.one.alpha.1.run.txt'), 'utf8');
    expect(kept).toContain('connecting with password=[redacted:');
    expect(kept).not.toContain(password);
    expect(await readFile(`${bench.directory}/journal.jsonl`, 'utf8')).toContain('[redacted:');
  });
});

describe('apply --plan', () => {
  it('says what would run, be skipped, or is done, and runs nothing', async () => {
    const id = await bench.begin({
      runbook: runbook({
        steps: [
          step('one'),
          step('two', { when: no }),
          step('three', { verify: yes }),
          step('four', { verify: unclear }),
          step('five', { machine: 'each' }),
        ],
      }),
    });
    const planned = await planChange(bench.site, await bench.book.record(id));
    expect(planned.map(({ task, would }) => `${task.step} on ${task.machine}: ${would}`)).toEqual([
      'one on alpha: run',
      'two on alpha: skip',
      'three on alpha: nothing',
      'four on alpha: stop',
      'five on alpha: run',
      'five on beta: ask-machine',
    ]);
    expect(planned[0]?.argv).toEqual(['/bin/sh', '-c', 'echo made >> one']);
    expect(await kinds(id)).toEqual(['begun']);
    expect(await readdir(bench.book.folderOf(id))).toEqual([]);
  });
});
