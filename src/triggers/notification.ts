import { parsedJson } from '../parsedJson.js';
import { type AlertObject, isObject, malformed, type ReadAlerts, readAlerts } from './alert.js';
import { isDeeperThan } from './depth.js';

/** Alertmanager's own bodies have four levels. */
const deepest = 8;

/**
 * The rollback alerts in the body of a webhook of Alertmanager, data version 4.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function readNotification(body: string): ReadAlerts {
  const root = parsed(body);
  if (!isObject(root)) return malformed('no JSON object');
  if (root.version !== '4') return malformed('another version than 4');
  return readAlerts(root.alerts, statusOf);
}

/**
 * The rollback alerts in an answer of `GET /api/v2/alerts`, which lists only those that fire.
 * Source: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export function readListing(body: string): ReadAlerts {
  return readAlerts(parsed(body), stateOf);
}

function statusOf({ status }: AlertObject): boolean | undefined {
  return status === 'firing' || status === 'resolved' ? status === 'firing' : undefined;
}

function stateOf({ status }: AlertObject): boolean | undefined {
  const state = isObject(status) ? status.state : undefined;
  return typeof state === 'string' ? state === 'active' : undefined;
}

function parsed(body: string): unknown {
  return isDeeperThan(deepest, body) ? undefined : parsedJson(body);
}
