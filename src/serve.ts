import type { Logger } from 'pino';
import { collectorsOf } from './collection.js';
import { formatFindings } from './document/report.js';
import { Exposition } from './exposition/exposition.js';
import type { Finding } from './finding.js';
import { type OwnMetrics, ownMetrics } from './ownMetrics.js';
import { application } from './server/app.js';
import { landingRoute } from './server/landing.js';
import { lifecycleRoutes } from './server/lifecycle.js';
import { listen } from './server/listen.js';
import { metricsRoute } from './server/metrics.js';
import { runbookRoutes } from './server/runbookPages.js';
import { serviceDiscoveryRoute } from './server/serviceDiscovery.js';
import { loadSettings, type Settings } from './settings.js';
import { version } from './version.js';
import { Watchpost } from './watchpost.js';

/** A running exporter. */
export interface Exporter {
  readonly url: string;
  reload(): Promise<ReloadResult>;
  stop(): Promise<void>;
}

export interface ReloadResult {
  readonly success: boolean;
  readonly findings: readonly Finding[];
}

/** Why an exporter did not start: its findings tell all of it. */
export class StartRefused extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('the start-up file of this machine cannot be used');
    this.findings = findings;
  }
}

/** Puts the exporter of one machine together and starts it. Rejects with {@link StartRefused} or a listen error. */
export async function serve(initial: Settings, log: Logger): Promise<Exporter> {
  const own = ownMetrics(initial.machine.name, version);
  const watchpost = new Watchpost(initial, transitionLog(log));
  await watchpost.load(initial);
  if (watchpost.keeper.machine(watchpost.name) === undefined) throw new StartRefused(watchpost.findings);
  noteLoad(own, watchpost, true);
  logFindings(log, watchpost.findings);

  const exposition = new Exposition(await collectorsOf(watchpost, initial), {
    machine: watchpost.name,
    own: own.registry,
    now: Date.now,
    onTransition: (collector, failure) => {
      if (failure === undefined) log.info({ collector }, 'collector works');
      else log.warn({ collector, failure }, 'collector fails');
    },
  });

  let settings = initial;
  const reload = async (): Promise<ReloadResult> => {
    const loaded = await loadSettings(settings.file, settings.machine.name);
    const fixed = loaded.settings && restartOnly(settings, loaded.settings);
    for (const what of fixed ?? []) log.warn({ setting: what }, 'a changed setting takes effect with the next start');
    if (loaded.settings !== undefined) settings = loaded.settings;
    const fleetLoaded = await watchpost.load(settings);
    noteLoad(own, watchpost, loaded.settings !== undefined);
    const findings = [...loaded.findings, ...watchpost.findings];
    const success = loaded.settings !== undefined && fleetLoaded;
    own.reloads.inc({ result: success ? 'success' : 'failure' });
    log[success ? 'info' : 'error']({ findings: findings.length }, success ? 'reloaded' : 'not reloaded');
    logFindings(log, findings);
    return { success, findings };
  };

  const app = application(
    [
      metricsRoute(exposition, own.scrapeSeconds),
      lifecycleRoutes({ isReady: () => exposition.hasRun, reload }, formatFindings),
      serviceDiscoveryRoute(watchpost.name, () => watchpost.endpoints),
      runbookRoutes(),
      landingRoute({
        machine: watchpost.name,
        version,
        agents: () => watchpost.agents,
        health: (agent) => watchpost.health(agent),
      }),
    ],
    (error) => log.error({ err: error }, 'a request failed'),
  );
  const server = await listen(app, initial.machine.listen);
  await watchpost.start();
  exposition.start();
  log.info({ url: server.url, machine: watchpost.name, agents: watchpost.agents.length }, 'watching');

  return {
    url: server.url,
    reload,
    stop: async () => {
      await Promise.all([server.close(), exposition.stop()]);
      await watchpost.stop();
      log.info('stopped');
    },
  };
}

/** One line a transition, none for a probe that found what was known. */
function transitionLog(log: Logger): ConstructorParameters<typeof Watchpost>[1] {
  let written = true;
  return {
    verdictChanged: ({ name: agent }, before, after) => {
      const level = after.verdict === 'healthy' ? 'info' : 'warn';
      log[level]({ agent, from: before.verdict, to: after.verdict, reason: after.reason }, 'verdict changed');
    },
    stateWritten: (error) => {
      if (error !== undefined && written)
        log.error({ err: error }, 'state cannot be written; counts will not outlive a restart');
      if (error === undefined && !written) log.info('state can be written again');
      written = error === undefined;
    },
  };
}

function noteLoad(own: OwnMetrics, watchpost: Watchpost, settingsLoaded: boolean): void {
  own.settingsLoaded.set(settingsLoaded ? 1 : 0);
  if (settingsLoaded) own.settingsLoadedAt.setToCurrentTime();
  own.fleetLoaded.reset();
  own.fleetLoadedAt.reset();
  for (const [machine, { success, lastSuccessTimestamp }] of watchpost.keeper.states) {
    own.fleetLoaded.set({ startup_of: machine }, success ? 1 : 0);
    own.fleetLoadedAt.set({ startup_of: machine }, lastSuccessTimestamp);
  }
}

function logFindings(log: Logger, findings: readonly Finding[]): void {
  for (const { severity, code, place, message, remedy } of findings) {
    const level = severity === 'warning' ? 'warn' : severity;
    log[level]({ code, place, remedy }, message);
  }
}

/** Settings that a running exporter cannot take over. */
function restartOnly(before: Settings, after: Settings): string[] {
  const changed = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  return [
    ...(changed(before.machine.listen, after.machine.listen) ? ['listen'] : []),
    ...(changed(before.collectors, after.collectors) ? ['collectors'] : []),
    ...(before.stateDirectory === after.stateDirectory ? [] : ['state_directory']),
    ...(before.procRoot === after.procRoot ? [] : ['proc_root']),
    ...(before.health.concurrency === after.health.concurrency ? [] : ['health.concurrency']),
    ...(before.health.httpPortOffset === after.health.httpPortOffset ? [] : ['health.http_port_offset']),
    ...(changed(before.health.redis, after.health.redis) ? ['health.redis'] : []),
  ];
}
