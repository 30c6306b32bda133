import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartupFile } from '../../src/fleet/read.js';
import { migrate } from '../../src/migrate/migrate.js';
import { leftAlone, migrated } from './migrating.js';

const folder = join(import.meta.dirname, '../fixtures/migrate');
const names = readdirSync(folder).flatMap((file) =>
  file.endsWith('.old.yaml') ? [file.replace('.old.yaml', '')] : [],
);
const read = (name: string, state: 'old' | 'current') => readFileSync(join(folder, `${name}.${state}.yaml`), 'utf8');

const agent = 'agent_groups: { core: { Lever: { script_path: a.py, port: 7000, health_check_port: 8000 } } }\n';

const current = `global_settings: {}\n${agent}`;

describe('an older layout becomes the current one', () => {
  it.each(names)('%s', (name) => {
    const { text, left } = migrated(read(name, 'old'));
    expect(text).toBe(read(name, 'current'));
    expect(left).toEqual([]);
  });

  it.each(names)('%s, with the line ends of Windows', (name) => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    expect(migrated(windows(read(name, 'old'))).text).toBe(windows(read(name, 'current')));
  });

  it.each(names)('%s: what came out is left alone', (name) => {
    expect(leftAlone(read(name, 'current'))).toEqual([]);
  });

  it.each(names)('%s is read as the machine that was meant', (name) => {
    const source = { name: 'alpha', startupFile: 'startup.yaml' };
    const [before, after] = (['old', 'current'] as const).map((state) =>
      parseStartupFile(source, read(name, state), { variables: {} }),
    );
    const errors = before?.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code) ?? [];
    expect(new Set(errors)).toEqual(new Set(name === 'quoted-values' ? ['wrong-type'] : []));
    expect(after?.findings).toEqual([]);
    expect(after?.machine?.agents.length).toBeGreaterThan(0);
  });

  it('says what it does, in the order of the file', () => {
    const { changes } = migrated(`${agent}health_checks: { retries: "3" }\nenvironment: {}\nerror_bus_port: "7999"\n`);
    expect(changes.map(({ place, message }) => `${place.line}:${place.column} ${message}`)).toEqual([
      '2:27 `health_checks.retries` becomes 3 without quotes',
      '2:1 `health_checks` moves into `global_settings`',
      '3:1 `environment` moves into `global_settings`',
      '4:17 `error_bus_port` becomes 7999 without quotes',
    ]);
  });

  it('does so in a list under a key of its own', () => {
    const list = 'agents:\n  - { name: Bell, script_path: b.py, port: "7030", health_check_port: 8030 }\n';
    expect(migrated(list, 'agents').text).toBe(list.replace('"7030"', '7030'));
  });

  it('ends a last line that comes to stand further up', () => {
    expect(migrated(`${agent}environment: {}`).text).toBe(`${agent}global_settings:\n  environment: {}\n`);
    expect(migrated(`global_settings:\n  volumes: []\n${agent}environment: {}`).text).toBe(
      `global_settings:\n  volumes: []\n  environment: {}\n${agent}`,
    );
  });
});

