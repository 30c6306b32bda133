import { describe, expect, it } from 'vitest';
import { judge } from '../../src/health/judge.js';
import type { Verdict } from '../../src/health/verdict.js';
import type { Answer } from '../../src/probes/answer.js';

const port = 7300;

function answered(body: string | Buffer, httpStatus?: number): Answer {
  const status = httpStatus === undefined ? {} : { httpStatus };
  return { kind: 'answered', body: Buffer.from(body), seconds: 0, ...status };
}

/** What a base-class agent says, `said` over what one says that is well. */
function baseClass(said: Record<string, unknown> = {}): string {
  return JSON.stringify({
    status: 'ok',
    ready: true,
    health_checks: { redis_connected: true },
    health_details: { port, redis_host: 'localhost:6379' },
    health_status: 'healthy',
    ...said,
  });
}

interface Case {
  readonly name: string;
  readonly body: string | Buffer;
  readonly httpStatus?: number;
  readonly verdict: Verdict;
  readonly identity?: 'confirmed' | 'other';
}

const cases: readonly Case[] = [
  { name: 'base class, well', body: baseClass(), verdict: 'healthy', identity: 'confirmed' },
  {
    name: 'base class, `health_status` outranks the older `status`',
    body: baseClass({ status: 'degraded', health_status: 'unhealthy' }),
    verdict: 'unhealthy',
    identity: 'confirmed',
  },
  {
    name: 'base class, unhealthy with HTTP status 200',
    body: baseClass({ health_status: 'unhealthy' }),
    httpStatus: 200,
    verdict: 'unhealthy',
    identity: 'confirmed',
  },
  {
    name: 'base class, `ready` says nothing',
    body: baseClass({ ready: false }),
    verdict: 'healthy',
    identity: 'confirmed',
  },
  {
    name: 'base class, degraded',
    body: baseClass({ health_status: 'degraded' }),
    verdict: 'degraded',
    identity: 'confirmed',
  },
  {
    name: 'base class that does not know its state',
    body: baseClass({ health_status: 'unknown', status: 'ok' }),
    verdict: 'unhealthy',
    identity: 'confirmed',
  },
  {
    name: 'base class with a word nobody knows, and a `status` that is well',
    body: baseClass({ health_status: 'splendid' }),
    verdict: 'invalid',
    identity: 'confirmed',
  },
  {
    name: 'base class with `health_status` null',
    body: baseClass({ health_status: null }),
    verdict: 'healthy',
    identity: 'confirmed',
  },
  {
    name: 'an agent with another port',
    body: baseClass({ health_details: { port: 7301 } }),
    verdict: 'imposter',
    identity: 'other',
  },
  {
    name: 'an agent with another port, unhealthy',
    body: baseClass({ health_details: { port: 7301 }, health_status: 'unhealthy' }),
    httpStatus: 503,
    verdict: 'imposter',
    identity: 'other',
  },
  {
    name: 'its port as text',
    body: baseClass({ health_details: { port: '7300' } }),
    verdict: 'healthy',
    identity: 'confirmed',
  },
  {
    name: 'another port as text',
    body: baseClass({ health_details: { port: '7301' } }),
    verdict: 'imposter',
    identity: 'other',
  },
  { name: 'a port that is none', body: baseClass({ health_details: { port: 'main' } }), verdict: 'healthy' },
  { name: 'details that are a list', body: baseClass({ health_details: [7300] }), verdict: 'healthy' },

  { name: 'legacy JSON, only `status`', body: '{"status":"ok"}', verdict: 'healthy' },
  { name: 'legacy JSON, in capitals', body: '{"status":" UP "}', verdict: 'healthy' },
  { name: 'legacy JSON, an error', body: '{"status":"error"}', verdict: 'unhealthy' },
  { name: 'JSON about something else', body: '{"agents":3}', verdict: 'invalid' },
  { name: 'JSON about something else over HTTP', body: '{"agents":3}', httpStatus: 200, verdict: 'invalid' },
  { name: 'a JSON word', body: '"healthy"', verdict: 'healthy' },
  { name: 'a word', body: 'OK\n', verdict: 'healthy' },
  { name: 'a bad word', body: 'down', verdict: 'unhealthy' },
  { name: 'prose', body: 'all systems nominal', verdict: 'invalid' },
  { name: 'prose over HTTP', body: '<html>Agent</html>', httpStatus: 200, verdict: 'healthy' },
  { name: 'nothing', body: '', verdict: 'invalid' },
  { name: 'nothing over HTTP', body: '', httpStatus: 204, verdict: 'healthy' },
  { name: 'a number', body: '200', verdict: 'invalid' },
  { name: 'a number over HTTP', body: '0', httpStatus: 200, verdict: 'invalid' },
  { name: 'false over HTTP', body: 'false', httpStatus: 200, verdict: 'invalid' },
  { name: 'null over HTTP', body: 'null', httpStatus: 200, verdict: 'invalid' },
  { name: 'a list', body: '["healthy"]', verdict: 'invalid' },
  { name: 'a list over HTTP', body: '["healthy"]', httpStatus: 200, verdict: 'invalid' },
  { name: 'half an object', body: baseClass().slice(0, 40), verdict: 'invalid' },
  { name: 'half an object over HTTP', body: baseClass().slice(0, 40), httpStatus: 200, verdict: 'invalid' },
  { name: 'half a word over HTTP', body: '"heal', httpStatus: 200, verdict: 'invalid' },
  {
    name: 'bytes that are no text',
    body: Buffer.concat([Buffer.from('heal'), Buffer.from([0xff, 0xfe])]),
    httpStatus: 200,
    verdict: 'invalid',
  },

  { name: 'HTTP 404, a page', body: 'Not Found', httpStatus: 404, verdict: 'unverified' },
  { name: 'HTTP 404, a word', body: 'ok', httpStatus: 404, verdict: 'unverified' },
  { name: 'HTTP 404 of a web framework', body: '{"detail":"Not Found"}', httpStatus: 404, verdict: 'unverified' },
  {
    name: 'HTTP 404, `status` about the question',
    body: '{"status":"error","message":"not found"}',
    httpStatus: 404,
    verdict: 'unverified',
  },
  {
    name: 'HTTP 404, but a verdict',
    body: baseClass(),
    httpStatus: 404,
    verdict: 'healthy',
    identity: 'confirmed',
  },
  { name: 'HTTP 401', body: 'who are you?', httpStatus: 401, verdict: 'unverified' },
  { name: 'HTTP 302 to somewhere', body: '', httpStatus: 302, verdict: 'unverified' },
  { name: 'HTTP 500 without JSON', body: 'oops', httpStatus: 500, verdict: 'unhealthy' },
  { name: 'HTTP 500 with a good word', body: 'ok', httpStatus: 500, verdict: 'unhealthy' },
  { name: 'HTTP 503 without a word', body: '', httpStatus: 503, verdict: 'unhealthy' },
  { name: 'HTTP 503 with JSON and no verdict', body: '{"status":503}', httpStatus: 503, verdict: 'unhealthy' },
  {
    name: 'HTTP 503, outranked by the agent',
    body: baseClass({ health_status: 'degraded' }),
    httpStatus: 503,
    verdict: 'degraded',
    identity: 'confirmed',
  },
  {
    name: 'HTTP 503 of the agent itself, without a verdict',
    body: baseClass({ health_status: undefined, status: undefined }),
    httpStatus: 503,
    verdict: 'unhealthy',
    identity: 'confirmed',
  },

  { name: 'deep nesting', body: `${'['.repeat(32_000)}${']'.repeat(32_000)}`, verdict: 'invalid' },
  { name: 'deep nesting in an object', body: `{"a":${'{"a":'.repeat(9000)}1${'}'.repeat(9001)}`, verdict: 'invalid' },
  { name: 'a prototype', body: '{"__proto__":{"health_status":"healthy"}}', verdict: 'invalid' },
  { name: 'the word `constructor`', body: '{"health_status":"constructor"}', verdict: 'invalid' },
  { name: 'the word `__proto__`', body: '__proto__', verdict: 'invalid' },
  { name: 'the word `toString` over HTTP', body: '"toString"', httpStatus: 200, verdict: 'invalid' },
  { name: 'a very long word', body: `{"status":"ok${' '.repeat(60_000)}"}`, verdict: 'invalid' },
];

