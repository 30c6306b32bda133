import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricCatalogue, sampleNames } from '../../src/metricCatalogue.js';

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

const folder = 'prometheus/rules';
const rules = readdirSync(folder).flatMap((file): Rule[] => {
  const content: { groups: { rules: Rule[] }[] } = parse(readFileSync(join(folder, file), 'utf8'));
  return content.groups.flatMap((group) => group.rules);
});
const exported = new Set(
  metricCatalogue()
    .flatMap(({ families }) => families)
    .flatMap(sampleNames),
);
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));

/** Names of ours, and recorded ones, which alone hold a colon; what stands in quotes is label values. */
function namesIn(expr: string): string[] {
  const bare = expr.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*$/gm, '""');
  const names = bare.match(/[a-zA-Z_][a-zA-Z0-9_:]*/g) ?? [];
  return names.filter((name) => name.startsWith('fleet_') || name.startsWith('fleetwatch_') || name.includes(':'));
}

describe('metric names in rules', () => {
  it('are found', () => {
    expect(namesIn('sum by (machine) (fleet_agent_up{a="fleet_nothing"}) / agent:x:y')).toStrictEqual([
      'fleet_agent_up',
      'agent:x:y',
    ]);
  });

  it.each(rules.map(({ record, alert, expr }) => ({ rule: record ?? alert, expr })))(
    '$rule uses what is exported or recorded',
    ({ expr }) => {
      expect(namesIn(expr).filter((name) => !exported.has(name) && !recorded.has(name))).toStrictEqual([]);
    },
  );
});
