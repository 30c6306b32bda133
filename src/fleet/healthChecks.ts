import type { HealthChecks } from './model.js';
import { defaultHealthChecks } from './model.js';
import type { HealthChecks as HealthCheckSettings, StartupFile } from './startup.generated.js';

/** The health check settings of a valid start-up file; `global_settings` outranks the older top-level place. */
export function readHealthChecks(value: unknown): HealthChecks {
  const file = value as StartupFile;
  const settings: HealthCheckSettings = { ...file.health_checks, ...file.global_settings?.health_checks };
  return {
    intervalSeconds: settings?.interval_seconds ?? defaultHealthChecks.intervalSeconds,
    timeoutSeconds: settings?.timeout_seconds ?? defaultHealthChecks.timeoutSeconds,
    retries: settings?.retries ?? defaultHealthChecks.retries,
    startPeriodSeconds: settings?.start_period_seconds ?? defaultHealthChecks.startPeriodSeconds,
  };
}
