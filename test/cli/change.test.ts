import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginCommand, commitCommand, listCommand, showCommand, statusCommand } from '../../src/cli/change.js';
import { applyCommand } from '../../src/cli/changeApply.js';
import { journalListCommand, journalVerifyCommand } from '../../src/cli/journal.js';
import { approveCommand, rollbackCommand } from '../../src/cli/rollback.js';

const runbook = `
id: write-word
title: Write a word
risk: A
kind: procedure
impact: 2
complexity: 1
effort: 1h
downtime: none
machines: each
dependencies: []
conflicts: []
bake: 30m
issue: A word is missing.
solution: It is written.
parameters:
  - { name: word, about: what to write, pattern: '[a-z]+', default: hello }
steps:
  - id: write
    title: Write it
    run: [/bin/sh, -c, 'printf "%s" "$0" > "$1"', '{word}', '{project_root}/word']
    verify: [/usr/bin/test, -s, '{project_root}/word']
    undo:
      run: [/bin/rm, '{project_root}/word']
      verify: [/usr/bin/test, '!', -e, '{project_root}/word']
  - id: sign
    title: Sign it
    instruct: Make the file {project_root}/signed.
    verify: [/usr/bin/test, -e, '{project_root}/signed']
    undo:
      run: [/bin/rm, '{project_root}/signed']
      verify: [/usr/bin/test, '!', -e, '{project_root}/signed']
tests: []
rollback: []
risks: []
success:
  - id: agents-up
    title: agents are up
    query: 'count(fleet_agent_up{machine="{machine}"} == 1)'
    condition: '>= baseline'
    reduce: only
    on_no_data: inconclusive
    on_nan: inconclusive
    on_error: inconclusive
    interval: 1s
    count: 1
abort: []
`;

let folder: string;
let output: string;
let problems: string[];
const now = Date.now;
const stop = new AbortController().signal;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'change-')));
  const agent = (name: string, port: number) =>
    `    ${name}: { script_path: ${name}.py, port: ${port}, health_check_port: ${port + 1000} }\n`;
  const agents = agent('Planner', 7100) + agent('Courier', 7200) + agent('Clerk', 7300);
  await writeFile(join(folder, 'startup.yaml'), `agent_groups:\n  core:\n${agents}`);
  // Nobody listens on the port of Prometheus: baselines and gates must say so.
  const settings = `machines:\n  - { name: alpha, startup_file: startup.yaml }\nchanges:\n  prometheus_url: http://127.0.0.1:9\n`;
  await writeFile(join(folder, 'fleetwatch.yaml'), settings);
  await writeFile(join(folder, 'write-word.yaml'), runbook);
  output = '';
  problems = [];
});
afterEach(() => rm(folder, { recursive: true }));

const around = {
  write: (text: string) => {
    output += text;
  },
  problem: (line: string) => problems.push(line),
  now,
  stop,
};

function given() {
  output = '';
  problems = [];
  return { config: join(folder, 'fleetwatch.yaml'), json: false };
}

function begin(changes: Partial<Parameters<typeof beginCommand>[0]> = {}): Promise<number> {
  const file = join(folder, 'write-word.yaml');
  const usual = { runbook: file, rollback: 'auto', touches: ['Planner'], set: [], by: 'Ada' } as const;
  return beginCommand({ ...given(), ...usual, ...changes }, around);
}

function apply(confirm: readonly string[] = [], plan = false): Promise<number> {
  return applyCommand({ ...given(), plan, confirm }, around);
}

function inProject(name: string): string {
  return join(folder, name);
}

