import type { Logger } from 'pino';
import { BusDuty } from './busDuty.js';
import { ChangeDuty } from './changeDuty.js';
import { collectorsOf } from './collection.js';
import { formatFindings } from './document/report.js';
import { Exposition } from './exposition/exposition.js';
import type { Finding } from './finding.js';
import { FirstPasses } from './firstPasses.js';
import { hubWatchOf } from './hubs/ofSettings.js';
import { collectorLog, logFindings, transitionLog } from './logging.js';
import { noteLoad, ownMetrics } from './ownMetrics.js';
import { peerWatchOf } from './peers/ofSettings.js';
import { ReceptionDuty } from './receptionDuty.js';
import { type ReloadResult, reloader } from './reload.js';
import { lookedBy } from './runbooks/standing/telling.js';
import { apiRoutes } from './server/api/routes.js';
import { application } from './server/app.js';
import { boardLooks } from './server/board/looks.js';
import { boardOfExporter } from './server/board/ofExporter.js';
import { boardRoutes } from './server/board/route.js';
import { findingRoutes } from './server/findingPages.js';
import { hubHealthRoute } from './server/hubHealth.js';
import { lifecycleRoutes } from './server/lifecycle.js';
import { listen } from './server/listen.js';
import { metricsRoute } from './server/metrics.js';
import { runbookRoutes } from './server/runbookPages.js';
import { serviceDiscoveryRoute } from './server/serviceDiscovery.js';
import { watchdogRoute } from './server/watchdog.js';
import { loadSettings, type Settings, type SettingsResult } from './settings.js';
import { version } from './version.js';
import { Watchpost } from './watchpost.js';

/** Collectors whose answer follows from what was loaded: after a reload they do not wait for their turn. */
const followers: ReadonlySet<string> = new Set(['audits', 'drift']);

/** A running exporter. */
export interface Exporter {
  readonly url: string;
  reload(): Promise<ReloadResult>;
  /** False where a thread is caught in a file system that hangs: then only a signal ends the process. */
  stop(): Promise<boolean>;
}

/** Why an exporter did not start: its findings tell all of it. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('the start-up file of this machine cannot be used');
    this.findings = findings;
  }
}

/**
 * Puts the exporter of one machine together and starts it. Rejects with {@link StartRefused} or a listen error; then
 * nothing of it runs any more.
 *
 * @param reread reads the settings again for a reload; by default from the file they came from
 */
export async function serve(
  settings: Settings,
  log: Logger,
  reread: () => Promise<SettingsResult> = () => loadSettings(settings.file, settings.machine.name),
): Promise<Exporter> {
  const bus = new BusDuty(settings, log);
  const watchpost = new Watchpost(settings, bus.heard(transitionLog(log)));
  try {
    return await start(watchpost, bus, settings, log, bus.following(reread));
  } catch (error) {
    await watchpost.stop();
    throw error;
  }
}

async function start(
  watchpost: Watchpost,
  busDuty: BusDuty,
  settings: Settings,
  log: Logger,
  read: () => Promise<SettingsResult>,
): Promise<Exporter> {
  const own = ownMetrics(settings.machine.name, version);
  await watchpost.load(settings);
  if (watchpost.keeper.machine(watchpost.name) === undefined) throw new StartRefused(watchpost.findings);
  noteLoad(own, watchpost.keeper.states, true);

  const duty = new ChangeDuty(settings, log);
  const { desk } = duty;
  const looks = boardLooks(watchpost, desk, Date.now);
  const hub = hubWatchOf(settings);
  const peers = peerWatchOf(settings, (error) =>
    log.error({ err: error }, 'heartbeats of other machines are not heard'),
  );
  const { bus } = busDuty;
  const receptionDuty = await ReceptionDuty.open(settings, log);
  const reception = receptionDuty?.source;
  const passed = new FirstPasses(['D', 'E', 'H']);
  const outcome = () => exposition;
  const collectors = await collectorsOf(
    { watchpost, desk, looks, peers, bus, hub, reception, passed, outcome },
    settings,
  );
  const exposition: Exposition = new Exposition(collectors, {
    machine: watchpost.name,
    own: own.registry,
    now: Date.now,
    elapsed: () => performance.now(),
    onTransition: collectorLog(log),
    onFindings: (findings) => logFindings(log, findings),
  });
  const reread = reloader({ settings, reread: read, watchpost, own, log });
  const reload = async () => {
    const result = await reread();
    await exposition.run(followers);
    return result;
  };
  const board = boardOfExporter({
    version,
    watchpost,
    looks,
    exposition,
    looked: () => passed.of(lookedBy(exposition.succeeded)),
    portRange: () => watchpost.network.portRange,
    now: Date.now,
  });
  const app = application(
    [
      metricsRoute(exposition, own.scrapeSeconds),
      lifecycleRoutes({ isReady: () => exposition.hasRun, reload }, formatFindings),
      serviceDiscoveryRoute(watchpost.name, () => watchpost.endpoints),
      hubHealthRoute(watchpost.name, hub && (() => hub.look())),
      runbookRoutes(settings.changes.runbookDirectory),
      watchdogRoute(() => own.watchdogReceived.setToCurrentTime(), desk.token),
      ...duty.routes(own),
      ...(receptionDuty?.routes(desk.token) ?? []),
      findingRoutes(watchpost.name, () => exposition.findings),
      await boardRoutes(board),
      await apiRoutes(board),
    ],
    (error) => log.error({ err: error }, 'a request failed'),
  );
  // What was counted before is read before the first scrape could count anew.
  await watchpost.start();
  const server = await listen(app, settings.machine.listen);
  logFindings(log, watchpost.findings);
  await peers.start();
  exposition.start();
  duty.start();
  await busDuty.start(desk.book);
  receptionDuty?.start();
  log.info({ url: server.url, machine: watchpost.name, agents: watchpost.agents.length }, 'watching');

  return {
    url: server.url,
    reload,
    stop: async () => {
      peers.stop();
      hub?.stop();
      await Promise.all([server.close(), exposition.stop(), duty.stop()]);
      const ended = await watchpost.stop();
      await Promise.all([busDuty.stop(), receptionDuty?.stop()]);
      log.info('stopped');
      return ended;
    },
  };
}