describe('an answer', () => {
  it.each(cases)('$name: $verdict', ({ body, httpStatus, verdict, identity = 'unclaimed' }) => {
    expect(judge(answered(body, httpStatus), port)).toMatchObject({ verdict, identity });
  });

  it.each([
    { body: '31337-canary' },
    { body: '"31337-canary"' },
    { body: '{"status":"31337-canary","health_status":"31337-canary"}' },
    { body: '{"31337-canary":' },
    { body: baseClass({ message: '31337-canary' }) },
    { body: baseClass({ health_details: { port: 31_337, key: 'canary' } }) },
    { body: baseClass({ health_details: { port: '31337' } }) },
  ])('is never quoted: $body', ({ body }) => {
    for (const status of [undefined, 200, 404, 500]) {
      const { reason } = judge(answered(body, status), port);
      expect(reason).not.toMatch(/31337|canary/);
      expect(reason).not.toBe('');
    }
  });
});

describe('no answer', () => {
  it.each([
    { answer: { kind: 'connected' }, verdict: 'unverified' },
    { answer: { kind: 'refused', reason: 'connection refused' }, verdict: 'refused' },
    { answer: { kind: 'hung', reason: 'no answer in time' }, verdict: 'hung' },
    { answer: { kind: 'invalid', reason: 'not HTTP' }, verdict: 'invalid' },
    { answer: { kind: 'unasked', reason: 'too many open files here' }, verdict: 'unknown' },
  ] as const)('$answer.kind is $verdict', ({ answer, verdict }) => {
    const judgement = judge({ ...answer, seconds: 0 }, port);
    expect(judgement).toMatchObject({ verdict, identity: 'unclaimed' });
    if ('reason' in answer) expect(judgement.reason).toBe(answer.reason);
  });
});
