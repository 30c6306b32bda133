import { describe, expect, it } from 'vitest';
import { isLeakRule, leakRules } from '../../src/leaks/rules.js';
import { createScanner } from '../../src/leaks/scanner.js';
import { encodedLeaks, leaks } from './leaks.js';
import { lookAlikes } from './lookAlikes.js';
import { made } from './made.js';

const scanner = createScanner();

function found(text: string, form: 'text' | 'arguments' | 'environment' = 'text'): string[] {
  const bytes = Buffer.from(text);
  return scanner.scan(bytes, form).map(({ rule, start, end }) => `${rule} ${bytes.toString('utf8', start, end)}`);
}

describe('a leak is found with its bounds', () => {
  it.each(leaks)('$name', ({ rule, text, form }) => {
    const secret = /«(.*)»/s.exec(text)?.[1]?.replace(/(?:\\n|\n)$/, '');
    const hits = found(text.replaceAll(/[«»]/g, ''), form);
    expect(hits.map((hit) => hit.replace(/(?:\\n|\n)$/, ''))).toEqual([`${rule} ${secret}`]);
  });

  it.each(encodedLeaks)('in base64: $name', ({ rule, text }) => {
    expect(found(text).map((hit) => hit.split(' ')[0])).toEqual([rule]);
  });

  it('has tables of sixty and more', () => {
    expect(leaks.length).toBeGreaterThanOrEqual(60);
    expect(lookAlikes.length).toBeGreaterThanOrEqual(60);
  });
});

describe('what looks alike is left alone', () => {
  it.each(lookAlikes.map(([text, form]) => ({ text, form })))('$text', ({ text, form }) => {
    expect(found(text, form)).toEqual([]);
  });

  it('also as a message in JSON', () => {
    const wrong = lookAlikes
      .filter(([, form]) => form === undefined)
      .map(([text]) => JSON.stringify({ level: 'INFO', message: text }))
      .filter((line) => found(line).length > 0);
    expect(wrong).toEqual([]);
  });
});

describe('a scanner', () => {
  it('leaves out the rules that are off', () => {
    const text = Buffer.from(`key AKIA${made.upper(16)} end`);
    expect(createScanner({ rulesOff: ['aws-access-key'] }).scan(text, 'text')).toEqual([]);
    expect(scanner.scan(text, 'text')).toEqual([{ rule: 'aws-access-key', start: 4, end: 24 }]);
  });

  it('gives the leaks from an offset on', () => {
    const text = Buffer.from(`a AKIA${made.upper(16)} b AKIA${made.upper(16, 2)}`);
    const all = scanner.scan(text, 'text');
    expect(all).toHaveLength(2);
    expect(scanner.scan(text, 'text', 10)).toEqual(all.slice(1));
  });

  it('finds the same at odd and at even addresses', () => {
    const text = `token: ghp_${made.base62(36)}`;
    const two = Buffer.from(`..${text}`);
    const even = scanner.scan(two.subarray(2), 'text');
    expect(even).toHaveLength(1);
    const odd = Buffer.from(`.${text}`).subarray(1);
    expect(scanner.scan(odd, 'text')).toEqual(even);
  });
});

describe('the rules', () => {
  it('have ids of their own', () => {
    expect(new Set(leakRules.map(({ id }) => id)).size).toBe(leakRules.length);
    expect(leakRules.every(({ id }) => isLeakRule(id) && /^[a-z0-9-]+$/.test(id))).toBe(true);
    expect(isLeakRule('no-such-rule')).toBe(false);
  });

  it('say what to do in a sentence', () => {
    expect(leakRules.filter(({ remedy, title }) => !/^[A-Z].*\.$/.test(remedy) || title === '')).toEqual([]);
  });

  it('look for literals that the sieve can find', () => {
    expect(leakRules.flatMap(({ keywords }) => keywords).filter((keyword) => keyword.length < 3)).toEqual([]);
  });
});
