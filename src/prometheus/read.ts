import { isRecord } from '../isRecord.js';
import { parsedJson } from '../parsedJson.js';
import type {
  ActiveAlert,
  AlertsAnswer,
  Answer,
  ErrorAnswer,
  Labels,
  LoadedRule,
  Point,
  RulesAnswer,
  Series,
  StatusAnswer,
} from './answer.js';

/** Longest message of a server that is passed on, in characters. */
const messageCharacters = 300;

export function unreadable(message: string): ErrorAnswer {
  return { kind: 'error', fault: 'unreadable', message };
}

/** What the frame of an answer holds (https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview). */
export type Envelope = { readonly data: unknown; readonly warnings: readonly string[] } | ErrorAnswer;

/** Reads the frame of an answer. Also the one of an error: Prometheus sends it with statuses 400, 422 and 503. */
export function readEnvelope(body: string, httpStatus: number): Envelope {
  const root = parsedJson(body);
  if (!isRecord(root)) return unreadable(`HTTP status ${httpStatus} and no JSON object: not a Prometheus`);
  if (root.status === 'error') {
    const message = `${text(root.errorType) ?? 'error'}: ${text(root.error) ?? 'no reason given'}`;
    return { kind: 'error', fault: 'refused', message: oneLine(message) };
  }
  if (root.status !== 'success' || httpStatus !== 200) {
    return unreadable(`HTTP status ${httpStatus}, and neither success nor a reason`);
  }
  const warnings = root.warnings ?? [];
  if (!isTexts(warnings)) return unreadable('its warnings are not texts');
  return { data: root.data, warnings: warnings.map(oneLine) };
}

/** Reads `data` of `/api/v1/query` and `/api/v1/query_range`. One value that cannot be read spoils all. */
export function readSeries(data: unknown, warnings: readonly string[]): Answer {
  if (!isRecord(data)) return unreadable('no result');
  const { resultType, result } = data;
  if (resultType === 'scalar') {
    const point = pointOf(result);
    if (point === undefined) return unreadable('a scalar that is no number');
    return { kind: 'series', series: [{ labels: {}, points: [point] }], warnings };
  }
  if (resultType !== 'vector' && resultType !== 'matrix') {
    return unreadable(`a result of type ${oneLine(String(resultType))}, which cannot be compared`);
  }
  if (!Array.isArray(result)) return unreadable('a result that is no list');
  const series: Series[] = [];
  for (const item of result) {
    const one = seriesOf(item);
    if (one === undefined) return unreadable('a series that is no list of numbers, such as a native histogram');
    series.push(one);
  }
  return { kind: 'series', series, warnings };
}

function seriesOf(item: unknown): Series | undefined {
  if (!isRecord(item) || !isLabels(item.metric)) return undefined;
  if (item.histogram !== undefined || item.histograms !== undefined) return undefined;
  const raw: unknown = item.values ?? [item.value];
  if (!Array.isArray(raw)) return undefined;
  const points = raw.map(pointOf).filter((point) => point !== undefined);
  return points.length === raw.length ? { labels: item.metric, points } : undefined;
}

/** `[1435781451.781, "NaN"]` */
function pointOf(pair: unknown): Point | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [at, written]: unknown[] = pair;
  if (typeof at !== 'number' || typeof written !== 'string') return undefined;
  const value = goNumber(written);
  return value === undefined ? undefined : { at, value };
}

/** Numbers as Go writes them. */
function goNumber(written: string): number | undefined {
  if (written === 'NaN') return Number.NaN;
  if (written === '+Inf') return Number.POSITIVE_INFINITY;
  if (written === '-Inf') return Number.NEGATIVE_INFINITY;
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(written) ? Number(written) : undefined;
}

/** Reads `data` of `/api/v1/alerts`. */
export function readAlerts(data: unknown): AlertsAnswer | ErrorAnswer {
  if (!isRecord(data) || !Array.isArray(data.alerts)) return unreadable('no list of alerts');
  const alerts = data.alerts.map(alertOf).filter((alert) => alert !== undefined);
  return alerts.length === data.alerts.length
    ? { kind: 'alerts', alerts }
    : unreadable('an alert without labels or state');
}

function alertOf(item: unknown): ActiveAlert | undefined {
  if (!isRecord(item)) return undefined;
  const { labels, annotations, state, activeAt } = item;
  if (!isLabels(labels) || !isLabels(annotations) || typeof activeAt !== 'string') return undefined;
  return state === 'pending' || state === 'firing' ? { labels, annotations, state, activeAt } : undefined;
}

/** Reads `data` of `/api/v1/rules`. */
export function readRules(data: unknown): RulesAnswer | ErrorAnswer {
  if (!isRecord(data) || !Array.isArray(data.groups)) return unreadable('no list of groups of rules');
  const rules: LoadedRule[] = [];
  for (const group of data.groups) {
    if (!isRecord(group) || typeof group.name !== 'string' || !Array.isArray(group.rules)) {
      return unreadable('a group without a name or rules');
    }
    for (const item of group.rules) {
      const rule = ruleOf(group.name, item);
      if (rule === undefined) return unreadable(`a rule of the group ${oneLine(group.name)} that is none`);
      rules.push(rule);
    }
  }
  return { kind: 'rules', rules };
}

function ruleOf(group: string, item: unknown): LoadedRule | undefined {
  if (!isRecord(item)) return undefined;
  const { name, type, query, health } = item;
  if (typeof name !== 'string' || typeof query !== 'string') return undefined;
  if (type !== 'alerting' && type !== 'recording') return undefined;
  return { group, name, type, query, health: health === 'ok' || health === 'err' ? health : 'unknown' };
}

/** Reads `data` of `/api/v1/status/buildinfo`. */
export function readStatus(data: unknown): StatusAnswer | ErrorAnswer {
  if (!isRecord(data) || typeof data.version !== 'string') return unreadable('no version');
  return { kind: 'status', version: oneLine(data.version) };
}

function isLabels(value: unknown): value is Labels {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What a server says may go to a terminal: one line, of bounded length. */
function oneLine(message: string): string {
  const line = message.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > messageCharacters ? `${line.slice(0, messageCharacters)}…` : line;
}
