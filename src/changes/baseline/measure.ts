import { type Risk, risks } from '../../finding.js';
import { takeBaseline } from '../../gate/kept/baseline.js';
import type { Ask } from '../../gate/run.js';
import type { Answer, Series } from '../../prometheus/answer.js';
import type { Runbook } from '../../runbooks/model.js';
import type { Baseline, Touched } from '../model.js';
import { baselineQueries } from './queries.js';

export interface BaselineOptions {
  readonly ask: Ask;
  readonly runbook: Pick<Runbook, 'success' | 'abort'>;
  readonly touches: readonly Touched[];
  /** Values of the parameters in the runbook's gate queries, `machine` and `change` among them. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told of each part that could not be measured, and why. */
  readonly missing?: (part: string, why: string) => void;
}

/**
 * Measures how things stand before a change. What Prometheus cannot say for all that is touched is left out: a part would
 * be taken for the whole later, and the rest for harm that the change did. Never rejects.
 */
export async function measureBaseline(options: BaselineOptions): Promise<Baseline> {
  const { ask, runbook, touches, parameters, now, signal, missing = () => undefined } = options;
  const measuredAt = now();
  const machines = [...new Set(touches.map(({ machine }) => machine))];
  const gates = takeBaseline([...runbook.success, ...runbook.abort], { ask, parameters, now, signal });
  const parts = machines.length === 0 ? {} : await touchedParts(options, machines, missing);
  const { values, missing: unmeasured } = await gates;
  for (const { id, why } of unmeasured) missing(`gate query ${id}`, why);
  return { measuredAt, ...parts, ...(Object.keys(values).length === 0 ? {} : { queries: values }) };
}

type Missing = NonNullable<BaselineOptions['missing']>;

async function touchedParts(
  { ask, touches, signal }: BaselineOptions,
  machines: readonly string[],
  missing: Missing,
): Promise<Omit<Baseline, 'measuredAt' | 'queries'>> {
  const queries = baselineQueries(machines);
  const seriesOf = async (part: string, query: string) => whole(await ask(query, signal), (why) => missing(part, why));
  const [up, p50, p95, restarts, findings] = await Promise.all([
    seriesOf('healthy agents', queries.up),
    seriesOf('median of the probes', queries.p50),
    seriesOf('95th percentile of the probes', queries.p95),
    seriesOf('restarts', queries.restarts),
    seriesOf('findings', queries.findings),
  ]);
  const upAgents = sumOfTouched('healthy agents', up, touches, missing);
  const restarted = sumOfTouched('restarts', restarts, touches, missing);
  const [median] = p50.map(lastValue);
  const [percentile] = p95.map(lastValue);
  const isProbed = Number.isFinite(median) && Number.isFinite(percentile);
  return {
    ...(upAgents === undefined ? {} : { healthyAgents: upAgents }),
    ...(isProbed && median !== undefined && percentile !== undefined
      ? { probeSeconds: { p50: median, p95: percentile } }
      : {}),
    // Prometheus extrapolates to the ends of the window: 2 restarts are 2.03 there.
    ...(restarted === undefined ? {} : { restarts: Math.round(restarted) }),
    ...(findings.length === 0 ? {} : { findings: byRisk(findings, machines) }),
  };
}

/** The series of an answer; none where it is an error, or where something is missing in it. */
function whole(answer: Answer, missing: (why: string) => void): readonly Series[] {
  if (answer.kind === 'error') {
    missing(answer.message);
    return [];
  }
  const [warning] = answer.warnings;
  if (warning !== undefined) missing(`partial data: ${warning}`);
  else if (answer.series.length === 0) missing('no data');
  return warning === undefined ? answer.series : [];
}

function lastValue({ points }: Series): number | undefined {
  return points.at(-1)?.value;
}

/** The sum over all touched agents; `undefined` where one of them is missing. */
function sumOfTouched(
  part: string,
  series: readonly Series[],
  touches: readonly Touched[],
  missing: Missing,
): number | undefined {
  if (series.length === 0) return undefined;
  const values = new Map(series.map((one) => [keyOf(one.labels.machine, one.labels.agent), lastValue(one)]));
  let sum = 0;
  for (const { machine, agent } of touches) {
    const value = values.get(keyOf(machine, agent));
    if (value === undefined || !Number.isFinite(value)) {
      missing(part, `nothing is known of ${agent} on ${machine}`);
      return undefined;
    }
    sum += value;
  }
  return sum;
}

function keyOf(machine: string | undefined, agent: string | undefined): string {
  return JSON.stringify([machine, agent]);
}

/** Findings of all machines together, for each risk that was looked for on all of them. */
function byRisk(series: readonly Series[], machines: readonly string[]): Partial<Record<Risk, number>> {
  const values = new Map(series.map((one) => [keyOf(one.labels.machine, one.labels.risk), lastValue(one)]));
  const sums: Partial<Record<Risk, number>> = {};
  for (const risk of risks) {
    const counts = machines.map((machine) => values.get(keyOf(machine, risk)) ?? Number.NaN);
    const sum = counts.reduce((total, count) => total + count, 0);
    if (Number.isFinite(sum)) sums[risk] = sum;
  }
  return sums;
}
