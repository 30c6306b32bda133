import { describe, expect, it } from 'vitest';
import { askAgain } from '../../src/health/askAgain.js';
import type { Route } from '../../src/health/route.js';
import type { Verdict } from '../../src/health/verdict.js';
import { judgement, type Said, written } from './answers.js';

const zeromq: Route = { protocol: 'zeromq', port: 8200 };
const legacy: Route = { protocol: 'http', port: 8200 };
const implicit: Route = { protocol: 'http', port: 8201 };
const tcp: Route = { protocol: 'tcp', port: 8200 };

interface Case {
  readonly name: string;
  readonly remembered: Route;
  readonly rediscover: boolean;
  /** Everything else refuses. */
  readonly answers: Readonly<Record<string, Said>>;
  readonly verdict: Verdict;
  readonly route: Route;
}

const cases: readonly Case[] = [
  {
    name: 'works: no other way is tried',
    remembered: legacy,
    rediscover: true,
    answers: { 'http:8200': 'healthy', 'zeromq:8200': 'own unhealthy' },
    verdict: 'healthy',
    route: legacy,
  },
  {
    name: 'fails for the first time: it is asked again over the same route',
    remembered: legacy,
    rediscover: false,
    answers: { 'http:8200': 'invalid', 'zeromq:8200': 'own healthy' },
    verdict: 'invalid',
    route: legacy,
  },
  {
    name: 'was legacy and is of the base class now',
    remembered: legacy,
    rediscover: true,
    answers: { 'http:8200': 'invalid', 'zeromq:8200': 'own healthy' },
    verdict: 'healthy',
    route: zeromq,
  },
  {
    name: 'was of the base class and is a legacy HTTP server now, which waits for more',
    remembered: zeromq,
    rediscover: true,
    answers: { 'zeromq:8200': 'hung', 'http:8200': 'healthy' },
    verdict: 'healthy',
    route: legacy,
  },
  {
    name: 'hangs, and its HTTP thread says healthy',
    remembered: zeromq,
    rediscover: true,
    answers: { 'zeromq:8200': 'hung', 'http:8200': 'hung', 'http:8201': 'own healthy' },
    verdict: 'hung',
    route: zeromq,
  },
  {
    name: 'hangs in every language: never downgraded to a connect',
    remembered: zeromq,
    rediscover: true,
    answers: { 'zeromq:8200': 'hung', 'http:8200': 'hung' },
    verdict: 'hung',
    route: zeromq,
  },
  {
    name: 'is gone, and another agent has its port',
    remembered: zeromq,
    rediscover: true,
    answers: { 'zeromq:8200': 'invalid', 'http:8200': 'imposter' },
    verdict: 'invalid',
    route: zeromq,
  },
  {
    name: 'cannot be asked: nothing changes',
    remembered: zeromq,
    rediscover: true,
    answers: { 'zeromq:8200': 'unknown' },
    verdict: 'unknown',
    route: zeromq,
  },
  {
    name: 'has learnt to speak',
    remembered: tcp,
    rediscover: true,
    answers: { 'tcp:8200': 'unverified', 'zeromq:8200': 'own healthy' },
    verdict: 'healthy',
    route: zeromq,
  },
  {
    name: 'still speaks no language',
    remembered: tcp,
    rediscover: true,
    answers: { 'tcp:8200': 'unverified', 'zeromq:8200': 'hung', 'http:8200': 'hung' },
    verdict: 'unverified',
    route: tcp,
  },
  {
    name: 'known by its HTTP thread only: the health port is asked first each time',
    remembered: implicit,
    rediscover: false,
    answers: { 'zeromq:8200': 'own healthy', 'http:8201': 'own healthy' },
    verdict: 'healthy',
    route: zeromq,
  },
  {
    name: 'known by its HTTP thread only, health port still not bound',
    remembered: implicit,
    rediscover: false,
    answers: { 'http:8201': 'own healthy' },
    verdict: 'healthy',
    route: implicit,
  },
  {
    name: 'known by its HTTP thread only, health port bound and stuck',
    remembered: implicit,
    rediscover: false,
    answers: { 'zeromq:8200': 'hung', 'http:8200': 'hung', 'http:8201': 'own healthy' },
    verdict: 'hung',
    route: zeromq,
  },
  {
    name: 'known by its HTTP thread only, silent everywhere',
    remembered: implicit,
    rediscover: false,
    answers: { 'zeromq:8200': 'hung', 'http:8200': 'hung', 'http:8201': 'hung' },
    verdict: 'hung',
    route: implicit,
  },
  {
    name: 'known by its HTTP thread only, gone',
    remembered: implicit,
    rediscover: false,
    answers: {},
    verdict: 'refused',
    route: implicit,
  },
];

describe('an agent that once spoke and now', () => {
  it.each(cases)('$name', async ({ remembered, rediscover, answers, verdict, route }) => {
    const agent = { healthCheckPort: 8200, httpPort: 8201, protocol: undefined };
    const found = await askAgain(agent, remembered, rediscover, async (asked) =>
      judgement(answers[written(asked) ?? ''] ?? 'refused'),
    );
    expect({ verdict: found.judgement.verdict, route: found.route }).toEqual({ verdict, route });
  });
});
