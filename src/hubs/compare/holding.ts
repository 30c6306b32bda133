import type { ErrorAnswer, Labels, Series } from '../../prometheus/answer.js';
import type { PrometheusClient } from '../../prometheus/client.js';
import type { Count, Holding, Span, Unasked } from './model.js';

/** Points of a range query a series. */
const points = 720;
/** As close as holes are looked for, in seconds. */
const finestStep = 5;

/** The window of so many seconds that ends at `to`. */
export function spanOf(to: number, seconds: number): Span {
  return { from: to - seconds, to, stepSeconds: Math.max(finestStep, Math.ceil(seconds / points)) };
}

/** Asks a hub what it holds of a window: four queries, whose answers grow with machines and metrics, not with samples. */
export async function holdingOf(hub: string, client: PrometheusClient, span: Span): Promise<Holding | Unasked> {
  const { from, to, stepSeconds } = span;
  const window = `[${Math.round(to - from)}s]`;
  const near = `[${stepSeconds}s]`;
  const answers = await Promise.all([
    // Of all functions over a range, last_over_time alone keeps the name of a metric.
    client.query(
      `count by (machine, __name__) (last_over_time({__name__=~"fleet_.+|fleetwatch_.+",job="fleetwatch"}${window}))`,
      { at: to },
    ),
    client.query(`sum by (machine, job) (sum_over_time(scrape_samples_scraped${window}))`, { at: to }),
    client.query(`count without (alertstate) (last_over_time(ALERTS{alertstate="firing"}${window}))`, { at: to }),
    client.queryRange(`count by (machine) (count_over_time(fleetwatch_build_info{job="fleetwatch"}${near}))`, span),
  ]);
  const failed = answers.find((answer): answer is ErrorAnswer => answer.kind === 'error');
  if (failed !== undefined) return { hub, reason: failed.message };
  const [series = [], samples = [], alerts = [], seen = []] = answers.map((answer) =>
    answer.kind === 'series' ? answer.series : [],
  );
  return {
    hub,
    series: series.map((one) => countOf(one, '__name__')),
    samples: samples.map((one) => countOf(one, 'job')),
    alerts: alerts.map(({ labels }) => labels),
    seen: new Map(seen.map(({ labels, points: all }) => [labels.machine ?? '', all.map(({ at }) => at)])),
  };
}

function countOf({ labels, points: [point] }: Series, name: keyof Labels): Count {
  return { machine: labels.machine ?? '', of: labels[name] ?? '', count: point?.value ?? 0 };
}
