/** Label of alerts that start the rollback of the change in their label `change`. */
export const rollbackAction = 'rollback';

/** An alert that fires and asks for a rollback. Whatever else Alertmanager says of it is not read. */
export interface RollbackAlert {
  /** As it came. */
  readonly name: string;
  /** The id that it names; `''` where it names none. */
  readonly change: string;
  /** When it began to fire by the clock of Prometheus: Unix time in milliseconds. */
  readonly startsAt: number;
}

/** What a body of Alertmanager came to. */
export type ReadAlerts =
  | { readonly kind: 'alerts'; readonly alerts: readonly RollbackAlert[] }
  | { readonly kind: 'malformed'; readonly reason: string };

export function malformed(reason: string): ReadAlerts {
  return { kind: 'malformed', reason };
}

/**
 * Reads a list of alerts, strictly: one that is not as Alertmanager writes them spoils all. `fires` tells of each whether
 * it does, or `undefined` where it does not say so.
 */
export function readAlerts(list: unknown, fires: (alert: AlertObject) => boolean | undefined): ReadAlerts {
  if (!Array.isArray(list)) return malformed('no list of alerts');
  const alerts: RollbackAlert[] = [];
  for (const item of list) {
    if (!isObject(item)) return malformed('an alert that is no object');
    const firing = fires(item);
    if (firing === undefined) return malformed('an alert without a status');
    const { labels } = item;
    if (!isTexts(labels)) return malformed('an alert whose labels are no texts');
    const startsAt = instantOf(item.startsAt);
    if (startsAt === undefined) return malformed('an alert without the time at which it began');
    if (!firing || labels.action !== rollbackAction) continue;
    alerts.push({ name: labels.alertname ?? '', change: labels.change ?? '', startsAt });
  }
  return { kind: 'alerts', alerts };
}

export type AlertObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is AlertObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

/** RFC 3339, as Go writes it: with up to nine digits of a second, and `Z` or an offset. */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !rfc3339.test(value)) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}
