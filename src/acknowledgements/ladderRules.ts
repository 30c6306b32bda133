import { type Ladder, type LadderLevel, promDuration } from './ladder.js';

/** Alerts that have a ladder: the critical ones of the bundled rules, but for the ladder itself. */
const escalated = 'alertname=~"Fleet.+",alertname!~"FleetEscalation|FleetWatchdog",severity="critical"';

/** What tells one incident from another. */
const incident = 'alertname, machine, agent, risk';

/**
 * The rules file of an escalation ladder, as Prometheus reads it. `prometheus/rules/escalation.rules.yml` is the one of
 * the default ladder.
 */
export function ladderRules(ladder: Ladder): string {
  return [
    `${heading(ladder)}
groups:
  - name: fleet_escalation
    interval: ${promDuration(ladder.intervalSeconds)}
    rules:`,
    beginning(ladder),
    acknowledgements,
    unacknowledged,
    ...ladder.levels.map(levelRule),
    '',
  ].join('\n');
}

function heading({ levels }: Ladder): string {
  const steps = levels.map(({ to, afterSeconds }) => `${to} after ${promDuration(afterSeconds)}`);
  return `# The escalation ladder: a critical alert that nobody acknowledges goes on to ${steps.join(', ') || 'nobody'}.
# Generated from the levels (src/acknowledgements/ladderRules.ts): \`fleetwatch alertmanager render\` writes it for other levels.`;
}

function beginning({ graceSeconds, intervalSeconds }: Ladder): string {
  return `\
      # Critical alerts that fire. The window tells what Prometheus saw before it was restarted, for which its alerts still look
      # as if they fired (it looks back for 5 minutes), from what it sees now.
      - record: alert:fleet_alert_firing:bool
        expr: |
          max by (${incident}) (
            ALERTS{alertstate="firing",${escalated}}
            and last_over_time(ALERTS{alertstate="firing"}[1m])
          )

      # Since when: Unix time at which the condition began. Prometheus restores that over a restart only for alerts that wait 10
      # minutes or longer, so it is kept here. It stays while the alert is gone for ${promDuration(graceSeconds)} at most, and over an hour without Prometheus.
      - record: alert:fleet_alert_began:timestamp_seconds
        expr: |
          (
            last_over_time(alert:fleet_alert_began:timestamp_seconds[1h])
            and last_over_time(alert:fleet_alert_quiet:seconds[1h]) <= ${graceSeconds}
          )
          or
          (max by (${incident}) (ALERTS_FOR_STATE{${escalated}}) and alert:fleet_alert_firing:bool)

      # When the alert was seen firing last.
      - record: alert:fleet_alert_last_firing:timestamp_seconds
        expr: |
          alert:fleet_alert_firing:bool * 0 + time()
          or
          (
            last_over_time(alert:fleet_alert_last_firing:timestamp_seconds[1h])
            and last_over_time(alert:fleet_alert_quiet:seconds[1h]) <= ${graceSeconds}
          )

      # For how long it has not fired. Only time in which somebody looked counts: not that in which Prometheus did not run.
      - record: alert:fleet_alert_quiet:seconds
        expr: |
          alert:fleet_alert_firing:bool * 0
          or
          (last_over_time(alert:fleet_alert_quiet:seconds[1h]) <= ${graceSeconds})
            + on () group_left ()
          clamp_max(time() - last_over_time(fleet:fleet_escalation_evaluated:timestamp_seconds[1h]), ${2 * intervalSeconds})
      - record: fleet:fleet_escalation_evaluated:timestamp_seconds
        expr: vector(time())
`;
}

