import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const file = 'alertmanager/alertmanager.yml';

/** What amtool prints; rejects with its output, and says so where it is missing (Debian: prometheus-alertmanager). */
async function amtool(...args: string[]): Promise<string> {
  try {
    const { stdout } = await run('amtool', args, { timeout: 15_000 });
    return stdout.trim();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw missing ? new Error('amtool is not installed (package prometheus-alertmanager)', { cause }) : cause;
  }
}

describe('alertmanager.yml', () => {
  it('is valid', async () => {
    expect(await amtool('check-config', file)).toContain('SUCCESS');
  });

  const routes: [receiver: string, grouping: string, ...labels: string[]][] = [
    [
      'pager',
      'alertname,machine,agent',
      'alertname=FleetAgentDown',
      'severity=critical',
      'machine=alpha',
      'agent=planner',
    ],
    ['pager', 'alertname,machine,agent', 'alertname=FleetAgentDown', 'severity=warning', 'machine=alpha', 'agent=toy'],
    ['pager', 'alertname,machine,agent', 'alertname=FleetExporterDown', 'severity=critical', 'machine=alpha'],
    ['pager', 'alertname,machine,agent', 'alertname=SomebodyElses'],
    ['pager', 'alertname,machine', 'alertname=FleetAgentUnverified', 'severity=warning', 'machine=alpha', 'agent=old'],
    ['pager', 'alertname,machine', 'alertname=FleetAgentUnknown', 'severity=warning', 'machine=alpha', 'agent=old'],
    ['pager', 'alertname,machine', 'alertname=FleetConfigFindings', 'severity=warning', 'machine=alpha', 'code=c'],
    ['nobody', 'alertname,machine,agent', 'alertname=FleetConfigFindings', 'severity=info', 'machine=alpha', 'code=c'],
  ];
  it.each(routes)('sends to %s, grouped by %s: %s %s', async (receiver, grouping, ...labels) => {
    expect(await amtool('config', 'routes', 'test', `--config.file=${file}`, ...labels)).toBe(receiver);
    expect(groupingOf(await load(), labels)).toBe(grouping);
  });

  const inhibitions: [muted: boolean, source: string, target: string][] = [
    [true, 'FleetExporterDown machine=alpha', 'FleetAgentDown machine=alpha agent=planner'],
    [true, 'FleetExporterDown machine=alpha', 'FleetAgentZombies machine=alpha agent=planner'],
    [true, 'FleetExporterDown machine=alpha', 'FleetCollectorFailing machine=alpha collector=health'],
    [true, 'FleetExporterDown machine=alpha', 'FleetStartupFileBroken machine=alpha'],
    [false, 'FleetExporterDown machine=alpha', 'FleetAgentDown machine=beta agent=planner'],
    [false, 'FleetExporterDown machine=alpha', 'FleetExporterDown machine=alpha'],
    [false, 'FleetExporterDown machine=alpha', 'FleetNoExporters machine=alpha'],
    [true, 'FleetAgentDown machine=alpha agent=planner', 'FleetAgentRestarting machine=alpha agent=planner'],
    [false, 'FleetAgentDown machine=alpha agent=planner', 'FleetAgentRestarting machine=alpha agent=memory'],
    [false, 'FleetAgentDown machine=alpha agent=planner', 'FleetAgentFileDescriptorsHigh machine=alpha agent=planner'],
    [false, 'FleetAgentRestarting machine=alpha agent=planner', 'FleetAgentDown machine=alpha agent=planner'],
  ];
  it.each(inhibitions)('mutes (%s): while %s, %s', async (muted, source, target) => {
    const rules = (await load()).inhibit_rules;
    const applies = rules.some(
      (rule) =>
        matches(rule.source_matchers, labelsOf(source)) &&
        matches(rule.target_matchers, labelsOf(target)) &&
        rule.equal.every((name) => labelsOf(source)[name] === labelsOf(target)[name]),
    );
    expect(applies).toBe(muted);
  });

  it('tells the pager also of what is over, and nobody of nothing', async () => {
    const { receivers } = await load();
    expect(receivers).toStrictEqual([
      { name: 'pager', webhook_configs: [{ url: 'http://127.0.0.1:9879/', send_resolved: true }] },
      { name: 'nobody' },
    ]);
  });
});

interface Route {
  matchers?: string[];
  group_by?: string[];
  routes?: Route[];
}

interface Configuration {
  route: Route;
  inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
  receivers: unknown[];
}

async function load(): Promise<Configuration> {
  return parse(await readFile(file, 'utf8'));
}

function groupingOf({ route }: Configuration, labels: string[]): string {
  const record = Object.fromEntries(labels.map((label) => label.split('=')));
  const child = route.routes?.find((candidate) => matches(candidate.matchers ?? [], record));
  return (child?.group_by ?? route.group_by ?? []).join(',');
}

function labelsOf(alert: string): Record<string, string> {
  const [alertname, ...labels] = alert.split(' ');
  return Object.fromEntries([`alertname=${alertname}`, ...labels].map((label) => label.split('=')));
}

/** Alertmanager's matchers, as far as this configuration uses them: `name="value"` and the anchored `name=~"regexp"`. */
function matches(matchers: string[], labels: Record<string, string>): boolean {
  return matchers.every((matcher) => {
    const parts = /^(\w+)(=~?)"(.*)"$/.exec(matcher);
    if (parts === null) throw new Error(`a matcher this test cannot read: ${matcher}`);
    const [, name = '', operator, wanted = ''] = parts;
    const value = labels[name] ?? '';
    return operator === '=' ? value === wanted : new RegExp(`^(?:${wanted})$`).test(value);
  });
}
