import { describe, expect, it } from 'vitest';
import { conditionText, parseCondition } from '../../src/gate/condition.js';
import { durationSeconds, durationText } from '../../src/gate/duration.js';

describe('a condition', () => {
  it.each([
    ['< 2', '<', { kind: 'number', value: 2 }, '< 2'],
    ['==-1.5e3', '==', { kind: 'number', value: -1500 }, '== -1500'],
    [' >=  baseline ', '>=', { kind: 'baseline', factor: 1, plus: 0 }, '>= baseline'],
    ['<= baseline * 1.2', '<=', { kind: 'baseline', factor: 1.2, plus: 0 }, '<= baseline * 1.2'],
    ['<= baseline*1.2+0.05', '<=', { kind: 'baseline', factor: 1.2, plus: 0.05 }, '<= baseline * 1.2 + 0.05'],
    ['!= last-good - 3', '!=', { kind: 'last-good', factor: 1, plus: -3 }, '!= last-good - 3'],
  ])('%j is read', (text, comparison, reference, written) => {
    const condition = parseCondition(text);
    expect(condition).toStrictEqual({ comparison, reference });
    expect(condition === undefined ? '' : conditionText(condition)).toBe(written);
  });

  it.each(['', '2', '< ', '= 2', '< base', '< baseline * -1', '< 2 + 3', '< baseline + 1 * 2', '=< 3', '< 0x10'])(
    '%j is none',
    (text) => {
      expect(parseCondition(text)).toBeUndefined();
    },
  );
});

describe('a duration', () => {
  it.each([
    ['90s', 90, '1m30s'],
    ['1h1ms', 3600.001, '1h'],
    ['250ms', 0.25, '0.25s'],
    ['0s', 0, '0s'],
    ['2d', 172_800, '48h'],
  ])('%s is %d seconds, written %s', (text, seconds, written) => {
    expect(durationSeconds(text)).toBe(seconds);
    expect(durationText(seconds)).toBe(written);
  });
});
