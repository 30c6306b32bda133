/** What a Prometheus says of itself on its own `/metrics`. Times are Unix seconds; what is not there is `undefined`. */
export interface ServerMetrics {
  readonly groups: readonly RuleGroup[];
  /** When it last read its rules: at its start, or at a reload since. */
  readonly rulesLoadedAt: number;
  /** Newest sample that was written to the head block, and so to the journal before it. */
  readonly headMaxAt: number | undefined;
  /** Writes to the disk that failed, since the server started. */
  readonly failedWrites: number;
  /** Alertmanagers that it sends alerts to. */
  readonly alertmanagers: number;
  /** Alerts that no Alertmanager took, since the server started. */
  readonly droppedAlerts: number;
  readonly remoteWrites: readonly RemoteWrite[];
}

export interface RuleGroup {
  /** `file;name` */
  readonly name: string;
  /** Not above 0 where it was never evaluated: then it is the year 1. */
  readonly evaluatedAt: number;
  /** 0 where the server does not say. */
  readonly intervalSeconds: number;
}

/** One queue to a store. */
export interface RemoteWrite {
  readonly name: string;
  /** Newest sample that the store has acknowledged; 0 for none. */
  readonly sentAt: number;
  /** Samples that were given up: answered with an error that is not to be tried again. */
  readonly failedSamples: number;
}

/**
 * Failures on the way to the disk (Prometheus 2.42, tsdb/head.go, tsdb/wlog/wlog.go, tsdb/compact.go). A full disk shows in
 * the first two at once.
 */
const failures: ReadonlySet<string> = new Set([
  'prometheus_tsdb_wal_writes_failed_total',
  'prometheus_tsdb_wal_truncations_failed_total',
  'prometheus_tsdb_checkpoint_creations_failed_total',
  'prometheus_tsdb_compactions_failed_total',
]);

const loads: ReadonlySet<string> = new Set([
  'process_start_time_seconds',
  'prometheus_config_last_reload_success_timestamp_seconds',
]);

const line =
  /^(?<name>process_start_time_seconds|prometheus_(?:config|rule_group|tsdb|notifications|remote)\w+)(?:\{(?<labels>.*)\})? (?<value>\S+)$/gm;

/** Reads the text format; only the few lines that are wanted. */
export function readServerMetrics(text: string): ServerMetrics {
  const evaluated = new Map<string, number>();
  const intervals = new Map<string, number>();
  const sent = new Map<string, number>();
  const givenUp = new Map<string, number>();
  let rulesLoadedAt = 0;
  let headMaxAt: number | undefined;
  let failedWrites = 0;
  let alertmanagers = 0;
  let droppedAlerts = 0;
  for (const { groups } of text.matchAll(line)) {
    const { name = '', labels = '' } = groups ?? {};
    const value = Number(groups?.value);
    if (Number.isNaN(value)) continue;
    if (failures.has(name)) failedWrites += value;
    else if (loads.has(name)) rulesLoadedAt = Math.max(rulesLoadedAt, value);
    else if (name === 'prometheus_tsdb_head_max_time_seconds') headMaxAt = value;
    else if (name === 'prometheus_notifications_alertmanagers_discovered') alertmanagers = value;
    else if (name === 'prometheus_notifications_dropped_total') droppedAlerts += value;
    else if (name === 'prometheus_rule_group_last_evaluation_timestamp_seconds')
      evaluated.set(labelOf(labels, 'rule_group'), value);
    else if (name === 'prometheus_rule_group_interval_seconds') intervals.set(labelOf(labels, 'rule_group'), value);
    else if (name === 'prometheus_remote_storage_queue_highest_sent_timestamp_seconds')
      sent.set(labelOf(labels, 'remote_name'), value);
    else if (name === 'prometheus_remote_storage_samples_failed_total')
      givenUp.set(labelOf(labels, 'remote_name'), value);
  }
  return {
    groups: [...evaluated].map(([name, at]) => {
      return { name, evaluatedAt: at, intervalSeconds: intervals.get(name) ?? 0 };
    }),
    rulesLoadedAt,
    headMaxAt,
    failedWrites,
    alertmanagers,
    droppedAlerts,
    // The counter is there from the start on, the time only after the first batch.
    remoteWrites: [...givenUp].map(([name, failedSamples]) => {
      return { name, sentAt: sent.get(name) ?? 0, failedSamples };
    }),
  };
}

/** The value of a label, as it is escaped there: it is only compared. */
function labelOf(labels: string, name: string): string {
  return new RegExp(`(?:^|,)${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(labels)?.[1] ?? '';
}
