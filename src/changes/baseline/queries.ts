/** The questions that a baseline is made of, to Prometheus. `machines` are those with touched agents. */
export interface BaselineQueries {
  /** By machine and agent: 1 where it is up. */
  readonly up: string;
  readonly p50: string;
  readonly p95: string;
  /** By machine and agent, in the last hour. */
  readonly restarts: string;
  /** By machine and risk. The same sum as in `prometheus/rules/rollback.rules.yml`, which is held against it. */
  readonly findings: string;
}

export function baselineQueries(machines: readonly string[]): BaselineQueries {
  const at = `machine=~"${machines.map(escaped).join('|')}"`;
  const probes = `sum by (le) (rate(fleet_probe_duration_seconds_bucket{${at}}[30m]))`;
  return {
    up: `max by (machine, agent) (last_over_time(fleet_agent_up{${at}}[1m]))`,
    p50: `histogram_quantile(0.5, ${probes})`,
    p95: `histogram_quantile(0.95, ${probes})`,
    restarts: `max by (machine, agent) (increase(fleet_agent_restarts_total{${at}}[1h]))`,
    findings: `sum by (machine, risk) (last_over_time(fleet_audit_risk_findings{severity="error",${at}}[2m]) or last_over_time(fleet_config_findings{severity="error",${at}}[20s]))`,
  };
}

/** For a regular expression (RE2) in a string: there, backslashes escape, too. */
function escaped(name: string): string {
  return name.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&').replaceAll(/["\\]/g, '\\$&');
}
