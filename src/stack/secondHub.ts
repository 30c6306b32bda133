import { join } from 'node:path';
import type { SettingsFile } from '../settings.generated.js';

/** A second hub beside the first of a stack, and the store that both write to. Each address is `host:port`. */
export interface SecondHub {
  /** The machines of both, that of the first hub first. */
  readonly machines: readonly [string, string];
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Where the Alertmanagers gossip, the first first. */
  readonly mesh: readonly [string, string];
  readonly store: string;
}

/** Ports of a second hub: those next to the first one's, where Alertmanager has 9094 for its mesh. */
export function secondHub(
  machines: readonly [string, string],
  { prometheusPort, alertmanagerPort, storePort }: Record<'prometheusPort' | 'alertmanagerPort' | 'storePort', number>,
): SecondHub {
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    machines,
    prometheus: at(prometheusPort + 1),
    alertmanager: at(alertmanagerPort + 2),
    mesh: [at(alertmanagerPort + 1), at(alertmanagerPort + 3)],
    store: at(storePort),
  };
}

/** The block `hubs` of the settings of a fleet that both hubs watch. */
export function hubsBlock(
  first: { readonly prometheus: string; readonly alertmanager: string },
  second: SecondHub,
): NonNullable<SettingsFile['hubs']> {
  const server = (machine: string, { prometheus, alertmanager }: typeof first) => {
    return { machine, prometheus_url: `http://${prometheus}`, alertmanager_url: `http://${alertmanager}` };
  };
  return {
    servers: [server(second.machines[0], first), server(second.machines[1], second)],
    store_url: `http://${second.store}`,
  };
}

/**
 * Sends everything to the store, where both hubs' samples of one series become one. What a hub says of its own looking (`up`,
 * `scrape_…`) stays apart by the label `hub`: two that see different things would be mixed sample by sample.
 */
export function remoteWrite(store: string) {
  return {
    url: `http://${store}/api/v1/write`,
    name: 'store',
    write_relabel_configs: [
      {
        source_labels: ['__name__', 'replica'],
        regex: '(?:up|scrape_.+);(.+)',
        target_label: 'hub',
      },
      { action: 'labeldrop', regex: 'replica|fleetwatch_url' },
    ],
  };
}

/** Flags of VictoriaMetrics: data for longer than the hubs keep theirs, one sample a scrape interval of what two send. */
export function storeFlags(runDirectory: string, { store }: SecondHub): string[] {
  return [
    `-storageDataPath=${join(runDirectory, 'store-data')}`,
    `-httpListenAddr=${store}`,
    '-retentionPeriod=400d',
    '-dedup.minScrapeInterval=5s',
    // As shipped it hides the newest 30 s, in which other stores may still be written to.
    '-search.latencyOffset=5s',
    '-loggerLevel=WARN',
  ];
}
