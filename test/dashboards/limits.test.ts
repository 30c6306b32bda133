import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { comparisonsIn } from '../../src/dashboards/comparisons.js';
import { dashboards } from '../../src/dashboards/dashboards.js';
import { heldAgainst, limitOf } from '../../src/dashboards/limits.js';
import { readRules } from '../../src/dashboards/rules.js';
import { built, panelsOf, queries, rules } from './built.js';

describe('comparisons in an expression', () => {
  it.each([
    ['a > 3', [['>', 3, 'a']]],
    ['max by (machine) (last_over_time(a{b="x > 9"}[2m])) >= 0.5', [['>=', 0.5, 'a']]],
    ['a / b < 7 * 86400', [['<', 604_800, 'a,b']]],
    ['a <= (1 + 1) / 4 - 1', [['<=', -0.5, 'a']]],
    ['a > b', [['>', undefined, 'a']]],
    ['a > on (x) group_left () (3 * b + 0.25)', [['>', undefined, 'a']]],
    [
      'a > 1 and b < 2 unless c == 3',
      [
        ['>', 1, 'a'],
        ['<', 2, 'b'],
      ],
    ],
    [
      '(a > 0) - time() < 60',
      [
        ['<', 60, 'a'],
        ['>', 0, 'a'],
      ],
    ],
    ['a >', []],
  ])('%s', (expr, expected) => {
    const found = comparisonsIn(expr).map(({ operator, value, metrics }) => [operator, value, metrics.join(',')]);
    expect(found).toStrictEqual(expected);
  });
});

describe('the limit of a rule', () => {
  const some = readRules(`
groups:
  - name: g
    rules:
      - record: a:ratio
        expr: a / b > 0.25
      - { alert: Full, expr: 'a:ratio > 0.8', labels: { severity: critical } }
      - { alert: Full, expr: 'a:ratio > 0.5', labels: { severity: warning } }
      - { alert: Many, expr: 'count(c) > 3', labels: { severity: info } }
      - { alert: Low, expr: 'd < 0.1 or d < 0.5', labels: { severity: warning } }
`);

  it.each([
    [
      'by severity',
      { alert: 'Full', severity: 'warning', metric: 'a:ratio' },
      { severity: 'warning', above: true, value: 0.5 },
    ],
    [
      'by the recording rule',
      { alert: 'Full', record: 'a:ratio', metric: 'b' },
      { severity: 'critical', above: true, value: 0.25 },
    ],
    [
      'of things that are counted',
      { alert: 'Many', metric: 'c', whole: true },
      { severity: 'info', above: true, value: 4 },
    ],
    ['on the low side', { alert: 'Low', metric: 'd' }, { severity: 'warning', above: false, value: 0.1 }],
    ['the second of two', { alert: 'Low', metric: 'd', index: 1 }, { severity: 'warning', above: false, value: 0.5 }],
  ] as const)('%s', (_what, sought, expected) => {
    expect(limitOf(some, sought)).toStrictEqual({ alert: sought.alert, ...expected });
  });

  it('may be an expression', () => {
    expect(
      heldAgainst(readRules('groups: [{ name: g, rules: [{ record: r, expr: "a > 3 * b + 1" }] }]'), 'r', 'a'),
    ).toBe('3 * b + 1');
  });

  it('that no rule has is an error which names it', () => {
    expect(() => limitOf(some, { alert: 'Full', metric: 'z' })).toThrow('Full holds z against no number');
    expect(() => limitOf(some, { alert: 'Gone', metric: 'a' })).toThrow('Gone');
    expect(() => heldAgainst(some, 'a:ratio', 'z')).toThrow('a:ratio holds z against nothing');
  });
});

