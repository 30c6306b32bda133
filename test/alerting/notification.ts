/** An alert of a notification. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly isOver?: boolean;
}

/** What templates are given: https://prometheus.io/docs/alerting/latest/notifications/#data */
export type Notification = ReturnType<typeof notification>;

/** The notification of these alerts, as Alertmanager makes it when it groups by these labels. */
export function notification(alerts: readonly Alert[], groupBy: readonly string[]) {
  const first = alerts[0]?.labels ?? {};
  const groupLabels = Object.entries(first).filter(([label]) => groupBy.includes(label));
  return {
    receiver: 'somebody',
    status: alerts.every(({ isOver }) => isOver) ? 'resolved' : 'firing',
    externalURL: 'http://alertmanager.example.org:9093',
    groupLabels: Object.fromEntries(groupLabels),
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    alerts: alerts.map(({ labels, annotations, isOver = false }) => ({
      status: isOver ? 'resolved' : 'firing',
      labels,
      annotations,
      startsAt: '2026-11-22T10:18:49Z',
      endsAt: isOver ? '2026-11-22T10:28:49Z' : '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'f',
    })),
  };
}

/** What all have, with the same text. */
function common(records: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const shared = Object.entries(records[0] ?? {}).filter(([name, text]) =>
    records.every((record) => record[name] === text),
  );
  return Object.fromEntries(shared);
}
