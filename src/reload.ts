import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Finding } from './finding.js';
import { logFindings } from './logging.js';
import { noteLoad, type OwnMetrics } from './ownMetrics.js';
import { peersOf } from './peers/place.js';
import type { Settings, SettingsResult } from './settings.js';
import type { Watchpost } from './watchpost.js';

export interface ReloadResult {
  /** Whether everything could be read; what could not stays as it was. */
  readonly success: boolean;
  readonly findings: readonly Finding[];
}

export interface Reloadable {
  readonly settings: Settings;
  /** Reads the settings file again, with whatever the command line has to say. */
  readonly reread: () => Promise<SettingsResult>;
  readonly watchpost: Watchpost;
  readonly own: OwnMetrics;
  readonly log: Logger;
}

/**
 * Gives the function that reads settings and start-up files again. Reloads asked for at the same time run one after
 * the other: each has read the files after it was asked for.
 */
export function reloader(reloadable: Reloadable): () => Promise<ReloadResult> {
  const { reread, watchpost, own, log } = reloadable;
  let { settings } = reloadable;
  let last: Promise<unknown> = Promise.resolve();

  const reload = async (): Promise<ReloadResult> => {
    const loaded = await reread();
    if (loaded.settings !== undefined) {
      for (const setting of restartOnly(settings, loaded.settings))
        log.warn({ setting }, 'a changed setting takes effect with the next start');
      settings = loaded.settings;
      log.level = settings.logLevel;
    }
    const fleetLoaded = await watchpost.load(settings);
    noteLoad(own, watchpost.keeper.states, loaded.settings !== undefined);
    const findings = [...loaded.findings, ...watchpost.findings];
    const success = loaded.settings !== undefined && fleetLoaded;
    own.reloads.inc({ result: success ? 'success' : 'failure' });
    log[success ? 'info' : 'error']({ findings: findings.length }, success ? 'reloaded' : 'not reloaded');
    logFindings(log, findings);
    return { success, findings };
  };

  return () => {
    const turn = last.then(reload);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Settings that a running exporter cannot take over. */
function restartOnly(before: Settings, after: Settings): string[] {
  const changed = (a: unknown, b: unknown) => !isDeepStrictEqual(a, b);
  return [
    ...(changed(before.machine.listen, after.machine.listen) ? ['listen'] : []),
    ...(changed(before.collectors, after.collectors) ? ['collectors'] : []),
    ...(before.stateDirectory === after.stateDirectory ? changesOnly(before, after) : ['state_directory']),
    ...(changed([before.peers, peersIn(before)], [after.peers, peersIn(after)]) ? ['peers'] : []),
    ...(changed(before.hubs, after.hubs) ? ['hubs'] : []),
    ...(before.procRoot === after.procRoot ? [] : ['proc_root']),
    ...(before.health.concurrency === after.health.concurrency ? [] : ['health.concurrency']),
    ...(before.health.httpPortOffset === after.health.httpPortOffset ? [] : ['health.http_port_offset']),
    ...(changed(before.health.redis, after.health.redis) ? ['health.redis'] : []),
  ];
}

function peersIn({ machine, machines }: Settings) {
  return peersOf(machines, machine.name);
}

/** The default of the kill switch follows the state directory, which has been named then. */
function changesOnly(before: Settings, after: Settings): string[] {
  return isDeepStrictEqual(before.changes, after.changes) ? [] : ['changes'];
}