/** Numbers in the expressions of an alert and of all that it is recorded from, products worked out; read without a parser. */
function numbersOf(alert: string): Set<number> {
  const seen = new Set<string>();
  const waiting = [alert];
  const numbers = new Set<number>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const { expr } of rules.filter((rule) => rule.name === name)) {
      waiting.push(...(expr.match(/[a-z]+:\w+:\w+/g) ?? []));
      for (const [, a, b] of expr.matchAll(/(?<![\w.[])(\d+(?:\.\d+)?)(?: \* (\d+))?(?![\w.\]])/g)) {
        numbers.add(Number(a) * Number(b ?? 1));
      }
    }
  }
  return numbers;
}

interface Step {
  readonly value: number | null;
}

/** Of the panel as a whole and of its columns, but for states, which have names. */
function stepsOf({ fieldConfig }: Panel): number[] {
  const configured: Step[] = [
    ...(fieldConfig?.defaults.thresholds?.steps ?? []),
    ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
      properties.flatMap(({ id, value }): Step[] => (id === 'thresholds' ? value.steps : [])),
    ),
  ];
  return configured.flatMap(({ value }) => value ?? []);
}

const limited = built.flatMap(({ board, dashboard }) =>
  panelsOf(dashboard)
    .map((panel) => ({ place: `${board} / ${panel.title}`, panel, steps: stepsOf(panel) }))
    .filter(({ steps }) => steps.length > 0),
);

describe('limits of panels', () => {
  it('are found', () => {
    expect(limited.length).toBeGreaterThan(20);
  });

  it.each(limited)('$place has the numbers of the alerts that it links to', ({ panel, steps }) => {
    const alerts = (panel.links ?? []).flatMap(({ url = '' }) => /runbooks\/(\w+)$/.exec(url)?.[1] ?? []);
    const numbers = new Set(alerts.flatMap((alert) => [...numbersOf(alert)]));
    // Of things that are counted, "more than 2" begins at 3.
    expect(steps.filter((step) => !numbers.has(step) && !numbers.has(step - 1))).toStrictEqual([]);
  });

  it.each(['1h', '6h'])('of burn rates over %s stand beside the same share of the window as in the rules', (window) => {
    const rate = rules.find(({ name }) => name === `slo:fleet_agent_burn:rate${window}`)?.expr ?? '';
    const [, inRule] = new RegExp(`\\[${window}\\]\\) / ([\\d.]+)`).exec(rate) ?? [];
    const shown = queries.find(({ expr }) => expr.includes(`seconds1m{machine="",agent=""}[${window}]`))?.expr ?? '';
    expect(shown.endsWith(` / ${inRule}`), `${shown} / ${inRule}`).toBe(true);
  });

  it('follow the rules', () => {
    const files = (left: string) => [
      ...rules
        .filter(({ name }) => !name.startsWith('FleetDisk'))
        .map((rule) => JSON.stringify({ groups: [{ name: 'g', rules: [ruleOf(rule)] }] })),
      ...['critical', 'warning'].map((severity) =>
        JSON.stringify({
          groups: [
            {
              name: 'g',
              rules: [
                {
                  alert: 'FleetDiskFilling',
                  expr: `filesystem:fleet_filesystem_avail:ratio < ${left}`,
                  labels: { severity },
                },
                {
                  alert: 'FleetDiskInodesFilling',
                  expr: `filesystem:fleet_filesystem_free_inodes:ratio < ${left}`,
                  labels: { severity },
                },
              ],
            },
          ],
        }),
      ),
    ];
    const steps = (left: string) => {
      const dashboard = dashboards(files(left)).get('logs.json');
      const panel =
        dashboard === undefined ? undefined : panelsOf(dashboard).find(({ title }) => title === 'Inodes left');
      return panel === undefined ? [] : stepsOf(panel);
    };
    expect(steps('0.31')).toStrictEqual([0.31]);
    expect(steps('0.07')).toStrictEqual([0.07]);
  });
});

function ruleOf({ kind, name, expr, severity }: (typeof rules)[number]) {
  return { [kind]: name, expr, labels: { severity } };
}
