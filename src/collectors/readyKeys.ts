import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Agent } from '../fleet/model.js';

const labels = ['machine', 'agent'] as const;

const ready = gauge(
  'fleet_agent_ready_key',
  'Whether the agent has left its ready key in Redis; the key expires after 300 s.',
  labels,
);
const shutdown = gauge('fleet_agent_shutdown_key', 'Whether the agent has announced its shutdown in Redis.', labels);
const reachable = gauge('fleet_redis_reachable', 'Whether Redis answered.', ['machine']);

/** All that this collector exports. */
export const readyKeysFamilies: readonly Family[] = [ready, shutdown, reachable];

/** Keys of one agent. */
export interface AgentKeys {
  readonly ready: boolean;
  readonly shutdown: boolean;
}

export interface ReadyKeySource {
  readonly machine: string;
  agents(): readonly Agent[];
  /** Keys by agent name, or nothing where Redis does not answer. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, AgentKeys> | undefined>;
}

/** Which agents have told Redis that they are ready? No verdict rests on it: the key outlives the agent by minutes. */
export function readyKeysCollector(source: ReadyKeySource): Collector {
  return {
    name: 'ready_keys',
    risk: 'D',
    schedule: '*/15 * * * * *',
    deadlineSeconds: 10,
    families: readyKeysFamilies,
    async collect({ page }) {
      const { machine } = source;
      const keys = await source.read(source.agents().map(({ name }) => name));
      page.set(reachable, { machine }, keys === undefined ? 0 : 1);
      for (const [agent, { ready: isReady, shutdown: isShutDown }] of keys ?? []) {
        page.set(ready, { machine, agent }, isReady ? 1 : 0);
        page.set(shutdown, { machine, agent }, isShutDown ? 1 : 0);
        await page.turn();
      }
      return undefined;
    },
  };
}
