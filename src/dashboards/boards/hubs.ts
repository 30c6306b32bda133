import type { Board, Row } from '../board.js';
import { bad, good, noneIsGood, states } from '../colours.js';
import { limitOf } from '../limits.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import type { Rule } from '../rules.js';
import { machines } from '../variables.js';
import { bus } from './bus.js';
import { exporters } from './exporters.js';
import { hubHealth } from './hubHealth.js';
import { links } from './links.js';

/** Who watches the watchers: the hubs, the links and the bus between machines, the dead man's switch and the exporters themselves. */
export function hubsBoard(rules: readonly Rule[]): Board {
  return {
    name: 'hubs',
    about:
      "Who watches the watchers: the hubs, the links and the bus between machines, the dead man's switch and the exporters themselves.",
    variables: [machines()],
    hours: 6,
    rows: [servers(), hubHealth(), links(), ...bus(), alerting(rules), evaluation(rules), ...exporters(rules)],
  };
}

const reached = states({ 0: { text: 'silent', color: bad }, 1: { text: 'answers', color: good } });

function servers(): Row {
  const up = (title: string, job: string, alert: string) =>
    stat({
      title,
      about: 'Whether it was reached at the last scrape.',
      queries: [{ expr: `up{job="${job}"}`, legend: '{{instance}}' }],
      says: 'value-and-name',
      mappings: [reached],
      alerts: [alert],
      width: 6,
    });
  return {
    title: 'Servers',
    panels: [
      up('Prometheus', 'prometheus', 'FleetPrometheusDown'),
      up('Alertmanager', 'alertmanager', 'FleetAlertmanagerDown'),
      up('Exporters', 'fleetwatch', 'FleetExporterDown'),
      stat({
        title: "Dead man's switch",
        about: 'When it last came to each exporter, by way of Prometheus and Alertmanager.',
        queries: [
          {
            expr: 'max by (machine) (fleetwatch_watchdog_last_received_timestamp_seconds{machine=~"$machine"} > 0) * 1000',
            legend: '{{machine}}',
          },
        ],
        says: 'value-and-name',
        unit: 'dateTimeFromNow',
        alerts: ['FleetWatchdog', 'FleetWatchdogNotArriving'],
        none: 'It has not come since the exporters started.',
        width: 6,
      }),
    ],
  };
}

function alerting(rules: readonly Rule[]): Row {
  return {
    title: 'Alerting',
    panels: [
      series({
        title: 'Queue to Alertmanager',
        about: 'Share of the queue that is full.',
        queries: [
          {
            expr: 'prometheus_notifications_queue_length / prometheus_notifications_queue_capacity',
            legend: '{{instance}}',
          },
        ],
        unit: 'percentunit',
        between: [0, 1],
        limits: [
          limitOf(rules, { alert: 'FleetNotificationQueueFull', metric: 'prometheus_notifications_queue_length' }),
        ],
        width: 8,
      }),
      series({
        title: 'Notifications',
        about: 'Sent and given up, per second, by integration.',
        queries: [
          {
            expr: 'sum by (integration) (rate(alertmanager_notifications_total[5m])) > 0',
            legend: '{{integration}}',
          },
          {
            expr: `sum by (integration) (rate(alertmanager_notifications_failed_total[5m]))
              and on (integration) sum by (integration) (rate(alertmanager_notifications_total[5m])) > 0`,
            legend: '{{integration}} failed',
          },
        ],
        unit: 'cps',
        between: [0],
        alerts: ['FleetDeliveryFailing'],
        none: 'Nothing was sent.',
        width: 8,
      }),
      series({
        title: 'Alerts',
        about: 'That fire, by severity.',
        queries: [{ expr: 'count by (severity) (ALERTS{alertstate="firing"})', legend: '{{severity}}' }],
        colours: { critical: bad, warning: 'orange', info: 'blue' },
        between: [0],
        none: 'Not even FleetWatchdog fires: alerting does not work.',
        alerts: ['FleetWatchdog'],
        width: 8,
      }),
    ],
  };
}

function evaluation(rules: readonly Rule[]): Row {
  return {
    title: 'Prometheus',
    panels: [
      series({
        title: 'Slowest rule groups',
        about: 'Share of its interval that an evaluation takes; past 1, evaluations are left out.',
        queries: [
          {
            expr: 'topk(5, prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds)',
            legend: '{{rule_group}}',
          },
        ],
        unit: 'percentunit',
        between: [0],
        alerts: ['FleetRuleGroupSlow'],
        width: 8,
      }),
      stat({
        title: 'Failed evaluations',
        about: 'Within 5 minutes, of all rule groups.',
        queries: [{ expr: 'ceil(sum(increase(prometheus_rule_evaluation_failures_total[5m])))' }],
        limits: [
          limitOf(rules, {
            alert: 'FleetRuleEvaluationFailing',
            metric: 'prometheus_rule_evaluation_failures_total',
            whole: true,
          }),
        ],
        mappings: noneIsGood('none'),
        width: 4,
        height: 8,
      }),
      stat({
        title: 'Configuration',
        about: 'Whether the last reload of each server succeeded.',
        queries: [
          { expr: 'prometheus_config_last_reload_successful', legend: 'Prometheus {{instance}}' },
          { expr: 'alertmanager_config_last_reload_successful', legend: 'Alertmanager {{instance}}' },
        ],
        says: 'value-and-name',
        mappings: [states({ 0: { text: 'former one', color: bad }, 1: { text: 'loaded', color: good } })],
        alerts: ['FleetConfigReloadFailed'],
        width: 6,
        height: 8,
      }),
      series({
        title: 'Series',
        about: 'In the head block: what Prometheus holds in memory.',
        queries: [{ expr: 'prometheus_tsdb_head_series', legend: '{{instance}}' }],
        between: [0],
        width: 6,
      }),
    ],
  };
}
