import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../src/doctor/ask.js';
import { leastOffset } from '../../src/doctor/checks/clocks.js';
import { isAtLeast } from '../../src/doctor/checks/versions.js';
import { examine, worst } from '../../src/doctor/examine.js';
import { type Check, ok } from '../../src/doctor/model.js';
import { loadSettings } from '../../src/settings.js';
import { parseEffectiveCapabilities } from '../../src/system/capabilities.js';

describe('the clock of a server', () => {
  // Asked at 10.2 s, answered at 10.6 s; it says its time cut to the second.
  it.each([
    ['the same second', 10_000, 0],
    ['the second before, which may have just ended', 9000 + 500, 0],
    ['two seconds before', 8000, -1.2],
    ['the next second', 11_000, 0.4],
    ['a minute ahead', 70_000, 59.4],
  ])('%s', (_what, date, expected) => {
    const answer: HttpAnswer = { kind: 'answered', status: 200, text: '', date, askedAt: 10_200, answeredAt: 10_600 };
    expect(leastOffset(answer)).toBeCloseTo(expected);
  });

  it('is unknown where nobody answers', () => {
    expect(leastOffset({ kind: 'none', reason: 'no connection' })).toBeUndefined();
  });
});

describe('versions', () => {
  it.each([
    ['20.19.0', '20.19', true],
    ['20.19', '20.19.0', true],
    ['20.9.0', '20.19', false],
    ['22.0.0', '20.19', true],
    ['18.99.0', '20.19', false],
  ])('%s is at least %s: %s', (version, wanted, expected) => {
    expect(isAtLeast(version, wanted)).toBe(expected);
  });
});

describe('capabilities', () => {
  it.each([
    ['CapEff:\t000001ffffffffff', ['CAP_DAC_READ_SEARCH', 'CAP_SYS_PTRACE']],
    ['CapEff:\t0000000000000000', []],
    ['CapEff:\t0000000000000004', ['CAP_DAC_READ_SEARCH']],
    ['CapEff:\t0000000000080000', ['CAP_SYS_PTRACE']],
  ])('%j', (text, expected) => {
    expect([...(parseEffectiveCapabilities(`Name:\tnode\n${text}\nCapBnd:\t0\n`) ?? ['unread'])]).toStrictEqual(
      expected,
    );
  });

  it('are unknown without their line', () => {
    expect(parseEffectiveCapabilities('Name:\tnode\n')).toBeUndefined();
  });
});

describe('an examination', () => {
  const well: Check = { name: 'well', why: 'because', look: async () => [ok('fine')] };
  const broken: Check = { name: 'broken', why: 'because', look: () => Promise.reject(new Error('oh')) };

  it('goes on where a check breaks', async () => {
    const { settings } = await loadSettings('examples/demo/fleetwatch.yaml', 'alpha');
    if (settings === undefined) throw new Error('the settings of the demo fleet are whole');
    const diagnoses = await examine([broken, well], {
      settings,
      environment: {},
      ask: async () => ({ kind: 'none', reason: 'nobody is asked' }),
      now: Date.now,
      nodeVersion: '20.19.0',
      promtoolVersion: async () => undefined,
      user: 1000,
    });
    expect(diagnoses.map(({ check, standing }) => [check, standing])).toStrictEqual([
      ['broken', 'failed'],
      ['well', 'ok'],
    ]);
    expect(diagnoses[0]?.seen).toBe('the check itself broke: oh');
  });

  it.each([
    [['ok', 'warning', 'failed'], 'failed'],
    [['ok', 'warning'], 'warning'],
    [['not-applicable', 'ok'], 'ok'],
    [[], 'ok'],
  ] as const)('the worst of %j is %s', (seen, expected) => {
    expect(worst(seen.map((standing) => ({ standing })))).toBe(expected);
  });
});