const acknowledgements = `\
      # Acknowledgements, by the machine whose exporter shows them; while that cannot be asked, as they were known last. Those
      # that it shows no more are over.
      - record: acknowledgement:fleetwatch_alert_acknowledged:timestamp_seconds
        expr: |
          max by (machine, alert, alert_machine, agent) (last_over_time(fleetwatch_alert_acknowledged_timestamp_seconds[20s]))
          or
          (
            acknowledgement:fleetwatch_alert_acknowledged:timestamp_seconds
            unless on (machine) max by (machine) (max_over_time(up{job="fleetwatch"}[20s])) == 1
          )
      - record: acknowledgement:fleetwatch_alert_acknowledged_until:timestamp_seconds
        expr: |
          max by (machine, alert, alert_machine, agent) (last_over_time(fleetwatch_alert_acknowledged_until_timestamp_seconds[20s]))
          or
          (
            acknowledgement:fleetwatch_alert_acknowledged_until:timestamp_seconds
            unless on (machine) max by (machine) (max_over_time(up{job="fleetwatch"}[20s])) == 1
          )

      # When what was acknowledged, of acknowledgements that have not expired. Without agent or machine: for all of them.
      - record: alert:fleetwatch_alert_acknowledged:timestamp_seconds
        expr: |
          max by (alertname, machine, agent) (
            label_replace(
              label_replace(
                max by (alert, alert_machine, agent) (
                  acknowledgement:fleetwatch_alert_acknowledged:timestamp_seconds
                  and acknowledgement:fleetwatch_alert_acknowledged_until:timestamp_seconds > time()
                ),
                "alertname", "$1", "alert", "(.*)"
              ),
              "machine", "$1", "alert_machine", "(.*)"
            )
          )
`;

const unacknowledged = `\
      # For how long an alert has stood, unless it was acknowledged since it began: who acknowledged an outage that is over has
      # not seen the next one. While the alert is gone for a moment its time stands still.
      - record: alert:fleet_alert_unacknowledged:seconds
        expr: |
          max by (escalated_alert, machine, agent, risk) (
            label_replace(
              (alert:fleet_alert_last_firing:timestamp_seconds - alert:fleet_alert_began:timestamp_seconds)
              unless
              (
                alert:fleet_alert_began:timestamp_seconds
                  <= on (alertname, machine, agent) group_left ()
                alert:fleetwatch_alert_acknowledged:timestamp_seconds
              )
              unless
              (
                alert:fleet_alert_began:timestamp_seconds
                  <= on (alertname, machine) group_left ()
                alert:fleetwatch_alert_acknowledged:timestamp_seconds{agent=""}
              )
              unless
              (
                alert:fleet_alert_began:timestamp_seconds
                  <= on (alertname, agent) group_left ()
                alert:fleetwatch_alert_acknowledged:timestamp_seconds{machine=""}
              )
              unless
              (
                alert:fleet_alert_began:timestamp_seconds
                  <= on (alertname) group_left ()
                alert:fleetwatch_alert_acknowledged:timestamp_seconds{machine="",agent=""}
              ),
              "escalated_alert", "$1", "alertname", "(.+)"
            )
          )`;

function levelRule({ afterSeconds, to }: LadderLevel): string {
  const where = '{{ with $labels.agent }} of {{ . }}{{ end }}{{ with $labels.machine }} on {{ . }}{{ end }}';
  const options =
    '{{ with $labels.machine }} --machine {{ . }}{{ end }}{{ with $labels.agent }} --agent {{ . }}{{ end }}';
  const url = '{{ $externalLabels.fleetwatch_url }}';
  return `
      - alert: FleetEscalation
        expr: alert:fleet_alert_unacknowledged:seconds >= ${afterSeconds}
        labels: { severity: critical, risk: '{{ $labels.risk }}', escalation_to: ${to} }
        annotations:
          summary: '{{ $labels.escalated_alert }}${where} stands without acknowledgement, to ${to}'
          description: >-
            It has stood for more than ${promDuration(afterSeconds)}, and nobody has said that they are at it.
            First read ${url}/runbooks/{{ $labels.escalated_alert }}.
            Whoever takes it says so: \`fleetwatch ack {{ $labels.escalated_alert }}${options} --by NAME\`.
          escalated_runbook_url: '${url}/runbooks/{{ $labels.escalated_alert }}'
          runbook_url: '${url}/runbooks/FleetEscalation'
          dashboard: '${url}/'`;
}
