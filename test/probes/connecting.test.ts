import { describe, expect, it } from 'vitest';
import { failedConnecting, firstPhase, lateConnecting } from '../../src/probes/connecting.js';

const failure = (code: string): Error => Object.assign(new Error('secret=abc'), { code });

describe('failedConnecting', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'refused'],
    ['ENETUNREACH', 'refused'],
    ['ENOTFOUND', 'refused'],
    ['ETIMEDOUT', 'hung'],
    ['EAI_AGAIN', 'unasked'],
    ['EMFILE', 'unasked'],
    ['EADDRNOTAVAIL', 'unasked'],
    ['EWHATEVER', 'unasked'],
  ])('%s is %s, and the message of the error stays inside', (code, kind) => {
    const outcome = failedConnecting(failure(code));
    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('of several addresses takes what the last one said', () => {
    const error = new AggregateError([failure('ETIMEDOUT'), failure('ECONNREFUSED')]);
    expect(failedConnecting(error)).toEqual({ kind: 'refused', reason: 'connection refused' });
  });
});

describe('before the connection stands', () => {
  it.each([
    ['127.0.0.1', 'hung'],
    ['::1', 'hung'],
    ['agent.example', 'unasked'],
  ])('running out of time for %s is %s', (host, kind) => {
    expect(lateConnecting(firstPhase(host)).kind).toBe(kind);
  });
});
