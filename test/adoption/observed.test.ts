import { describe, expect, it } from 'vitest';
import { type CombinedState, combine, type Observed } from '../../src/adoption/observed.js';
import { verdicts } from '../../src/health/verdict.js';

type Row = readonly [Observed['verdict'], Observed['protocol'], CombinedState];

const adopted: readonly Row[] = [
  ['healthy', 'zeromq', 'adopted'],
  ['degraded', 'http', 'adopted'],
  ['unhealthy', 'zeromq', 'adopted'],
  ['hung', 'zeromq', 'adopted-but-silent'],
  ['refused', undefined, 'adopted-but-silent'],
  ['invalid', 'zeromq', 'adopted-but-silent'],
  ['imposter', 'http', 'adopted-but-silent'],
  ['unverified', 'tcp', 'adopted-but-silent'],
  ['unknown', undefined, 'unknown'],
];

const legacy: readonly Row[] = [
  ['healthy', 'http', 'legacy-verified'],
  ['degraded', 'zeromq', 'legacy-verified'],
  ['unhealthy', 'http', 'legacy-verified'],
  ['hung', 'http', 'legacy-verified'],
  ['hung', 'tcp', 'legacy-unverified'],
  ['refused', 'zeromq', 'legacy-verified'],
  ['refused', 'tcp', 'legacy-unverified'],
  ['refused', undefined, 'legacy-unverified'],
  ['invalid', 'http', 'legacy-verified'],
  ['imposter', 'http', 'legacy-unverified'],
  ['unverified', 'tcp', 'legacy-unverified'],
  ['unknown', 'http', 'legacy-unverified'],
];

describe('code and answers together', () => {
  it.each(adopted)('an adopted agent that is %s over %s is %s', (verdict, protocol, state) => {
    expect(combine('adopted', { verdict, protocol })).toBe(state);
  });

  it.each(legacy)('a legacy agent that is %s over %s is %s', (verdict, protocol, state) => {
    expect(combine('legacy', { verdict, protocol })).toBe(state);
  });

  it.each(verdicts)('code that was not read stays unknown when the agent is %s', (verdict) => {
    expect(combine('unknown', { verdict, protocol: 'zeromq' })).toBe('unknown');
  });
});
