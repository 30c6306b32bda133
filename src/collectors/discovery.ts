import type { Endpoint } from '../discovery/endpoints.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';

const endpoints = gauge('fleet_agent_metrics_endpoint_info', 'The agent exposes metrics of its own there.', [
  'machine',
  'agent',
  'port',
  'path',
]);

/** All that this collector exports. */
export const discoveryFamilies: readonly Family[] = [endpoints];

export interface DiscoverySource {
  readonly machine: string;
  find(signal: AbortSignal): Promise<readonly Endpoint[]>;
}

/** Which agents expose metrics of their own? Service discovery hands them to Prometheus. */
export function discoveryCollector(source: DiscoverySource): Collector {
  return {
    name: 'discovery',
    risk: 'D',
    schedule: '30 */2 * * * *',
    deadlineSeconds: 100,
    families: discoveryFamilies,
    async collect({ page, signal }) {
      const { machine } = source;
      for (const { agent, port, path } of await source.find(signal)) {
        page.set(endpoints, { machine, agent, port, path }, 1);
      }
      return undefined;
    },
  };
}
