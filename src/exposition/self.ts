import { severities } from '../finding.js';
import { counter, type Family, gauge } from './family.js';
import { Page } from './page.js';
import type { CollectorRunner } from './runner.js';
import type { FamilyText } from './text.js';

const labels = ['machine', 'collector'] as const;

const success = gauge('fleetwatch_collector_success', 'Whether the last run of the collector succeeded.', labels);
const duration = gauge('fleetwatch_collector_duration_seconds', 'Duration of the last run of the collector.', labels);
const lastSuccess = gauge(
  'fleetwatch_collector_last_success_timestamp_seconds',
  'Unix time of the last successful run of the collector, 0 if there was none.',
  labels,
);
const period = gauge(
  'fleetwatch_collector_period_seconds',
  'Time between two runs of the collector; after three of them without a good run its samples are dropped.',
  labels,
);
const skipped = counter(
  'fleetwatch_collector_skipped_total',
  'Runs that were left out because the one before had not come back.',
  labels,
);
const findings = gauge('fleetwatch_collector_findings', 'Findings of the last successful run of the collector.', [
  'machine',
  'collector',
  'severity',
]);

/** What the frame says about every collector. */
export const selfFamilies: readonly Family[] = [success, duration, lastSuccess, period, skipped, findings];

/** Renders the frame's view of its collectors. */
export function renderSelf(machine: string, runners: readonly CollectorRunner[]): Promise<FamilyText[]> {
  const page = new Page(selfFamilies);
  for (const { collector, periodSeconds, state } of runners) {
    const at = { machine, collector: collector.name };
    page.set(success, at, state.success ? 1 : 0);
    page.set(duration, at, state.durationSeconds);
    page.set(lastSuccess, at, state.lastSuccessTimestamp);
    page.set(period, at, periodSeconds);
    page.set(skipped, at, state.skipped);
    for (const severity of severities) {
      page.set(findings, { ...at, severity }, state.findings.filter((finding) => finding.severity === severity).length);
    }
  }
  return page.render();
}
