import { describe, expect, it } from 'vitest';
import type { Surface } from '../../src/leaks/model.js';
import { Credentials } from '../../src/leakWatch/credentials.js';
import type { Sighting } from '../../src/leakWatch/sighting.js';

function sighting(surface: Surface, fingerprint: string, agent?: string, rule = 'mark'): Sighting {
  return { surface, rule, fingerprint, agent, place: { kind: 'process', pid: 1, startTimeTicks: 1 } };
}

function count(leaks: readonly Sighting[], by = new Credentials(), now = 0): string[] {
  return by.count(leaks, now).map(({ surface, rule, agent, open }) => `${surface} ${rule} ${agent ?? '-'} ${open}`);
}

describe('credentials', () => {
  it.each<{ title: string; leaks: readonly Sighting[]; counted: readonly string[] }>([
    { title: 'nothing', leaks: [], counted: [] },
    { title: 'one', leaks: [sighting('log', 'f1', 'A')], counted: ['log mark A 1'] },
    {
      title: 'two of one agent',
      leaks: [sighting('log', 'f1', 'A'), sighting('log', 'f2', 'A')],
      counted: ['log mark A 2'],
    },
    {
      title: 'one in several places of one agent',
      leaks: [sighting('log', 'f1', 'A'), sighting('log', 'f1', 'A')],
      counted: ['log mark A 1'],
    },
    {
      title: 'one on every surface: the worst counts',
      leaks: (['code', 'config', 'environ', 'log', 'cmdline'] as const).map((surface) => sighting(surface, 'f1', 'A')),
      counted: ['cmdline mark A 1'],
    },
    {
      title: 'one of a file of nobody that an agent has in its environment',
      leaks: [sighting('config', 'f1'), sighting('environ', 'f1', 'A')],
      counted: ['environ mark A 1'],
    },
    {
      title: 'one that several agents share',
      leaks: [sighting('environ', 'f1', 'A'), sighting('environ', 'f1', 'B'), sighting('environ', 'f2', 'B')],
      counted: ['environ mark - 1', 'environ mark B 1'],
    },
    {
      title: 'one that two rules know',
      leaks: [sighting('environ', 'f1', 'A', 'url'), sighting('environ', 'f1', 'A', 'assignment')],
      counted: ['environ assignment A 1'],
    },
  ])('count $title', ({ leaks, counted }) => {
    expect(count(leaks)).toStrictEqual(counted);
  });

  it('say 0 for a day after they have ended', () => {
    const credentials = new Credentials();
    count([sighting('cmdline', 'f1', 'A')], credentials, 1000);
    expect(count([], credentials, 1010)).toStrictEqual(['cmdline mark A 0']);
    expect(count([], credentials, 1000 + 86_400)).toStrictEqual([]);
  });

  it('that were shared stay so while one of several agents restarts, and until they end', () => {
    const credentials = new Credentials();
    const shared = [sighting('environ', 'f1', 'A'), sighting('environ', 'f1', 'B')];
    count(shared, credentials);
    expect(count(shared.slice(1), credentials)).toStrictEqual(['environ mark - 1']);
    count([], credentials);
    expect(count(shared.slice(1), credentials)).toStrictEqual(['environ mark - 0', 'environ mark B 1']);
  });
});
