import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAlertCases, readAlerts } from './alerts.js';

const alerts = readAlerts();
const names = [...new Set(alerts.map(({ alert }) => alert))].sort();
const cases = readAlertCases();

describe('alerts', () => {
  it.each(alerts)('$alert ($labels.severity) has what its readers need', ({ alert, labels, annotations }) => {
    expect(labels.severity).toMatch(/^(critical|warning|info)$/);
    expect(labels.risk).toMatch(/^([A-H]|\{\{ \$labels\.risk \}\})$/);
    expect(annotations.summary).not.toBe('');
    expect(annotations.description).not.toBe('');
    expect(annotations.runbook_url).toBe(`{{ $externalLabels.fleetwatch_url }}/runbooks/${alert}`);
    expect(annotations.dashboard).toMatch(/^\{\{ \$externalLabels\.fleetwatch_url \}\}\//);
  });

  it.each(alerts.filter(({ alert }) => alert.startsWith('FleetAgent')))(
    '$alert ($labels.severity) names agent and machine',
    ({ annotations }) => {
      expect(annotations.summary).toContain('{{ $labels.agent }}');
      expect(annotations.summary).toContain('{{ $labels.machine }}');
      expect(annotations.dashboard).toContain('/#{{ $labels.machine }}-{{ $labels.agent }}');
    },
  );

  it.each(names)('%s is tested firing and silent', (name) => {
    const own = cases.filter(({ alertname }) => alertname === name);
    expect(own.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(own.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });

  it('are all that the tests ask for', () => {
    expect(cases.map(({ alertname }) => alertname).filter((name) => !names.includes(name))).toStrictEqual([]);
  });
});

describe('runbook pages', () => {
  it('are one an alert', () => {
    const pages = readdirSync('runbooks/alerts').sort();
    expect(pages).toStrictEqual(names.map((name) => `${name}.md`));
  });

  it.each(names)('%s says what it means and what to do', (name) => {
    const page = readFileSync(`runbooks/alerts/${name}.md`, 'utf8');
    const headings = page.split('\n').filter((line) => /^#+ [A-Z]/.test(line));
    expect(headings).toStrictEqual([`# ${name}`, '## Meaning', '## Impact', '## Confirm', '## Act', '## Verify']);
    const links = [...page.matchAll(/\]\((\w+)\)/g)].map(([, target]) => target);
    expect(links.filter((target) => target !== undefined && !names.includes(target))).toStrictEqual([]);
  });
});
