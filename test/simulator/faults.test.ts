import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultOrders, faultTable, isAgentFault, readFaultOrder } from '../../src/simulator/faults.js';

describe('readFaultOrder', () => {
  it('knows every fault, and clear', () => {
    expect(faultOrders).toEqual([
      'refuse',
      'hang',
      'unhealthy',
      'degraded',
      'slow',
      'garbage',
      'adopted-silent',
      'log-flood',
      'log-deleted',
      'leak-log',
      'kill',
      'restart-loop',
      'imposter',
      'duplicate',
      'wrong-script',
      'port-drift',
      'extra-agent',
      'port-steal',
      'port-rogue',
      'accept-queue',
      'socket-hang',
      'script-missing',
      'adoption-syntax',
      'file-changed',
      'disagree',
      'leak-cmdline',
      'leak-environ',
      'leak-config',
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

describe('the documented list', () => {
  it('is this one, with its effects', () => {
    const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
    const rows = Object.entries(faultTable).map(([fault, { effect }]) => `| \`${fault}\` | ${effect} |`);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
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