describe('what is not certain is left to a person', () => {
  it.each([
    ['"no"', 'Python took it for true'],
    ['"false"', 'Python took it for true'],
    ['"off"', 'Python took it for true'],
    ['"maybe"', 'no boolean'],
    ['1', 'a number'],
  ])('required: %s (%s)', (value) => {
    expect(leftAlone(current.replace('7000,', `7000, required: ${value},`))).toEqual([
      expect.stringContaining('2 wrong-type: `agent_groups.core.Lever.required`'),
    ]);
  });

  it.each(['"07000"', '"7_000"', '"0x1b58"', '" 7000"', '"7000.0"', '"port"', '""'])('port: %s', (value) => {
    expect(leftAlone(current.replace('7000', value))).toEqual([
      expect.stringContaining('2 wrong-type: `agent_groups.core.Lever.port`'),
    ]);
  });

  it('a number out of range is typed, and still out of range', () => {
    const { text, left } = migrated(agent.replace('7000', '"70000"'));
    expect(text).toBe(agent.replace('7000', '70000'));
    expect(left.map(({ code }) => code)).toContain('port-out-of-range');
  });

  it('a tag says that text is meant', () => {
    expect(leftAlone(agent.replace('7000', '!!str "7000"')).join()).toContain('wrong-type');
  });

  it('an anchor that stands for text elsewhere', () => {
    const text = `global_settings: { environment: { PORT: &port "7000" } }\n${agent.replace('7000', '*port')}`;
    expect(leftAlone(text)).toEqual([expect.stringContaining('wrong-type')]);
  });

  it('settings that stand in both places', () => {
    const text = `global_settings:\n  environment: { A: 1 }\n${agent}environment: { B: 2 }\n`;
    expect(leftAlone(text)).toEqual([
      '4 migrate-by-hand: `environment` is not migrated: it stands in `global_settings` too',
    ]);
  });

  it('settings that stand in both places stay, others move', () => {
    const text = `global_settings:\n  environment: { A: 1 }\n${agent}environment: { B: 2 }\nresource_limits: {}\n`;
    const { text: after, left } = migrated(text);
    expect(after).toBe(
      `global_settings:\n  environment: { A: 1 }\n  resource_limits: {}\n${agent}environment: { B: 2 }\n`,
    );
    expect(left.map(({ code }) => code)).toEqual(['migrate-by-hand']);
  });

  it.each([
    ['a file in braces', `{ environment: {}, ${agent.trim()} }\n`, 'in braces, or indented'],
    ['an indented file', `  environment: {}\n  ${agent}`, 'in braces, or indented'],
    ['settings in braces', `global_settings: {}\n${agent}environment: {}\n`, 'is written in braces'],
    ['settings written as null', `global_settings: null\n${agent}environment: {}\n`, 'is written in braces'],
    [
      'settings behind an anchor',
      `global_settings: &all\n  volumes: []\n${agent}environment: {}\n`,
      'stands for something else',
    ],
    [
      'an anchor that would come after its alias',
      `global_settings:\n  volumes: []\nagent_groups:\n  core: &core\n    Lever: { script_path: a.py, port: 7000, health_check_port: 8000 }\nenvironment: { A: *core }\n`,
      'would mean something else there',
    ],
  ])('%s', (_, text, reason) => {
    expect(leftAlone(text).filter((line) => line.includes('migrate-by-hand'))).toEqual([
      expect.stringContaining(reason),
    ]);
  });

  it('unknown keys are no older names of known ones', () => {
    expect(leftAlone(current.replace('7000,', '7000, requird: true,'))).toEqual([
      '2 unknown-key: unknown key `requird`, did you mean `required`?',
    ]);
  });

  it('lists of agents are no older layout', () => {
    expect(
      leftAlone(
        'global_settings: {}\nlamp_services:\n  - { name: L, script_path: l.py, port: 1, health_check_port: 2 }\n',
      ),
    ).toEqual([]);
  });
});

describe('a file that cannot be parsed is refused', () => {
  it.each([
    ['no YAML', 'agent_groups: [', 'yaml-syntax'],
    ['a key that stands twice', `${agent}environment: {}\nenvironment: {}\n`, 'duplicate-key'],
    ['nothing at all', '', 'wrong-type'],
    ['a list', '- 1\n', 'wrong-type'],
    ['an alias without an anchor', 'environment: *nothing\n', 'yaml-syntax'],
  ])('%s', (_, text, code) => {
    const migration = migrate({ file: 'startup.yaml', variables: {} }, text);
    if (migration.kind !== 'refused') throw new Error('it was not refused');
    expect(migration.findings.map((finding) => finding.code)).toContain(code);
  });
});
