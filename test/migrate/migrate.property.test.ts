import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStartupFile } from '../../src/fleet/read.js';
import { migrate } from '../../src/migrate/migrate.js';
import { fleets, inGroups, writeFleet } from '../fleet/generated.js';
import { migrated } from './migrating.js';

const source = { name: 'alpha', startupFile: 'f.yaml' };

/** A key of the older layout in one of the ways in which people write it, with a comment and blank lines perhaps. */
const environment = fc
  .dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), fc.stringMatching(/^[ -~]{0,20}$/), { minKeys: 1, maxKeys: 4 })
  .chain((variables) => {
    const lines = Object.entries(variables).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
    return fc.constantFrom(
      `environment:\n${lines.join('')}`,
      `environment:\n${lines.join('\n')}`,
      `environment: ${JSON.stringify(variables)}\n`,
      `environment:\n  # note\n${lines.join('')}  # end\n`,
    );
  });
const limits = fc.constantFrom(
  'resource_limits:\n  cpu_percent: 80\n',
  'resource_limits: { memory_mb: "64" }\n',
  'resource_limits:\n',
);
const checks = fc.constantFrom(
  'health_checks:\n    interval_seconds: 15\n    retries: "2"\n',
  'health_checks: {timeout_seconds: 3,\n  retries: 4\n  }\n',
);
const before = fc.constantFrom('', '\n', '# about it\n', '\n\n# two\n# lines\n', '# apart\n\n');
const settings = fc.constantFrom(
  '',
  'global_settings:\n',
  'global_settings:\n   volumes: []\n',
  'global_settings:\n  network: {}\n\n',
);

/** A valid fleet with settings of the older layout before and after its agents, some ports and booleans in quotes. */
const oldFleets = fc
  .tuple(
    fleets,
    fc.constantFrom('nested', 'flat'),
    settings,
    fc
      .shuffledSubarray([environment, limits, checks])
      .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(before, key)))),
    fc.nat(3),
    fc.boolean(),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([wanted, format, home, keys, split, quoted, end]) => {
    const agents = format === 'nested' ? inGroups(wanted) : wanted;
    const { text: whole } = writeFleet(format === 'nested' ? 'nested' : 'flat', agents);
    const fleet = whole.replace('global_settings:\n', '');
    const written = keys.map((pair) => pair.join(''));
    const typed = quoted
      ? fleet
          .replaceAll(/^(\s+(?:port|health_check_port): )(\d+)$/gm, '$1"$2"')
          .replaceAll(/^(\s+required: )true$/gm, "$1'yes'")
      : fleet;
    const text = [...written.slice(0, split), home, typed, ...written.slice(split)].join('');
    return { agents, text: text.replaceAll('\n', end), isTyped: text.includes('"') };
  });

describe('any fleet of the older layout', () => {
  it('becomes one of the current layout with the same agents, and stays that', () => {
    fc.assert(
      fc.property(oldFleets, ({ agents, text }) => {
        const { text: after, left } = migrated(text);
        const { machine } = parseStartupFile(source, after, { variables: {} });
        expect(machine?.agents.map(({ place: _, machine: __, ...agent }) => agent)).toEqual(
          agents.map((agent) => ({
            ...agent,
            group: text.includes('agent_groups') ? agent.group : 'demo_services',
            required: agent.required ?? true,
            dependencies: agent.dependencies ?? [],
          })),
        );
        expect(left.filter(({ code }) => code !== 'global-settings-missing')).toEqual([]);
        expect(migrated(after)).toMatchObject({ text: after, changes: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps each of its lines, in their order but for the settings, and only adds one', () => {
    fc.assert(
      fc.property(oldFleets, ({ text }) => {
        const { text: after } = migrated(text);
        const plain = (value: string) =>
          value
            .split(/\r?\n/)
            .map((line) =>
              line
                .trim()
                .replaceAll(/["']/g, '')
                .replace(/: yes$/, ': true'),
            )
            .filter((line) => line !== '' && line !== 'global_settings:')
            .sort();
        expect(plain(after)).toEqual(plain(text));
      }),
      { numRuns: 40 },
    );
  });
});

describe('any text', () => {
  it.each([
    ['arbitrary text', fc.string({ maxLength: 200 })],
    [
      'pieces of YAML',
      fc
        .array(
          fc.constantFrom(
            ...['environment:', 'global_settings:', 'health_checks:', 'agent_groups:', 'port: "1"', 'required: "yes"'],
            ...[
              ' ',
              '  ',
              '\n',
              '\n  ',
              '# c',
              '- ',
              '{',
              '}',
              '[',
              ']',
              '&a',
              '*a',
              '<<: *a',
              '|\n',
              '>-\n',
              '---\n',
              '...\n',
            ],
            ...['A: 1', '"', "'", '\t', '\r\n', '? ', ': ', '!!str ', '\ufeff', ', '],
          ),
          { maxLength: 40 },
        )
        .map((pieces) => pieces.join('')),
    ],
  ])('%s is migrated once or refused, and means the same', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const first = migrate({ file: 'f.yaml', variables: {} }, text);
        if (first.kind === 'refused') return;
        const second = migrate({ file: 'f.yaml', variables: {} }, first.text);
        expect(second).toMatchObject({ kind: 'migrated', changes: [], text: first.text });
      }),
      { numRuns: 600 },
    );
  });
});
