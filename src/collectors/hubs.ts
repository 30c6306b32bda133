import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Finding } from '../finding.js';
import type { HubView } from '../hubs/view.js';

const check = gauge(
  'fleet_hub_check',
  'Whether a check of the hub of the machine is good: 1 or 0. That of the store is absent where the settings name none.',
  ['machine', 'check'],
);
const up = gauge('fleet_hub_up', 'Whether all checks of the hub are good but that of the store: 1 or 0.', ['machine']);
const sampleAt = gauge(
  'fleet_hub_sample_timestamp_seconds',
  'Unix time of the newest sample of a machine in the hub, as far as was seen; 0 for none.',
  ['machine', 'of'],
);
const evaluatedAt = gauge(
  'fleet_hub_rule_evaluation_timestamp_seconds',
  'Unix time at which the hub last evaluated rules, of whichever group; 0 for never.',
  ['machine'],
);
const configured = gauge('fleet_hubs_configured', 'Hubs of the fleet, as the settings name them.', ['machine']);

/** All that this collector exports. */
export const hubsFamilies: readonly Family[] = [check, up, sampleAt, evaluatedAt, configured];

export interface HubsSource {
  readonly machine: string;
  /** How many hubs the settings name. */
  readonly configured: number;
  /** How the hub of this machine is; nothing where it has none. */
  look(): Promise<HubView | undefined>;
  findings(view: HubView | undefined): readonly Finding[];
}

/** Does the hub of this machine do its work? */
export function hubsCollector(source: HubsSource): Collector {
  return {
    name: 'hubs',
    risk: 'F',
    schedule: '*/10 * * * * *',
    deadlineSeconds: 9,
    families: hubsFamilies,
    async collect({ page }) {
      const { machine } = source;
      page.set(configured, { machine }, source.configured);
      const view = await source.look();
      if (view !== undefined) {
        for (const one of view.checks) page.set(check, { machine, check: one.check }, one.ok ? 1 : 0);
        page.set(up, { machine }, view.isUp ? 1 : 0);
        for (const { of, at } of view.samples) page.set(sampleAt, { machine, of }, at);
        page.set(evaluatedAt, { machine }, view.rulesEvaluatedAt);
      }
      return source.findings(view);
    },
  };
}
