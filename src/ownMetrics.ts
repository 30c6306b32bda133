import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LoadState } from './fleet/keeper.js';
import { instrumentProcess } from './processInstruments.js';

/** The program's own long-lived instruments. */
export interface OwnMetrics {
  readonly registry: Registry;
  readonly scrapeSeconds: Histogram;
  readonly settingsLoaded: Gauge;
  readonly settingsLoadedAt: Gauge;
  readonly fleetLoaded: Gauge;
  readonly fleetLoadedAt: Gauge;
  readonly reloads: Counter;
  readonly watchdogReceived: Gauge;
  readonly stepRequests: Counter;
}

export function ownMetrics(machine: string, version: string): OwnMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ machine });
  instrumentProcess(registry);
  const registers = [registry];
  new Gauge({ name: 'fleetwatch_build_info', help: 'Version.', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  return {
    registry,
    scrapeSeconds: new Histogram({
      name: 'fleetwatch_scrape_duration_seconds',
      help: 'Time to answer a scrape.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    settingsLoaded: new Gauge({
      name: 'fleetwatch_settings_load_success',
      help: 'Whether the last load of the settings file succeeded; if not, the former settings are in use.',
      registers,
    }),
    settingsLoadedAt: new Gauge({
      name: 'fleetwatch_settings_last_load_success_timestamp_seconds',
      help: 'Unix time of the last successful load of the settings file.',
      registers,
    }),
    fleetLoaded: new Gauge({
      name: 'fleetwatch_fleet_load_success',
      help: 'Whether the last load of the start-up file of a machine succeeded; if not, the last good one is in use.',
      labelNames: ['startup_of'],
      registers,
    }),
    fleetLoadedAt: new Gauge({
      name: 'fleetwatch_fleet_last_load_success_timestamp_seconds',
      help: 'Unix time of the last successful load of the start-up file of a machine, 0 if there was none.',
      labelNames: ['startup_of'],
      registers,
    }),
    reloads: new Counter({
      name: 'fleetwatch_reloads_total',
      help: 'Reloads of settings and start-up files.',
      labelNames: ['result'],
      registers,
    }),
    watchdogReceived: new Gauge({
      name: 'fleetwatch_watchdog_last_received_timestamp_seconds',
      help: "Unix time at which Alertmanager last sent the dead man's switch here, 0 if it has not since the start.",
      registers,
    }),
    stepRequests: new Counter({
      name: 'fleetwatch_step_requests_total',
      help: 'Orders of other machines for steps of changes, and questions how they stand.',
      labelNames: ['result'],
      registers,
    }),
  };
}

/** Notes how a load went: of the settings, and of the start-up file of each machine. */
export function noteLoad(own: OwnMetrics, machines: ReadonlyMap<string, LoadState>, settingsLoaded: boolean): void {
  own.settingsLoaded.set(settingsLoaded ? 1 : 0);
  if (settingsLoaded) own.settingsLoadedAt.setToCurrentTime();
  own.fleetLoaded.reset();
  own.fleetLoadedAt.reset();
  for (const [machine, { success, lastSuccessTimestamp }] of machines) {
    own.fleetLoaded.set({ startup_of: machine }, success ? 1 : 0);
    own.fleetLoadedAt.set({ startup_of: machine }, lastSuccessTimestamp);
  }
}
