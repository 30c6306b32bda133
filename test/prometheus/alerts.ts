import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface AlertRule {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface AlertCase {
  alertname: string;
  exp_alerts: unknown[];
}

interface RulesFile {
  groups: { rules: (AlertRule | { record: string; expr: string })[] }[];
}

interface TestsFile {
  tests: { alert_rule_test?: AlertCase[] }[];
}

/** All alerts of the bundled rules; an alert that comes in two severities is there twice. */
export function readAlerts(): AlertRule[] {
  const files: RulesFile[] = readFolder('prometheus/rules');
  return files.flatMap((file) => file.groups.flatMap((group) => group.rules.filter((rule) => 'alert' in rule)));
}

/** All cases of the promtool tests that ask for one alert. */
export function readAlertCases(): AlertCase[] {
  const files: TestsFile[] = readFolder('prometheus/tests');
  return files.flatMap((file) => file.tests.flatMap((test) => test.alert_rule_test ?? []));
}

function readFolder<File>(folder: string): File[] {
  return readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')));
}
