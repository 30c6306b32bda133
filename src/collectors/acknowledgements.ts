import type { AcknowledgementView } from '../acknowledgements/watch.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';

/** `machine` is whose exporter shows it; the alert's own machine has a label of its own. */
const labels = ['machine', 'alert', 'alert_machine', 'agent', 'by'] as const;

const madeAt = gauge(
  'fleetwatch_alert_acknowledged_timestamp_seconds',
  'Unix time at which an alert was acknowledged, for those that hold. Without alert_machine or agent: on all.',
  labels,
);
const until = gauge(
  'fleetwatch_alert_acknowledged_until_timestamp_seconds',
  'Unix time until which the acknowledgement of an alert holds.',
  labels,
);
const count = gauge('fleetwatch_alert_acknowledgements', 'Acknowledgements that hold.', ['machine']);

/** All that this collector exports. */
export const acknowledgementsFamilies: readonly Family[] = [madeAt, until, count];

export interface AcknowledgementsSource {
  readonly machine: string;
  look(): Promise<AcknowledgementView>;
}

/** Which alerts has somebody acknowledged here? */
export function acknowledgementsCollector({ machine, look }: AcknowledgementsSource): Collector {
  return {
    name: 'acknowledgements',
    risk: 'F',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: acknowledgementsFamilies,
    async collect({ page }) {
      const { acknowledgements, findings } = await look();
      // Who acknowledges twice means the last one: a series is set once.
      const latest = new Map(
        acknowledgements.map((one) => [JSON.stringify([one.alert, one.machine, one.agent, one.by]), one] as const),
      );
      for (const { alert, machine: alertMachine, agent, by, madeAt: at, until: end } of latest.values()) {
        const of = { machine, alert, alert_machine: alertMachine ?? '', agent: agent ?? '', by };
        page.set(madeAt, of, at / 1000);
        page.set(until, of, end / 1000);
      }
      page.set(count, { machine }, acknowledgements.length);
      return findings;
    },
  };
}
