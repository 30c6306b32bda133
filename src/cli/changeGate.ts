import { setTimeout as delay } from 'node:timers/promises';
import { measureBaseline } from '../changes/baseline/measure.js';
import type { ChangeBook } from '../changes/book.js';
import type { Baseline, Touched } from '../changes/model.js';
import type { ChangeRecord } from '../changes/record.js';
import { keepAsGood, readLastGood } from '../gate/kept/lastGood.js';
import { keepLastRun } from '../gate/kept/lastRuns.js';
import type { GateVerdict } from '../gate/model.js';
import { measurementText, runText } from '../gate/report/text.js';
import { runGate } from '../gate/run.js';
import { runbookGate } from '../gate/source.js';
import { PrometheusClient } from '../prometheus/client.js';
import type { Runbook } from '../runbooks/model.js';
import type { Settings } from '../settings.js';
import type { ChangeSurroundings } from './changeBook.js';

/** Milliseconds for a whole baseline. */
const baselineMilliseconds = 60_000;

export interface Measured {
  readonly change: string;
  readonly values: Readonly<Record<string, string>>;
  readonly runbook: Runbook;
  readonly touches: readonly Touched[];
}

/** Takes the baseline. What Prometheus cannot say is told: rules and gates then have nothing to compare with. */
export function measure(
  { change, values, runbook, touches }: Measured,
  settings: Settings,
  around: ChangeSurroundings,
): Promise<Baseline> {
  return measureBaseline({
    ask: asking(settings),
    runbook,
    touches,
    parameters: gateValues(change, values, settings),
    now: around.now,
    signal: AbortSignal.timeout(baselineMilliseconds),
    missing: (part, why) => around.problem(`no baseline of ${part}: ${why}`),
  });
}

/** Asks the conditions of a change's runbook, and keeps what they say. A runbook without conditions has nothing to say. */
export async function judgeChange(
  book: ChangeBook,
  { id, runbook, parameters, baseline }: ChangeRecord,
  settings: Settings,
  around: ChangeSurroundings,
): Promise<GateVerdict> {
  const gate = runbookGate(runbook);
  if (gate.queries.length === 0) return 'go';
  const { stateDirectory } = settings;
  const values = gateValues(id, parameters, settings);
  const run = await runGate(gate, {
    ask: asking(settings),
    parameters: values,
    references: { baseline: baseline.queries, lastGood: await readLastGood(stateDirectory, gate, values) },
    now: around.now,
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
    onMeasurement: (query, measurement) => around.write(measurementText(query, measurement)),
  });
  around.write(runText(run));
  await keepLastRun(stateDirectory, id, run);
  if (run.verdict === 'go') await keepAsGood(stateDirectory, run, values);
  await book.noteGate(id, gate.id, run.verdict);
  return run.verdict;
}

function asking(settings: Settings) {
  const client = new PrometheusClient(settings.changes.prometheusUrl);
  return (expression: string, signal: AbortSignal) => client.query(expression, { signal });
}

function gateValues(
  change: string,
  parameters: Readonly<Record<string, string>>,
  { machine }: Settings,
): ReadonlyMap<string, string> {
  return new Map([...Object.entries(parameters), ['machine', machine.name], ['change', change]]);
}
