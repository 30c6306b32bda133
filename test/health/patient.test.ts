import { describe, expect, it } from 'vitest';
import { afterProbe, type Health, needsRetry, unknownHealth } from '../../src/health/patient.js';
import type { Verdict } from '../../src/health/verdict.js';
import { judgement, type Said } from './answers.js';

const route = { protocol: 'zeromq', port: 8200 } as const;

/** What is known after these probes, one a second from second 1 on. */
function after(probes: readonly Said[], retries = 3): Health[] {
  const known: Health[] = [];
  for (const [index, said] of probes.entries()) {
    const outcome = { judgement: judgement(said), route, seconds: 0.25, timestamp: index + 1 };
    known.push(afterProbe(known.at(-1) ?? unknownHealth, outcome, retries));
  }
  return known;
}

function last(probes: readonly Said[], retries = 3): Health {
  return after(probes, retries).at(-1) ?? unknownHealth;
}

describe('the verdict', () => {
  it.each<{ name: string; probes: Said[]; verdicts: Verdict[]; retries?: number }>([
    { name: 'believes a first word', probes: ['healthy'], verdicts: ['healthy'] },
    { name: 'believes a bad word at once', probes: ['healthy', 'unhealthy'], verdicts: ['healthy', 'unhealthy'] },
    {
      name: 'is unknown until silence is confirmed',
      probes: ['refused', 'refused', 'refused'],
      verdicts: ['unknown', 'unknown', 'refused'],
    },
    {
      name: 'stays through a single silence',
      probes: ['healthy', 'hung', 'healthy'],
      verdicts: ['healthy', 'healthy', 'healthy'],
    },
    {
      name: 'counts silences of different kinds together and tells the latest',
      probes: ['healthy', 'hung', 'invalid', 'refused', 'hung'],
      verdicts: ['healthy', 'healthy', 'healthy', 'refused', 'hung'],
    },
    {
      name: 'of an unhealthy agent stays through a single silence, however long it has been unhealthy',
      probes: ['unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'hung', 'unhealthy'],
      verdicts: ['unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy'],
    },
    {
      name: 'of an unverified agent stays through a single refusal',
      probes: ['unverified', 'unverified', 'unverified', 'refused'],
      verdicts: ['unverified', 'unverified', 'unverified', 'unverified'],
    },
    {
      name: 'recovers at once',
      probes: ['hung', 'hung', 'hung', 'degraded'],
      verdicts: ['unknown', 'unknown', 'hung', 'degraded'],
    },
    {
      name: 'believes everything without retries',
      probes: ['refused', 'hung'],
      verdicts: ['refused', 'hung'],
      retries: 1,
    },
    {
      name: 'does not change where nothing was learnt',
      probes: ['healthy', 'unknown', 'unknown', 'unknown', 'unknown'],
      verdicts: ['healthy', 'healthy', 'healthy', 'healthy', 'healthy'],
    },
    {
      name: 'is not reached by silences with nothing learnt between them any later',
      probes: ['healthy', 'hung', 'unknown', 'hung', 'hung'],
      verdicts: ['healthy', 'healthy', 'healthy', 'healthy', 'hung'],
    },
  ])('$name', ({ probes, verdicts, retries }) => {
    expect(after(probes, retries).map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it('keeps the reason that belongs to it', () => {
    expect(last(['healthy', 'hung']).reason).toBe('says so itself');
    expect(last(['hung', 'hung', 'hung']).reason).toBe('hung');
  });
});

describe('the figures', () => {
  it.each<{ name: string; probes: Said[]; figures: Partial<Health> }>([
    {
      name: 'failures are all that is not up',
      probes: ['unhealthy', 'unverified', 'hung'],
      figures: { consecutiveFailures: 3, silences: 1 },
    },
    {
      name: 'up ends failures',
      probes: ['hung', 'hung', 'degraded'],
      figures: { consecutiveFailures: 0, silences: 0 },
    },
    {
      name: 'last healthy is the last time up, degraded included',
      probes: ['healthy', 'degraded', 'unhealthy'],
      figures: { lastHealthyTimestamp: 2, lastProbeTimestamp: 3 },
    },
    {
      name: 'a verdict has the time at which it was come to, whatever confirms it later',
      probes: ['healthy', 'unhealthy', 'unhealthy'],
      figures: { verdictTimestamp: 2 },
    },
    {
      name: 'a silence that is not believed yet changes no verdict, and so not its time',
      probes: ['healthy', 'hung'],
      figures: { verdictTimestamp: 1 },
    },
    { name: 'never healthy is 0', probes: ['unhealthy', 'refused'], figures: { lastHealthyTimestamp: 0 } },
    {
      name: 'a probe that learnt nothing is counted, and is no look',
      probes: ['healthy', 'unknown'],
      figures: { probes: 2, lastProbeTimestamp: 1, consecutiveFailures: 0, probeSeconds: 0.25 },
    },
    {
      name: 'transitions are changes of the published verdict',
      probes: ['healthy', 'hung', 'healthy', 'hung', 'hung', 'hung', 'healthy'],
      figures: { transitions: 3, probes: 7 },
    },
  ])('$name', ({ probes, figures }) => {
    expect(last(probes)).toMatchObject(figures);
  });

  it('keeps the route that was last known', () => {
    const known = last(['healthy']);
    const outcome = { judgement: judgement('refused'), route: undefined, seconds: 0, timestamp: 9 };
    expect(afterProbe(known, outcome, 3).route).toEqual(route);
  });
});

describe('another route is looked for', () => {
  const nine: readonly Said[] = Array.from({ length: 9 }, () => 'hung');
  it.each<{ name: string; probes: readonly Said[]; rediscover: boolean; retries?: number }>([
    { name: 'not by an agent that speaks', probes: ['healthy'], rediscover: false },
    { name: 'not after a first refusal', probes: ['healthy', 'refused'], rediscover: false },
    { name: 'before a refusal is believed', probes: ['healthy', 'refused', 'refused'], rediscover: true },
    { name: 'while it is believed', probes: ['invalid', 'invalid', 'invalid', 'invalid'], rediscover: true },
    { name: 'behind an imposter', probes: ['imposter', 'imposter'], rediscover: true },
    { name: 'not at once for a hung agent', probes: ['hung', 'hung', 'hung'], rediscover: false },
    { name: 'rarely for a hung agent', probes: [...nine, 'hung'], rediscover: true },
    { name: 'rarely for one that only accepts', probes: ['unverified', 'unverified', 'unverified'], rediscover: false },
    { name: 'not after recovery', probes: ['invalid', 'invalid', 'invalid', 'healthy'], rediscover: false },
    { name: 'always where nothing is retried', probes: ['healthy'], rediscover: true, retries: 1 },
  ])('$name', ({ probes, rediscover, retries }) => {
    expect(last(probes, retries).rediscover).toBe(rediscover);
  });
});

describe('a quick retry', () => {
  it.each<{ name: string; probes: Said[]; retry: boolean }>([
    { name: 'follows a first silence', probes: ['healthy', 'hung'], retry: true },
    { name: 'follows a second one', probes: ['healthy', 'hung', 'hung'], retry: true },
    { name: 'does not follow when it is believed', probes: ['healthy', 'hung', 'hung', 'hung'], retry: false },
    { name: 'does not follow a word', probes: ['healthy', 'unhealthy'], retry: false },
    { name: 'does not follow a question that could not be put', probes: ['healthy', 'unknown'], retry: false },
  ])('$name', ({ probes, retry }) => {
    expect(needsRetry(last(probes), judgement(probes.at(-1) ?? 'unknown'))).toBe(retry);
  });
});
