import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { OutlineCache } from '../../src/adoption/project/outlineCache.js';
import { readAdoption } from '../../src/adoption/read.js';
import { formatPlace } from '../../src/finding.js';
import { agentOf, projectOf } from './machine.js';

const fixtures = join(import.meta.dirname, '../fixtures/adoption');
const direct = 'Reader > BaseAgent';

/** Each fixture: the classes from the running one on, how sure that one runs, and what is found where. */
const projects: Record<string, readonly [chain: string, certainty: string, ...findings: string[]]> = {
  'adopted-beside-mixin': [direct, 'seen'],
  'adopted-by-alias': [direct, 'seen'],
  'adopted-by-assignment': [direct, 'seen'],
  'adopted-by-dotted-name': [direct, 'seen'],
  'adopted-by-later-star': [direct, 'seen'],
  'adopted-by-module-alias': [direct, 'seen'],
  'adopted-by-namesake': ['Reader > BaseAgent > BaseAgent', 'seen'],
  'adopted-by-package-export': [direct, 'seen'],
  'adopted-by-search-path': [direct, 'seen'],
  'adopted-by-star': [direct, 'seen'],
  'adopted-directly': [direct, 'seen'],
  'adopted-elsewhere': [direct, 'seen'],
  'adopted-generic': ['Reader > Typed > BaseAgent', 'seen'],
  'adopted-in-both-branches': [direct, 'seen'],
  'adopted-in-circle-of-imports': [direct, 'seen'],
  'adopted-in-main-function': [direct, 'seen'],
  'adopted-in-rescue': [direct, 'seen'],
  'adopted-inside-namesake': [direct, 'seen'],
  'adopted-latin1': [direct, 'seen'],
  'adopted-modern-syntax': [direct, 'seen'],
  'adopted-namespace-package': [direct, 'seen'],
  'adopted-nested': ['Reader > Common > BaseAgent', 'seen'],
  'adopted-one-of-several': [direct, 'seen'],
  'adopted-relatively': ['Reader > VisionAgent > CommonAgent > BaseAgent', 'seen'],
  'adopted-through-module': ['Reader > RegistryBase > BaseAgent', 'seen'],
  'adopted-windows-text': [direct, 'seen'],
  'adopted-without-main': [direct, 'only'],
  'legacy-later-try': ['Reader > Base', 'seen', 'agent.py:11:1 adoption-legacy'],
  'legacy-named-alike': ['Reader > BaseAgentReader', 'seen', 'agent.py:5:1 adoption-legacy'],
  'legacy-no-class': ['', '', 'agent.py:1:1 adoption-no-class'],
  'legacy-own-base': [direct, 'seen', 'agent.py:6:1 adoption-legacy'],
  'legacy-plain': ['Reader', 'seen', 'agent.py:1:1 adoption-legacy'],
  'legacy-rebound': ['Reader', 'seen', 'agent.py:6:1 adoption-legacy'],
  'legacy-runs-other-class': ['Reader', 'seen', 'agent.py:8:1 adoption-legacy'],
  'legacy-standard-library': ['Reader', 'seen', 'agent.py:4:1 adoption-legacy'],
  'legacy-type-checking': ['Reader', 'seen', 'agent.py:9:1 adoption-legacy'],
  'legacy-uses-base': ['Reader', 'seen', 'agent.py:4:1 adoption-legacy'],
  'unknown-broken-base': [direct, 'seen', 'core/base_agent.py:7:1 adoption-syntax-error'],
  'unknown-computed': ['Reader', 'seen', 'agent.py:8:14 adoption-unresolved'],
  'unknown-handed-over': ['', '', 'agent.py:1:1 adoption-unresolved'],
  'unknown-misindented': [direct, 'seen', 'agent.py:7:7 adoption-syntax-error'],
  'unknown-missing-module': ['Reader', 'seen', 'agent.py:4:14 adoption-unresolved'],
  'unknown-missing-name': ['Reader', 'seen', 'agent.py:4:14 adoption-unresolved'],
  'unknown-not-imported': ['Reader', 'seen', 'agent.py:1:14 adoption-unresolved'],
  'unknown-not-utf8': ['', '', 'agent.py:3:15 adoption-syntax-error'],
  'unknown-null-byte': ['', '', 'agent.py:8:10 adoption-syntax-error'],
  'unknown-one-branch': ['Reader', 'seen', 'agent.py:11:14 adoption-unresolved'],
  'unknown-outside': ['Reader', 'seen', 'agent.py:4:14 adoption-unresolved'],
  'unknown-python-two': [direct, 'seen', 'agent.py:6:9 adoption-syntax-error'],
  'unknown-rescue': ['Reader', 'seen', 'agent.py:7:14 adoption-unresolved'],
  'unknown-syntax-error': [direct, 'seen', 'agent.py:5:18 adoption-syntax-error'],
};

/** The script of a fixture; it stands deeper where that is the point. */
function scriptOf(name: string): string {
  const places = ['agent.py', 'agents/deep/agent.py', 'agents/vision/agent.py'];
  return places.find((place) => existsSync(join(fixtures, name, place))) ?? 'agent.py';
}

describe('one agent in a project of its own', () => {
  test('every fixture is in the table', () => {
    expect(Object.keys(projects)).toEqual(readdirSync(fixtures).sort());
  });

  it.each(Object.entries(projects))('%s', async (name, [chain, certainty, ...findings]) => {
    const root = join(fixtures, name);
    const report = await readAdoption(projectOf(root, [agentOf('Reader', scriptOf(name))]), new OutlineCache());
    const [adoption] = report.agents;
    const found = report.findings.map((finding) => {
      expect(finding).toMatchObject({ risk: 'D', machine: 'alpha' });
      return `${relative(root, formatPlace(finding.place))} ${finding.code}`;
    });
    expect({
      state: adoption?.state,
      chain: adoption?.chain.map((link) => link.name).join(' > '),
      certainty: adoption?.class?.certainty ?? '',
      found,
    }).toEqual({ state: name.split('-')[0], chain, certainty, found: findings });
  });
});
