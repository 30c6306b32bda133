import { describe, expect, it } from 'vitest';
import { faultOrders, isAgentFault, readFaultOrder } from '../../src/simulator/faults.js';

describe('readFaultOrder', () => {
  it('knows every fault, and clear', () => {
    expect(faultOrders).toEqual([
      'refuse',
      'hang',
      'unhealthy',
      'degraded',
      'slow',
      'garbage',
      'log-flood',
      'log-deleted',
      'kill',
      'restart-loop',
      'imposter',
      'duplicate',
      'wrong-script',
      'log-race',
      'log-rotate',
      'clear',
    ]);
    for (const order of faultOrders) expect(readFaultOrder(order)).toBe(order);
  });

  it.each([
    ['hangs', 'hang'],
    ['HANG', 'hang'],
    ['impostor', 'imposter'],
    ['restartloop', 'restart-loop'],
  ])('refuses %s and proposes a known fault', (word, proposed) => {
    expect(readFaultOrder(word)).toMatchObject({
      outcome: 'refused',
      code: 'unknown-fault',
      message: expect.stringContaining(`unknown fault ${word}, did you mean ${proposed}?`),
    });
  });

  it('is not fooled by names that every object has', () => {
    expect(readFaultOrder('toString')).toMatchObject({ outcome: 'refused' });
  });
});

describe('isAgentFault', () => {
  it.each([
    ['refuse', true],
    ['garbage', true],
    ['kill', false],
    ['imposter', false],
  ] as const)('%s: %s', (fault, expected) => {
    expect(isAgentFault(fault)).toBe(expected);
  });
});
