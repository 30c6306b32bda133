import { redacted, redactedNamed } from '../redaction/redacted.js';

/** What Alertmanager says of one alert, as the pager prints and keeps it: without the credentials that may stand in it. */
export interface Page {
  /** When this pager got it: RFC 3339, UTC. */
  receivedAt: string;
  status: 'firing' | 'resolved';
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** Since when the alert fires, as Alertmanager wrote it (RFC 3339). */
  startsAt: string;
  /** When it ended; absent while it fires, where Alertmanager writes the year 1. */
  endsAt?: string;
  /** Alertmanager's hash of the labels: equal for the firing and the resolved page of one alert. */
  fingerprint: string;
}

/** A notification that was understood, or the reason why it was not. */
export type Notification =
  | { ok: true; pages: Page[] /** alerts that Alertmanager cut off (`max_alerts`) */; truncated: number }
  | { ok: false; reason: string };

class NotANotification extends Error {}

/**
 * Reads the body of an Alertmanager webhook, data version 4.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function parseNotification(body: unknown, receivedAt: Date): Notification {
  try {
    const message = record(body, 'the body');
    if (message.version !== '4') throw new NotANotification(`"version" is ${show(message.version)}, expected "4"`);
    if (!Array.isArray(message.alerts)) throw new NotANotification('"alerts" is not a list');
    const pages = message.alerts.map((alert: unknown, index) => page(alert, `alerts[${index}]`, receivedAt));
    const truncated = typeof message.truncatedAlerts === 'number' ? message.truncatedAlerts : 0;
    return { ok: true, pages, truncated };
  } catch (error) {
    if (error instanceof NotANotification) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Reads back a page that this program wrote; `undefined` for a line that holds none (torn by a full disk). */
export function parseKeptPage(line: string): Page | undefined {
  try {
    const kept = record(JSON.parse(line), 'the line');
    return page(kept, 'the line', new Date(text(kept.receivedAt, 'receivedAt')));
  } catch {
    return undefined;
  }
}

function page(value: unknown, place: string, receivedAt: Date): Page {
  const alert = record(value, place);
  const { status } = alert;
  if (status !== 'firing' && status !== 'resolved') {
    throw new NotANotification(`"${place}.status" is ${show(status)}, expected "firing" or "resolved"`);
  }
  const read: Page = {
    receivedAt: receivedAt.toISOString(),
    status,
    labels: strings(alert.labels, `${place}.labels`),
    annotations: strings(alert.annotations ?? {}, `${place}.annotations`),
    startsAt: text(alert.startsAt, `${place}.startsAt`),
    fingerprint: alert.fingerprint === undefined ? '' : text(alert.fingerprint, `${place}.fingerprint`),
  };
  if (status === 'resolved') read.endsAt = text(alert.endsAt, `${place}.endsAt`);
  return read;
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NotANotification(`${place} is not a JSON object`);
  }
  return Object.fromEntries(Object.entries(value));
}

function strings(value: unknown, place: string): Record<string, string> {
  const entries = Object.entries(record(value, `"${place}"`));
  return Object.fromEntries(
    entries.map(([name, content]) => {
      const safeName = redacted(name);
      return [safeName, redactedNamed(name, text(content, `${place}.${safeName}`))];
    }),
  );
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new NotANotification(`"${place}" is ${show(value)}, expected a string`);
  return redacted(value);
}

/** What came instead, where it is a word too short for a credential; else only its kind. */
function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return /^[\w.-]{0,7}$/.test(value) ? `"${value}"` : 'another text';
  return value === null ? 'null' : `of type ${typeof value}`;
}
