import { describe, expect, it } from 'vitest';
import { overlap, reachOf } from '../../../src/audits/ports/address.js';
import { collisions } from '../../../src/audits/ports/collisions.js';
import { collisionFinding } from '../../../src/audits/ports/findings.js';
import { type DerivedPort, defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

type Entry = readonly [name: string, port: number, healthCheckPort: number, host?: string];

function machine(entries: readonly Entry[], top = '') {
  const lines = entries.map(
    ([name, port, health, host]) =>
      `  - { name: ${name}, script_path: a.py, port: ${port}, health_check_port: ${health}${host === undefined ? '' : `, host: '${host}'`} }\n`,
  );
  return machineOf(`global_settings: {}\nthe_services:\n${lines.join('')}${top}`);
}

function said(
  entries: readonly Entry[],
  top = '',
  derived: readonly DerivedPort[] = defaultAuditSettings.derivedPorts,
) {
  const fleet = machine(entries, top);
  return collisions(fleet, derived).map((collision) => {
    const { code, message } = collisionFinding(fleet, collision);
    return `${code}: ${message}`;
  });
}

describe('ports of one machine', () => {
  const cases: [what: string, entries: readonly Entry[], messages: readonly string[]][] = [
    [
      'are all different',
      [
        ['A', 5000, 6000],
        ['B', 5001, 6002],
      ],
      [],
    ],
    [
      'collide by service ports',
      [
        ['A', 5000, 6000],
        ['B', 5000, 6002],
      ],
      ['port-twice: `port` 5000 of `B` is also `port` of `A`, line 3'],
    ],
    [
      'collide by service and health port',
      [
        ['A', 5000, 6000],
        ['B', 6000, 6002],
      ],
      ['port-twice: `port` 6000 of `B` is also `health_check_port` of `A`, line 3'],
    ],
    [
      'collide within one agent',
      [['A', 5000, 5000]],
      ['port-twice: `health_check_port` 5000 of `A` is also `port` of `A`, line 3'],
    ],
    [
      'collide by a derived and a health port, whichever stands first',
      [
        ['A', 5000, 6001],
        ['B', 5001, 6000],
      ],
      [
        'port-derived-twice: `http_health` 6001 (health_check_port + 1) of `B` is also `health_check_port` of `A`, line 3',
      ],
    ],
    [
      'collide by a derived and a service port',
      [
        ['A', 6001, 7000],
        ['B', 5001, 6000],
      ],
      ['port-derived-twice: `http_health` 6001 (health_check_port + 1) of `B` is also `port` of `A`, line 3'],
    ],
    [
      'collide by equal health ports once, though the derived ones are equal too',
      [
        ['A', 5000, 6000],
        ['B', 5001, 6000],
      ],
      ['port-twice: `health_check_port` 6000 of `B` is also `health_check_port` of `A`, line 3'],
    ],
    [
      'collide three at a time as two against the first',
      [
        ['A', 5000, 6000],
        ['B', 5000, 6002],
        ['C', 5000, 6004],
      ],
      [
        'port-twice: `port` 5000 of `B` is also `port` of `A`, line 3',
        'port-twice: `port` 5000 of `C` is also `port` of `A`, line 3',
      ],
    ],
    [
      'end at 65535, and nothing is derived beyond',
      [
        ['A', 5000, 65535],
        ['B', 5001, 6000],
      ],
      [],
    ],
  ];
  it.each(cases)('%s', (_, entries, messages) => {
    expect(said(entries)).toEqual(messages);
  });

  it('collide with ports of the machine itself', () => {
    expect(said([['A', 5000, 6000]], 'error_bus_port: 5000\nmetrics_port: 6001\n')).toEqual([
      'port-top-level: top-level `error_bus_port` 5000 is also `port` of `A`, line 3',
      'port-derived-twice: `http_health` 6001 (health_check_port + 1) of `A` is also top-level `metrics_port`, line 5',
    ]);
  });

  it('are derived as the settings say', () => {
    const entries: readonly Entry[] = [
      ['A', 5000, 6000],
      ['B', 5010, 6002],
    ];
    expect(said(entries, '', [{ name: 'events', from: 'port', offset: 10 }])).toEqual([
      'port-derived-twice: `events` 5010 (port + 10) of `A` is also `port` of `B`, line 4',
    ]);
    expect(said([['A', 5000, 6000]], '', [{ name: 'http_health', from: 'health_check_port', offset: 0 }])).toEqual([]);
  });
});

describe('addresses', () => {
  const cases: [a: string | undefined, b: string | undefined, overlap: boolean][] = [
    [undefined, '10.0.0.1', true],
    ['0.0.0.0', '10.0.0.1', true],
    ['0.0.0.0', '0.0.0.0', true],
    ['*', '127.0.0.1', true],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['localhost', '127.0.0.1', true],
    ['localhost', '10.0.0.1', false],
    ['::', '10.0.0.1', true],
    ['[::]', '::1', true],
    ['::1', '127.0.0.1', false],
    ['0.0.0.0', '::1', false],
    ['0.0.0.0', '::', true],
    ['Agent-Host', 'agent-host', true],
  ];
  it.each(cases)('%j and %j: %j', (a, b, expected) => {
    expect(overlap(reachOf(a), reachOf(b))).toBe(expected);
    expect(overlap(reachOf(b), reachOf(a))).toBe(expected);
  });

  it('decide whether ports collide', () => {
    const on = (first: string, second: string) =>
      said([
        ['A', 5000, 6000, first],
        ['B', 5000, 6002, second],
      ]).length;
    expect(on('10.0.0.1', '10.0.0.2')).toBe(0);
    expect(on('10.0.0.1', '0.0.0.0')).toBe(1);
    expect(
      said([
        ['A', 5000, 6000, '10.0.0.1'],
        ['B', 5000, 6002, '10.0.0.2'],
        ['C', 5000, 6004, '10.0.0.2'],
      ]),
    ).toEqual(['port-twice: `port` 5000 of `C` is also `port` of `B`, line 4']);
  });
});
