import { closest, distance } from 'fastest-levenshtein';
import { shown } from '../../document/wording.js';
import type { Selector } from '../../promql/selectors.js';
import type { GateProblem } from '../findings.js';
import type { Knowledge, KnownFamily } from './knowledge.js';

/** What is to be said of a query, and at which of its characters. */
export interface Remark extends GateProblem {
  readonly offset: number;
}

/** Series that Prometheus itself makes (https://prometheus.io/docs/concepts/jobs_instances/). */
const ofPrometheus = /^(up|ALERTS|ALERTS_FOR_STATE|scrape_[a-z_]+)$/;

/** Metrics of the servers that the stack runs. */
const ofServers = /^(prometheus|alertmanager|grafana|go|net_conntrack|promhttp)_/;

/** Labels that Prometheus gives to every sample. */
const ofScrapes = ['job', 'instance'];

/** Remarks on the metrics that a query names: ours that do not exist, labels that they do not have. */
export function metricRemarks(selectors: readonly Selector[], knowledge: Knowledge): Remark[] {
  return selectors.flatMap((selector) => {
    const { metric, offset } = selector;
    if (metric === undefined || knowledge.recorded.has(metric)) return [];
    const family = knowledge.families.get(metric);
    if (family !== undefined) return labelRemarks(selector, metric, family);
    if (ofPrometheus.test(metric) || ofServers.test(metric)) return [];
    const isOurs = metric.includes(':') || /^fleet(watch)?_/.test(metric);
    return [isOurs ? unknownMetric(metric, offset, knowledge) : foreignMetric(metric, offset)];
  });
}

function unknownMetric(metric: string, offset: number, { families, recorded }: Knowledge): Remark {
  const near = nearest(metric, [...families.keys(), ...recorded.keys()]);
  return {
    code: 'gate-metric-unknown',
    offset,
    message: `nothing exports or records \`${shown(metric)}\`${near === undefined ? '' : `, did you mean \`${near}\`?`}`,
    why: 'it gives no data, and the gate can never say go',
    remedy: near === undefined ? 'docs/metrics.md lists all that there are' : `write \`${near}\``,
  };
}

function foreignMetric(metric: string, offset: number): Remark {
  return {
    code: 'gate-metric-foreign',
    offset,
    message: `\`${shown(metric)}\` is no metric of fleetwatch, and cannot be checked here`,
    why: 'a mistyped name gives no data',
    remedy: 'run `fleetwatch gate replay` once: it shows whether there was data',
  };
}

function labelRemarks({ matchers }: Selector, metric: string, { labels }: KnownFamily): Remark[] {
  const known = [...labels, ...ofScrapes, ...(metric.endsWith('_bucket') ? ['le'] : [])];
  return matchers
    .filter(({ label }) => !known.includes(label))
    .map(({ label, offset }) => {
      const near = nearest(label, known);
      return {
        code: 'gate-label-unknown',
        offset,
        message: `\`${metric}\` has no label \`${shown(label)}\`${near === undefined ? '' : `, did you mean \`${near}\`?`}`,
        why: 'a label that is not there is empty: the matcher leaves all series out, or none',
        remedy: `use one of ${known.join(', ')}`,
      };
    });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const near = closest(name, [...known]);
  return known.length > 0 && distance(name, near) <= Math.max(2, Math.floor(name.length / 4)) ? near : undefined;
}
