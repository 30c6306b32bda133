import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatPlace } from '../../src/finding.js';
import { readRunbook } from '../../src/runbooks/reading/read.js';
import { goodRunbook as good } from './goodRunbook.js';

/** What is said of the good text with one piece of it replaced: severity, code, message, and the text it points at. */
function said(piece: string, replacement: string): string[] {
  expect(good).toContain(piece);
  const text = good.replace(piece, () => replacement);
  const { runbook, findings } = readRunbook('every-key.yaml', text);
  const isRefused = findings.some(({ severity }) => severity === 'error');
  expect(runbook === undefined).toBe(isRefused);
  return findings.map(({ place, severity, code, message }) => {
    if (place.kind !== 'file') throw new Error('a runbook is a file');
    const line = text.split('\n')[place.line - 1] ?? '';
    return `${severity} ${code}: ${message} @ ${line.slice(place.column - 1)}`;
  });
}

describe('a runbook that uses every key', () => {
  const { runbook, findings } = readRunbook('every-key.yaml', good);

  it('has no findings', () => expect(findings).toStrictEqual([]));

  it('has its figures in hours and seconds', () => {
    expect(runbook).toMatchObject({ effortHours: 1.5, bakeSeconds: 1800, impact: 8, complexity: 2 });
  });

  it('is told from any other text by its digest', () => {
    expect(runbook?.digest).toBe(createHash('sha256').update(good).digest('hex'));
  });

  it('has commands with their defaults', () => {
    const [keep, edit, tell] = runbook?.steps ?? [];
    expect(keep).toStrictEqual({
      id: 'keep',
      title: 'Keep the file as it is',
      machine: 'here',
      action: {
        kind: 'command',
        command: {
          argv: ['fleetwatch', 'files', 'keep', '{project_root}/boot.py', '--in', '{change_directory}'],
          directory: '{project_root}',
          deadlineSeconds: 30,
        },
      },
      when: undefined,
      verify: {
        argv: ['fleetwatch', 'files', 'same', '--in', '{change_directory}'],
        directory: '{project_root}',
        deadlineSeconds: 30,
      },
      undo: undefined,
    });
    expect(edit).toMatchObject({
      machine: 'each',
      action: { kind: 'command', command: { directory: '{state_directory}/changes', deadlineSeconds: 120 } },
      when: { argv: ['grep', '-q', 'wrong', '{project_root}/boot.py'], deadlineSeconds: 5 },
      verify: { argv: ['grep', '-q', 'right', 'boot.py'], directory: '{project_root}', deadlineSeconds: 30 },
      undo: { action: { kind: 'command', command: { deadlineSeconds: 10 } } },
    });
    expect(tell).toMatchObject({
      machine: '{other}',
      action: { kind: 'instruction', text: 'Say so in the channel.' },
      undo: undefined,
    });
    expect(runbook?.tests).toMatchObject([{ id: 'paths', machine: 'here', command: { deadlineSeconds: 60 } }]);
    expect(runbook?.rollback).toMatchObject([{ id: 'look', action: { kind: 'instruction' } }]);
  });

  it('has its gate queries', () => {
    expect(runbook?.success).toMatchObject([{ id: 'agents-up', onNoData: 'inconclusive', count: 4 }]);
    expect(runbook?.abort).toMatchObject([
      { condition: { comparison: '<=', reference: { kind: 'baseline', plus: 1 } } },
    ]);
  });
});

