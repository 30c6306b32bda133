import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ackCommand, ackListCommand, ackRemoveCommand } from '../../src/cli/ack.js';

let folder: string;
let output: string;
let problems: string[];
let now = 1_795_341_600_000;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-'));
  output = '';
  problems = [];
  now = 1_795_341_600_000;
});
afterEach(() => rm(folder, { recursive: true }));

const around = {
  write: (text: string) => {
    output += text;
  },
  problem: (line: string) => problems.push(line),
  now: () => now,
};

/** Acknowledges, with the journal in the folder unless `changes` say otherwise. */
function ack(changes: Partial<Parameters<typeof ackCommand>[0]> = {}): Promise<number> {
  return ackCommand({ alert: 'FleetAgentDown', for: '1h', by: 'Ada', stateDirectory: folder, ...changes }, around);
}

async function listed(): Promise<string> {
  output = '';
  expect(await ackListCommand({ stateDirectory: folder }, around)).toBe(0);
  return output;
}

describe('fleetwatch ack', () => {
  it('keeps an acknowledgement, lists it, and forgets it when it expires', async () => {
    expect(await ack({ machine: 'alpha', agent: 'planner', reason: 'disk swap' })).toBe(0);
    const line = 'FleetAgentDown of planner on alpha until 2026-11-22T11:00:00.000Z by Ada: disk swap\n';
    expect(output).toContain(line);
    expect(output).toContain(`kept in ${folder}/acknowledgements.jsonl`);
    expect((await listed()).slice(9)).toBe(line);
    now += 3_600_000;
    expect(await listed()).toBe('');
  });

  it('takes one back by its id, and says who did', async () => {
    await ack();
    const id = (await listed()).slice(0, 8);
    expect(await ackRemoveCommand({ id, by: 'Bob', stateDirectory: folder }, around)).toBe(0);
    expect(await listed()).toBe('');
    const journal = await readFile(join(folder, 'acknowledgements.jsonl'), 'utf8');
    expect(journal).toContain(`"kind":"removed","at":"2026-11-22T10:00:00.000Z","id":"${id}","by":"Bob"`);
    expect(await ackRemoveCommand({ id, by: 'Bob', stateDirectory: folder }, around)).toBe(2);
    expect(problems.join()).toContain('no acknowledgement that holds has this id');
  });

  it('finds the state directory by the settings', async () => {
    const machine = (name: string) => `{ name: ${name}, startup_file: ${name}.yaml }`;
    const config = join(folder, 'fleetwatch.yaml');
    await writeFile(config, `state_directory: .\nmachines: [${machine('alpha')}, ${machine('beta')}]\n`);
    expect(await ack({ stateDirectory: undefined, config })).toBe(2);
    expect(problems).toEqual(['name with --on the machine whose exporter keeps it']);
    expect(await ack({ stateDirectory: undefined, config, on: 'beta' })).toBe(0);
    expect(await listed()).toContain('FleetAgentDown until');
  });

  it('says to programs what it keeps, what holds, and what it takes back', async () => {
    const given = { by: 'Bob', stateDirectory: folder, json: true };
    const said = (): unknown => {
      const document: unknown = JSON.parse(output);
      output = '';
      return document;
    };
    expect(await ack({ agent: 'planner', json: true })).toBe(0);
    const [, id = ''] = /"id": "(\w+)"/.exec(output) ?? [];
    const kept = {
      ...{ id, alert: 'FleetAgentDown', agent: 'planner', by: 'Ada' },
      ...{ madeAt: '2026-11-22T10:00:00.000Z', until: '2026-11-22T11:00:00.000Z' },
    };
    expect(said()).toEqual({ acknowledged: kept, keptIn: join(folder, 'acknowledgements.jsonl') });
    await ackListCommand(given, around);
    expect(said()).toEqual({ acknowledgements: [kept] });
    await ackRemoveCommand({ ...given, id }, around);
    expect(said()).toEqual({ removed: kept, by: 'Bob' });
    await ackListCommand(given, around);
    expect(said()).toEqual({ acknowledgements: [] });
  });

  const refused: [name: string, changes: Partial<Parameters<typeof ackCommand>[0]>, problem: string][] = [
    ['a typo', { alert: 'FleetAgentDwon' }, 'did you mean FleetAgentDown?'],
    ['nobody', { by: undefined }, 'say with --by who is at it'],
    ['longer than a day', { for: '25h' }, 'at most 24h'],
    [
      'a state directory that no exporter made',
      { stateDirectory: '/nonexistent' },
      'there is no state directory /nonexistent',
    ],
    ['no exporter', { stateDirectory: undefined }, 'say with --config or --state-directory'],
    ['settings that are not there', { stateDirectory: undefined, config: '/nonexistent.yaml' }, 'file-unreadable'],
  ];
  it.each(refused)('refuses %s, and keeps nothing', async (_name, changes, problem) => {
    expect(await ack(changes)).toBe(2);
    expect(problems.join()).toContain(problem);
    expect(await listed()).toBe('');
  });

  it('lists what holds although a line is torn, and says so', async () => {
    await ack();
    await writeFile(join(folder, 'acknowledgements.jsonl'), '\n{"kind":"ack', { flag: 'a' });
    await ack({ alert: 'FleetExporterDown' });
    expect((await listed()).match(/^\w+ Fleet\w+/gm)).toHaveLength(2);
    expect(problems).toEqual([`${folder}/acknowledgements.jsonl:4: this line cannot be read, and does not count`]);
  });
});
