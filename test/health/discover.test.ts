import { describe, expect, it } from 'vitest';
import { discover } from '../../src/health/discover.js';
import type { Protocol } from '../../src/health/route.js';
import type { Verdict } from '../../src/health/verdict.js';
import { judgement, type Said, written } from './answers.js';

const zeromq = 'zeromq:8200';
const legacy = 'http:8200';
const implicit = 'http:8201';
const tcp = 'tcp:8200';

interface Case {
  readonly name: string;
  /** What is asked, in this order, and what comes back. */
  readonly asked: readonly (readonly [string, Said])[];
  readonly verdict: Verdict;
  readonly route: string | undefined;
  readonly protocol?: Protocol;
}

const cases: readonly Case[] = [
  { name: 'a base-class agent', asked: [[zeromq, 'own healthy']], verdict: 'healthy', route: zeromq },
  { name: 'a base-class agent, unhealthy', asked: [[zeromq, 'own unhealthy']], verdict: 'unhealthy', route: zeromq },
  { name: 'a legacy agent with a JSON REP', asked: [[zeromq, 'degraded']], verdict: 'degraded', route: zeromq },
  {
    name: "a REP of another agent: its language is not this one's",
    asked: [[zeromq, 'imposter']],
    verdict: 'imposter',
    route: undefined,
  },
  {
    name: "a health port that a neighbour's implicit HTTP port has taken",
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'imposter'],
    ],
    verdict: 'imposter',
    route: undefined,
  },
  {
    name: 'a legacy HTTP agent',
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'healthy'],
    ],
    verdict: 'healthy',
    route: legacy,
  },
  {
    name: 'a legacy HTTP agent that waits for more of a question in ZeroMQ',
    asked: [
      [zeromq, 'hung'],
      [legacy, 'unhealthy'],
    ],
    verdict: 'unhealthy',
    route: legacy,
  },
  {
    name: 'a hung REP beside an HTTP thread that says healthy',
    asked: [
      [zeromq, 'hung'],
      [legacy, 'hung'],
      [implicit, 'own healthy'],
    ],
    verdict: 'hung',
    route: zeromq,
  },
  {
    name: 'a silent port beside the HTTP port of somebody who does not say who he is',
    asked: [
      [zeromq, 'hung'],
      [legacy, 'hung'],
      [implicit, 'healthy'],
    ],
    verdict: 'unverified',
    route: tcp,
  },
  {
    name: 'a TCP-only agent',
    asked: [
      [zeromq, 'hung'],
      [legacy, 'hung'],
      [implicit, 'refused'],
    ],
    verdict: 'unverified',
    route: tcp,
  },
  {
    name: 'a health port that is not bound, beside an own HTTP port',
    asked: [
      [zeromq, 'refused'],
      [implicit, 'own degraded'],
    ],
    verdict: 'degraded',
    route: implicit,
  },
  {
    name: 'a health port that is not bound, beside a stranger',
    asked: [
      [zeromq, 'refused'],
      [implicit, 'healthy'],
    ],
    verdict: 'refused',
    route: undefined,
  },
  {
    name: 'a health port that is not bound, beside another agent',
    asked: [
      [zeromq, 'refused'],
      [implicit, 'imposter'],
    ],
    verdict: 'refused',
    route: undefined,
  },
  {
    name: 'an own HTTP port that holds no verdict',
    asked: [
      [zeromq, 'refused'],
      [implicit, 'own invalid'],
    ],
    verdict: 'refused',
    route: undefined,
  },
  {
    name: 'nobody',
    asked: [
      [zeromq, 'refused'],
      [implicit, 'refused'],
    ],
    verdict: 'refused',
    route: undefined,
  },
  {
    name: 'a web server without /health',
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'unverified'],
      [implicit, 'refused'],
    ],
    verdict: 'unverified',
    route: legacy,
  },
  {
    name: 'a web server without /health before an own HTTP port',
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'unverified'],
      [implicit, 'own healthy'],
    ],
    verdict: 'healthy',
    route: implicit,
  },
  {
    name: 'nonsense',
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'invalid'],
      [implicit, 'refused'],
    ],
    verdict: 'invalid',
    route: undefined,
  },
  {
    name: 'nonsense to ZeroMQ and silence to HTTP',
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'hung'],
      [implicit, 'refused'],
    ],
    verdict: 'invalid',
    route: undefined,
  },
  {
    name: 'an agent that dies while it is asked',
    asked: [
      [zeromq, 'invalid'],
      [legacy, 'refused'],
      [implicit, 'refused'],
    ],
    verdict: 'refused',
    route: undefined,
  },
  {
    name: 'a question that could not be put: nothing is concluded from it',
    asked: [[zeromq, 'unknown']],
    verdict: 'unknown',
    route: undefined,
  },
  {
    name: 'a later question that could not be put',
    asked: [
      [zeromq, 'hung'],
      [legacy, 'hung'],
      [implicit, 'unknown'],
    ],
    verdict: 'unknown',
    route: undefined,
  },

  { name: 'settings: zeromq, silent', protocol: 'zeromq', asked: [[zeromq, 'hung']], verdict: 'hung', route: zeromq },
  {
    name: 'settings: zeromq, gone',
    protocol: 'zeromq',
    asked: [[zeromq, 'refused']],
    verdict: 'refused',
    route: zeromq,
  },
  { name: 'settings: tcp', protocol: 'tcp', asked: [[tcp, 'unverified']], verdict: 'unverified', route: tcp },
  { name: 'settings: http', protocol: 'http', asked: [[legacy, 'healthy']], verdict: 'healthy', route: legacy },
  { name: 'settings: http, silent', protocol: 'http', asked: [[legacy, 'hung']], verdict: 'hung', route: legacy },
  {
    name: 'settings: http, on the implicit port',
    protocol: 'http',
    asked: [
      [legacy, 'invalid'],
      [implicit, 'own healthy'],
    ],
    verdict: 'healthy',
    route: implicit,
  },
  {
    name: 'settings: http, a stranger on the implicit port',
    protocol: 'http',
    asked: [
      [legacy, 'refused'],
      [implicit, 'healthy'],
    ],
    verdict: 'refused',
    route: undefined,
  },
];

describe('discovery of', () => {
  it.each(cases)('$name', async ({ asked, verdict, route, protocol }) => {
    const questions: string[] = [];
    const answers = new Map(asked);
    const found = await discover({ healthCheckPort: 8200, httpPort: 8201, protocol }, async (asking) => {
      const question = written(asking) ?? '';
      questions.push(question);
      const said = answers.get(question);
      if (said === undefined) throw new Error(`${question} should not be asked`);
      return judgement(said);
    });
    expect(questions).toEqual(asked.map(([question]) => question));
    expect({ verdict: found.judgement.verdict, route: written(found.route) }).toEqual({ verdict, route });
  });

  it('asks one question after the other', async () => {
    let underWay = 0;
    let most = 0;
    await discover({ healthCheckPort: 8200, httpPort: 8201, protocol: undefined }, async () => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      return judgement('hung');
    });
    expect(most).toBe(1);
  });
});
