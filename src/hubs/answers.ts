import type { ServerMetrics } from './serverMetrics.js';

/** What somebody said, or why nothing was heard of him: one line without a final full stop. */
export type Heard<Value> = { readonly heard: Value } | { readonly silence: string };

/** What the servers of one hub said when they were asked. */
export interface HubAnswers {
  /** Status of `/-/ready`. */
  readonly prometheusReady: Heard<number>;
  readonly metrics: Heard<ServerMetrics>;
  readonly alertmanagerReady: Heard<number>;
  /** What the hub knows of each machine that it scrapes. */
  readonly machines: Heard<ReadonlyMap<string, MachineInHub>>;
  /** Whether the store answers a query; nothing where the settings name none. */
  readonly store: Heard<true> | undefined;
}

/** When a hub last dealt with a machine, in Unix seconds; `undefined` for not lately. */
export interface MachineInHub {
  /** Its newest sample, if the last scrape brought one. */
  readonly sampleAt: number | undefined;
  /** The last scrape, whatever it brought. */
  readonly scrapedAt: number | undefined;
}
