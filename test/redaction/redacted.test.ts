import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding.js';
import { redactedFinding } from '../../src/redaction/finding.js';
import { redacted, redactedNamed, redactedStrings } from '../../src/redaction/redacted.js';
import { assignment, password, privateKey, token } from './secrets.js';

describe('redacted', () => {
  it.each([
    ['a token in a sentence', `it said ${token}, and went on`, token],
    ['an assignment', `run with ${assignment} once`, password],
    ['the password of a URL', `cannot reach nats://svc:${password}@hub:4222`, password],
    ['a URL that was taken for a path', `/srv/nats:/svc:${password}@hub:4222`, password],
    [
      'base64',
      `Basic ${Buffer.from(`ab=${token}\n`).toString('base64')}`,
      Buffer.from(token).toString('base64').slice(4, 40),
    ],
    ['a text in JSON', JSON.stringify({ message: `${assignment}\n` }), password],
  ])('leaves out %s', (_what, text, secret) => {
    expect(text).toContain(secret);
    expect(redacted(text)).not.toContain(secret);
    expect(redacted(text)).toContain('[redacted:');
  });

  it.each([
    ['a sentence', 'the password is kept in /run/secrets/redis'],
    ['a reference', `NATS_PASSWORD=\${NATS_PASSWORD}`],
    ['a place', 'fleets/alpha.yaml:12:3: error: unknown key `helth_check_port`'],
    ['an image with its digest', `redis:7-bookworm@sha256:${'0f'.repeat(32)}`],
    ['an address', 'mailto:somebody@example.org'],
  ])('leaves %s alone', (_what, text) => {
    expect(redacted(text)).toBe(text);
  });

  it.each([
    ['as it is', (key: string) => `${key}and more`],
    ['in JSON', (key: string) => JSON.stringify({ key, more: 1 })],
  ])('leaves out a private key of any length, %s', (_how, write) => {
    for (const lines of [10, 30, 50, 130]) {
      const safe = redacted(write(privateKey(lines)));
      expect(safe).not.toMatch(/[xQ7z0-9]{40}/);
      expect(safe).toContain('more');
    }
  });

  it('keeps JSON readable', () => {
    const safe = redacted(JSON.stringify({ a: assignment, b: `"${token}"`, c: privateKey(50), d: 1 }));
    expect(JSON.parse(safe)).toMatchObject({ d: 1 });
  });

  it('changes nothing more when it is applied again', () => {
    const piece = fc.constantFrom(
      token,
      assignment,
      privateKey(5),
      `nats://u:${password}@h`,
      'a: ',
      '"',
      '\n',
      'word ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 10 })), { maxLength: 12 }), (pieces) => {
        const once = redacted(pieces.join(''));
        expect(redacted(once)).toBe(once);
      }),
    );
  });
});

describe('a text with a name', () => {
  it.each([
    ['password', password],
    ['client_secret', password],
    ['description', `it says ${assignment}`],
  ])('%s is looked at together with it', (name, text) => {
    expect(redactedNamed(name, text)).not.toContain(password);
    expect(JSON.stringify({ [name]: text }, redactedStrings)).not.toContain(password);
  });

  it.each([
    ['agent', 'TokenManager'],
    ['summary', 'Agent Planner on alpha is down: no answer in 5 s'],
    ['secret', `\${FROM_ELSEWHERE}`],
  ])('%s stays as it is where it is harmless', (name, text) => {
    expect(redactedNamed(name, text)).toBe(text);
  });
});

it('a finding loses what it quotes, and nothing else', () => {
  const finding: Finding = {
    code: 'wrong-type',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file: `conf/${token}.yaml`, line: 3, column: 4 },
    message: `found "${assignment}"`,
    why: 'because',
    remedy: `remove ${token}`,
    agent: 'Planner',
  };
  const safe = redactedFinding(finding);
  expect(JSON.stringify(safe)).not.toMatch(new RegExp(`${token}|${password}`));
  expect(safe).toMatchObject({ code: 'wrong-type', place: { line: 3, column: 4 }, why: 'because', agent: 'Planner' });
});