describe('a runbook is refused', () => {
  const success = good.slice(good.indexOf('success:'), good.indexOf('abort:'));
  const cases: [what: string, piece: string, replacement: string, said: RegExp][] = [
    ['whose file has another name', 'id: every-key', 'id: every-kee', /runbook-name: .* @ every-kee$/],
    ['with an unknown key', 'bake: 30m', 'bake: 30m\nbaek: 1m', /unknown-key: unknown key `baek`.* @ baek: 1m$/],
    ['without a bake time', 'bake: 30m\n', '', /missing-key: the file lacks `bake` @ id: every-key$/],
    ['with a risk there is not', 'risk: A', 'risk: K', /invalid-value: `risk` must be one of A, B.* @ K$/],
    ['out of proportion', 'impact: 8', 'impact: 11', /out-of-range: `impact` must be <= 10.* @ 11$/],
    ['with a duration that is none', 'effort: 90m', 'effort: 90', /wrong-type: `effort` must be a string.* @ 90$/],
    ['with no time', 'deadline: 5s', 'deadline: 0s', /invalid-value: `steps\[1\]\.when\.deadline`.* @ 0s }$/],
    ['with too much', 'deadline: 5s', 'deadline: 2h', /invalid-value: `steps\[1\]\.when\.deadline`.* @ 2h }$/],
    [
      'with a step without verify',
      '    verify: [test, -e, /tmp]\n',
      '',
      /missing-key: `steps\[2\]` lacks `verify` @ id: tell$/,
    ],
    [
      'with nobody to do a step',
      '    instruct: Say so in the channel.\n',
      '',
      /runbook-action: neither .* @ id: tell$/,
    ],
    [
      'with two to do a step',
      'instruct: Say so in the channel.',
      'instruct: Say so.\n    run: [test]',
      /runbook-action: both .* @ id: tell$/,
    ],
    ['with two steps of one id', '- id: tell', '- id: keep', /runbook-twice: `keep` is .* @ keep$/],
    ['with a test of the id of a step', 'id: paths', 'id: edit', /runbook-twice: `edit` is .* @ edit, title/],
    [
      'with a value that nobody gives',
      "'{agent}']",
      "'{agents}']",
      /runbook-parameter: nobody gives a value for `{agents}`, did you mean `{agent}`\? @ '{agents}'\]$/,
    ],
    ['with a machine that nobody names', "'{other}'", "'{others}'", /runbook-parameter: .*`{others}`.* @ '{others}'$/],
    [
      'with a folder that nobody knows',
      "'{state_directory}/",
      "'{state}/",
      /runbook-parameter: .* @ '{state}\/changes'$/,
    ],
    [
      'with a parameter that all have',
      'name: other',
      'name: machine',
      /runbook-parameter: every change has .* @ machine,/,
    ],
    ['with one declared twice', 'name: other', 'name: agent', /runbook-parameter: `agent` is declared twice @ agent,/],
    ['with a pattern that is none', "'[a-z]+'", "'[a-z+'", /runbook-parameter: what is allowed .* @ '\[a-z\+' }$/],
    ['with a default not allowed', 'default: Planner', 'default: a b', /runbook-parameter: the default .* @ a b }$/],
    [
      'with a value in program text',
      `'print({{"a": 1})'`,
      `'print("{agent}")'`,
      /runbook-program-text: a value is put into program text @ 'print\("{agent}"\)'/,
    ],
    [
      'with nothing to run',
      'run: [fleetwatch, check, --only, A]',
      'run: []',
      /invalid-value: `tests\[0\]\.run`.* @ \[\],/,
    ],
    ['with a gate that asks nothing', success, 'success: []\n', /invalid-value: `success`.* @ \[\]$/],
    [
      'with a gate query without policy',
      '    on_nan: fail\n    on_error: inconclusive\n    interval',
      '    on_error: inconclusive\n    interval',
      /missing-key: `success\[0\]` lacks `on_nan` @ id: agents-up$/,
    ],
    [
      'with a gate query on nothing known',
      'agent="{agent}"',
      'agent="{agant}"',
      /gate-parameter: .*`agant`.* @ 'count\(/,
    ],
  ];
  it.each(cases)('%s', (_what, piece, replacement, expected) => {
    expect(said(piece, replacement)).toContainEqual(expect.stringMatching(new RegExp(`^error ${expected.source}`)));
  });

  it('with all of its problems at once', () => {
    const text = good
      .replace('impact: 8', 'impact: 0')
      .replace('bake: 30m', 'bake: soon')
      .replace('risk: A', 'risk: Z');
    const { findings } = readRunbook('every-key.yaml', text);
    expect(findings.map(({ place }) => formatPlace(place)).sort()).toStrictEqual([
      'every-key.yaml:12:7',
      'every-key.yaml:3:7',
      'every-key.yaml:5:9',
    ]);
  });

  it.each(['', 'a: [', '[]', 'nothing', '!!binary x', '{'.repeat(200)])('as %j, without throwing', (text) => {
    const { runbook, findings } = readRunbook('x.yaml', text);
    expect(runbook).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
  });
});

describe('a runbook is used, with a warning', () => {
  const cases: [what: string, piece: string, replacement: string, said: RegExp][] = [
    [
      'where a step says nothing of how it is taken back',
      '\n    undo: none',
      '',
      /runbook-no-undo: step `tell` .* @ id: tell$/,
    ],
    ['where nobody knows which program is meant', '[test, -e', '[tset, -e', /runbook-program: `tset` .* @ tset, -e/],
    [
      'where a program has a relative path',
      '[test, -e',
      '[./test, -e',
      /runbook-program: `\.\/test` .* @ \.\/test, -e/,
    ],
  ];
  it.each(cases)('%s', (_what, piece, replacement, expected) => {
    const warning = expect.stringMatching(new RegExp(`^warning ${expected.source}`));
    expect(said(piece, replacement)).toStrictEqual([warning]);
  });
});
