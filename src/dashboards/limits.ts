import { type Comparison, comparisonsIn } from './comparisons.js';
import type { Rule } from './rules.js';

/** Where a rule begins to mind: what a panel colours, with the alert that says so. */
export interface Limit {
  readonly alert: string;
  readonly severity: Severity;
  /** Whether the bad side lies above. */
  readonly above: boolean;
  /** The first value that is coloured when the bad side lies above; the last good one when it lies below. */
  readonly value: number;
}

type Severity = 'critical' | 'warning' | 'info';

/** What a limit is looked up by. */
export interface Sought {
  readonly alert: string;
  readonly severity?: Severity;
  /** The metric that is held against the number. */
  readonly metric: string;
  /** The recording rule that makes the comparison, where the alert itself does not. */
  readonly record?: string;
  /** The metric counts things: above `> 0` begins 1. */
  readonly whole?: boolean;
  /** Which of several, in the order of writing; the first unless given. */
  readonly index?: number;
}

/**
 * The number of a rule.
 *
 * @throws if the rules hold no such comparison: dashboards must not outlive the rules that they speak of
 */
export function limitOf(rules: readonly Rule[], sought: Sought): Limit {
  const { alert, record, metric, whole = false, index = 0 } = sought;
  const alerts = alertsOf(rules, alert, sought.severity);
  const holders = record === undefined ? alerts : rules.filter(({ name }) => name === record);
  const found = comparisonsOf(holders, metric).filter(({ value }) => value !== undefined)[index];
  const severity = alerts[0]?.severity;
  if (found?.value === undefined || !isSeverity(severity))
    throw new Error(`${record ?? alert} holds ${metric} against no number; the dashboards say that it does`);
  const above = found.operator.startsWith('>');
  return { alert, severity, above, value: whole && found.operator === '>' ? found.value + 1 : found.value };
}

/**
 * What a recording rule holds a metric against, as PromQL.
 *
 * @throws as {@link limitOf}
 */
export function heldAgainst(rules: readonly Rule[], record: string, metric: string): string {
  const holders = rules.filter(({ name }) => name === record);
  const found = comparisonsOf(holders, metric)[0];
  if (found === undefined)
    throw new Error(`${record} holds ${metric} against nothing; the dashboards say that it does`);
  return found.right;
}

function alertsOf(rules: readonly Rule[], alert: string, wanted: Severity | undefined): Rule[] {
  return rules.filter(
    ({ kind, name, severity }) => kind === 'alert' && name === alert && (wanted ?? severity) === severity,
  );
}

function comparisonsOf(rules: readonly Rule[], metric: string): Comparison[] {
  return rules.flatMap(({ expr }) => comparisonsIn(expr)).filter(({ metrics }) => metrics.includes(metric));
}

function isSeverity(text: string | undefined): text is Severity {
  return text === 'critical' || text === 'warning' || text === 'info';
}
