/** What every Prometheus makes itself. */
export const ofPrometheus: readonly string[] = ['up', 'ALERTS', 'ALERTS_FOR_STATE'];

/** What the servers of the stack say of themselves. */
export const ofServers: readonly string[] = [
  'alertmanager_config_last_reload_successful',
  'alertmanager_notifications_failed_total',
  'alertmanager_notifications_total',
  'prometheus_config_last_reload_successful',
  'prometheus_notifications_queue_capacity',
  'prometheus_notifications_queue_length',
  'prometheus_rule_evaluation_failures_total',
  'prometheus_rule_group_interval_seconds',
  'prometheus_rule_group_last_duration_seconds',
  'prometheus_tsdb_head_series',
];
