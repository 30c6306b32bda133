import { expect, it } from 'vitest';
import { readServerMetrics } from '../../src/hubs/serverMetrics.js';

/** Lines as Prometheus 2.42 writes them. */
const page = `# HELP prometheus_notifications_alertmanagers_discovered The number of alertmanagers discovered and active.
# TYPE prometheus_notifications_alertmanagers_discovered gauge
prometheus_notifications_alertmanagers_discovered 2
prometheus_notifications_dropped_total 3
process_start_time_seconds 1.7953e+09
prometheus_config_last_reload_success_timestamp_seconds 1.7953001e+09
prometheus_remote_storage_queue_highest_sent_timestamp_seconds{remote_name="store",url="http://192.0.2.20:8428/api/v1/write"} 1.79534159e+09
prometheus_remote_storage_samples_failed_total{remote_name="store",url="http://192.0.2.20:8428/api/v1/write"} 4
prometheus_remote_storage_samples_failed_total{remote_name="new",url="http://192.0.2.21:8428/api/v1/write"} 0
prometheus_rule_group_interval_seconds{rule_group="rules/a, \\"b\\".yml;g"} 5
prometheus_rule_group_last_evaluation_timestamp_seconds{rule_group="rules/a, \\"b\\".yml;g"} 1.795341595e+09
prometheus_tsdb_checkpoint_creations_failed_total 1
prometheus_tsdb_head_max_time_seconds 1.795341598e+09
prometheus_tsdb_wal_fsync_duration_seconds{quantile="0.5"} NaN
prometheus_tsdb_wal_writes_failed_total 2
`;

it('reads what Prometheus says of its rules, its disk, its alerts and the store', () => {
  expect(readServerMetrics(page)).toStrictEqual({
    groups: [{ name: 'rules/a, \\"b\\".yml;g', evaluatedAt: 1_795_341_595, intervalSeconds: 5 }],
    rulesLoadedAt: 1_795_300_100,
    headMaxAt: 1_795_341_598,
    failedWrites: 3,
    alertmanagers: 2,
    droppedAlerts: 3,
    remoteWrites: [
      { name: 'store', sentAt: 1_795_341_590, failedSamples: 4 },
      { name: 'new', sentAt: 0, failedSamples: 0 },
    ],
  });
});

it('finds nothing on the page of another program', () => {
  expect(readServerMetrics('<html>hello</html>')).toMatchObject({ groups: [], headMaxAt: undefined, alertmanagers: 0 });
});