describe('fleetwatch change', () => {
  it('goes from begin to commit, and back', async () => {
    expect(await begin({ set: ['word=servus'] })).toBe(0);
    expect(output).toMatch(/^write-word-\d{8}T\d{6}Z-[0-9a-f]{6} active, 1 agent, begun .* by Ada, rollback auto\n/);
    expect(output).toContain('touches  alpha/Planner');
    expect(problems.join('\n')).toMatch(/^no baseline of healthy agents: /m);

    expect(await apply()).toBe(1);
    expect(await readFile(inProject('word'), 'utf8')).toBe('servus');
    expect(output).toContain(`| Make the file ${folder}/signed.`);
    expect(output).toContain('fleetwatch change apply --confirm sign');

    expect(await apply(['sign'])).toBe(1);
    expect(problems.join()).toContain('its verify says that it is not done');
    await writeFile(inProject('signed'), 'Ada');
    expect(await apply(['sign'])).toBe(0);

    expect(await commitCommand({ ...given(), by: 'Ada', gate: true }, around)).toBe(2);
    expect(problems.join()).toContain('is not committed: its gate says inconclusive');
    expect(await commitCommand({ ...given(), by: 'Ada', gate: false }, around)).toBe(0);
    expect(output).toContain(' baking, ');

    expect(await rollbackCommand({ ...given(), by: 'Bob' }, around)).toBe(0);
    expect(output).toContain('rollback asked for by Bob (operator)');
    await expect(readFile(inProject('word'))).rejects.toThrow('ENOENT');
    await expect(readFile(inProject('signed'))).rejects.toThrow('ENOENT');

    expect(await journalVerifyCommand(given(), around)).toBe(0);
    expect(output).toContain('each follows on the one before');
    expect(await journalListCommand(given(), around)).toBe(0);
    const told = output.split('\n').map((line) => line.replace(/^ *\d+ \S+ \S+ /, ''));
    expect(told.slice(-6, -1)).toEqual([
      'step-started undo sign on alpha attempt 1',
      'step-ended undo sign on alpha done',
      'step-started undo write on alpha attempt 1',
      'step-ended undo write on alpha done',
      'rollback-ended done',
    ]);
  });

  it('plans before it works', async () => {
    await begin();
    await writeFile(inProject('word'), 'there before');
    expect(await apply([], true)).toBe(0);
    expect(output).toBe(
      'none write on alpha: its verify says that it is done already\nask  sign on alpha: its verify says that it is not done\n',
    );
    expect(await statusCommand(given(), around)).toBe(0);
    expect(output).toContain('pending  write on alpha');
  });

  it('asks whoever sits there, until the verify agrees', async () => {
    await begin();
    let asked = 0;
    const ask = async () => {
      if (++asked === 2) await writeFile(inProject('signed'), '');
      return true;
    };
    expect(await applyCommand({ ...given(), plan: false, confirm: [] }, { ...around, ask })).toBe(0);
    expect(asked).toBe(2);
    expect(output).toContain('Its verify says that it is not done.');
  });

  it('lists the open ones first, and gives all to programs', async () => {
    await begin();
    await rollbackCommand({ ...given(), by: 'Bob' }, around);
    await begin({ touches: ['Courier'], rollback: 'approve' });
    expect(await listCommand(given(), around)).toBe(0);
    expect(output.match(/active|rolled-back/g)).toEqual(['active', 'rolled-back']);
    expect(await listCommand({ ...given(), json: true }, around)).toBe(0);
    expect(JSON.parse(output)).toMatchObject([
      { state: 'active', mode: 'approve', touches: [{ machine: 'alpha', agent: 'Courier' }] },
      {
        state: 'rolled-back',
        runbook: { id: 'write-word' },
        steps: [{ standing: 'pending' }, { standing: 'pending' }],
      },
    ]);
    const { id } = JSON.parse(output)[1];
    expect(await showCommand({ ...given(), id }, around)).toBe(0);
    expect(output).toContain(`${id} rolled-back`);
  });

  it('takes every agent of the machine where none is named', async () => {
    await begin({ touches: [] });
    expect(output).toContain('touches  alpha/Planner, alpha/Courier, alpha/Clerk');
  });

  const refused: [name: string, changes: Partial<Parameters<typeof beginCommand>[0]>, problem: string][] = [
    ['nobody', { by: undefined }, 'say with --by'],
    ['no such runbook', { runbook: 'risk-a-scrip-paths' }, 'there is no runbook'],
    ['no such agent', { touches: ['Plannner'] }, 'there is no agent Plannner, did you mean `Planner`?'],
    ['a value that is not allowed', { set: ['word=X1'] }, 'word is X1, and write-word allows [a-z]+'],
    ['an unknown parameter', { set: ['wort=x'] }, 'write-word has no parameter wort; it has word'],
    ['half a parameter', { set: ['word'] }, '--set takes name=value'],
    ['no such machine', { on: 'gamma' }, 'cannot use the settings'],
    ['no settings', { config: '/nonexistent.yaml' }, 'cannot use the settings'],
  ];
  it.each(refused)('refuses %s, and begins nothing', async (_name, changes, problem) => {
    expect(await begin(changes)).toBe(2);
    expect(problems.join()).toContain(problem);
    await listCommand(given(), around);
    expect(output).toBe('');
  });

  it.each([
    ['more than half of the fleet, and may be rolled back by itself', { touches: ['Planner', 'Clerk'] }, true],
    ['no more than that', { touches: ['Planner'] }, false],
    ['more than half, and asks for approval anyway', { touches: ['Planner', 'Clerk'], rollback: 'approve' }, false],
  ] as const)('says that a person is needed where a change touches %s', async (_what, changes, isSaid) => {
    expect(await begin(changes)).toBe(0);
    expect(problems.some((one) => one.includes('waits for a person: it touches 2 of 3 agents'))).toBe(isSaid);
  });

  it('refuses a second change of the same agents, naming the first', async () => {
    await begin({ touches: ['Planner', 'Courier'] });
    expect(await begin({ touches: ['Clerk', 'Courier'] })).toBe(2);
    expect(problems.at(-1)).toMatch(/^write-word-\S+ is active and touches Courier on alpha: one change at a time$/);
    expect(await begin({ touches: ['Clerk'] })).toBe(0);
    expect(await apply()).toBe(2);
    expect(problems.join()).toContain('several changes are open, name one: write-word-');
  });

  it.each([true, false])('refuses to commit what is not done, before it asks a gate: %s', async (gate) => {
    await begin();
    problems.length = 0;
    expect(await commitCommand({ ...given(), by: 'Ada', gate }, around)).toBe(2);
    expect(problems).toEqual([expect.stringContaining('write on alpha and 1 more are not done')]);
    expect(output).not.toContain('inconclusive');
  });

  it('refuses to approve what nobody has asked for', async () => {
    await begin();
    expect(await approveCommand({ ...given(), by: 'Ada' }, around)).toBe(2);
    expect(problems.join()).toContain('nobody has asked to roll');
  });

  it('refuses a journal that was altered, and says where', async () => {
    await begin();
    const file = join(folder, '.fleetwatch/alpha/changes/journal.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"by":"Ada"', '"by":"Eve"'));
    for (const command of [
      () => apply(),
      () => begin({ touches: ['Clerk'] }),
      () => rollbackCommand({ ...given(), by: 'Ada' }, around),
    ]) {
      expect(await command()).toBe(2);
      expect(problems).toEqual([`${file}:1: this line of the journal is not as it was written`]);
    }
    expect(await journalVerifyCommand(given(), around)).toBe(1);
    expect(problems).toEqual([`${file}:1: this line of the journal is not as it was written`]);
  });
});
