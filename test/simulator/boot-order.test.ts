import { describe, expect, it } from 'vitest';
import { bootOrder } from '../../src/simulator/boot-order.js';
import type { ConfiguredAgent } from '../../src/simulator/startup-file.js';

function fleet(dependencies: Record<string, string[]>): ConfiguredAgent[] {
  return Object.entries(dependencies).map(([name, on]) => ({
    machine: 'm',
    name,
    group: 'g',
    script: `/${name}.py`,
    port: 1,
    healthPort: 2,
    dependencies: on,
    environment: {},
  }));
}

const cases: [title: string, dependencies: Record<string, string[]>, waves: string[][], leftOut: string[]][] = [
  ['nothing to start', {}, [], []],
  ['a chain', { c: ['b'], b: ['a'], a: [] }, [['a'], ['b'], ['c']], []],
  ['a diamond', { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }, [['a'], ['b', 'c'], ['d']], []],
  ['a dependency on another machine is not seen', { a: ['elsewhere'], b: ['a'] }, [['a'], ['b']], []],
  [
    'a cycle and what depends on it are left out',
    { a: [], b: ['c'], c: ['b'], d: ['c', 'a'] },
    [['a']],
    ['b', 'c', 'd'],
  ],
  ['an agent that depends on itself is left out', { a: ['a'], b: [] }, [['b']], ['a']],
];

describe('bootOrder', () => {
  it.each(cases)('%s', (_title, dependencies, waves, leftOut) => {
    const order = bootOrder(fleet(dependencies));
    expect(order.waves.map((wave) => wave.map((agent) => agent.name))).toEqual(waves);
    expect(order.leftOut.map((agent) => agent.name)).toEqual(leftOut);
  });
});
