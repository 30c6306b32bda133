import { describe, expect, it } from 'vitest';
import { redact } from '../../src/leaks/redact.js';
import { createScanner } from '../../src/leaks/scanner.js';
import { leaks } from './leaks.js';
import { lookAlikes } from './lookAlikes.js';
import { made } from './made.js';

const scanner = createScanner();

describe('redact', () => {
  it('puts the rule in the place of the secret', () => {
    expect(redact(`REDIS_PASSWORD=${made.password()} PORT=6379`, scanner)).toBe(
      'REDIS_PASSWORD=[redacted:password] PORT=6379',
    );
  });

  it('keeps the public prefix', () => {
    expect(redact(`key AKIA${made.upper(16)}.`, scanner)).toBe('key AKIA[redacted:aws-access-key].');
    expect(redact(`«ghp_${made.base62(36)}»`, scanner)).toBe('«ghp_[redacted:github-token]»');
  });

  it('leaves what is between, also outside of ASCII', () => {
    const text = `ä redis://:${made.password()}@höst ö npm_${made.base62(36)} ü`;
    expect(redact(text, scanner)).toBe('ä redis://:[redacted:url-password]@höst ö npm_[redacted:npm-token] ü');
  });

  it.each(leaks.filter(({ form }) => form === undefined))('leaves nothing of $name', ({ text }) => {
    const secret = /«(.*)»/s.exec(text)?.[1] ?? '';
    const redacted = redact(text.replaceAll(/[«»]/g, ''), scanner);
    expect(redacted).not.toContain(secret);
    expect(redact(redacted, scanner)).toBe(redacted);
  });

  it.each(lookAlikes.flatMap(([text, form]) => (form === undefined ? [{ text }] : [])))(
    'leaves $text as it is',
    ({ text }) => {
      expect(redact(text, scanner)).toBe(text);
    },
  );
});
