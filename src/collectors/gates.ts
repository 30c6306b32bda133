import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { LastRun } from '../gate/kept/lastRuns.js';
import { gateVerdicts } from '../gate/model.js';
import type { QueryVerdict } from '../gate/tally.js';

/** The change is empty where the gate was run by itself. */
const ofGate = ['machine', 'change', 'gate'] as const;

const verdicts = gauge('fleet_gate_verdict', 'What a gate last said: exactly one of the verdicts is 1.', [
  ...ofGate,
  'verdict',
]);
const ofQueries = gauge(
  'fleet_gate_query_verdict',
  'What a query of the gate came to in its last run: exactly one of the verdicts is 1.',
  [...ofGate, 'query', 'verdict'],
);
const measurements = gauge('fleet_gate_measurement', 'Value that a query of the gate measured last, if any.', [
  ...ofGate,
  'query',
]);
const ranAt = gauge('fleet_gate_last_run_timestamp_seconds', 'Unix time at which the gate was last run.', ofGate);

/** All that this collector exports. */
export const gatesFamilies: readonly Family[] = [verdicts, ofQueries, measurements, ranAt];

export interface GatesSource {
  readonly machine: string;
  /** The last run of each gate and change. */
  runs(): Promise<readonly LastRun[]>;
  /** Unix time in milliseconds. */
  now(): number;
}

/** For how long a run is shown, in milliseconds. */
const shownFor = 24 * 3_600_000;

const queryVerdicts: readonly QueryVerdict[] = ['pass', 'fail', 'inconclusive', 'unfinished'];

/** What did the gates say that were run here? */
export function gatesCollector(source: GatesSource): Collector {
  return {
    name: 'gates',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: gatesFamilies,
    async collect({ page }) {
      const { machine } = source;
      const since = source.now() - shownFor;
      for (const { gate, change, verdict, at, queries } of await source.runs()) {
        if (at <= since) continue;
        const of = { machine, change, gate };
        for (const one of gateVerdicts) page.set(verdicts, { ...of, verdict: one }, one === verdict ? 1 : 0);
        page.set(ranAt, of, at / 1000);
        for (const query of queries) {
          for (const one of queryVerdicts) {
            page.set(ofQueries, { ...of, query: query.id, verdict: one }, one === query.verdict ? 1 : 0);
          }
          if (query.value !== undefined) page.set(measurements, { ...of, query: query.id }, query.value);
        }
        await page.turn();
      }
      return undefined;
    },
  };
}
