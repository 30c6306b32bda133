import { join, resolve } from 'node:path';
import type { ChangesSettings } from './settings.generated.js';
import { secondsOf } from './settingsAlerting.js';

/** How changes are made and taken back. Files are absolute. */
export interface ChangeSettings {
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** Bearer token of webhooks and of the other machines' fleetwatch; both are refused without. */
  readonly tokenFile: string | undefined;
  /** Runbooks of one's own, beside the bundled ones. */
  readonly runbookDirectory: string | undefined;
  /** Restarts one agent; `{agent}` stands for its name. */
  readonly restartCommand: readonly string[] | undefined;
  readonly limits: RollbackLimits;
  /** While it exists nothing is rolled back without a person. */
  readonly killSwitchFile: string;
  /** After so many seconds a change that was not ended has expired. */
  readonly longestSeconds: number;
}

/** How much may be rolled back without a person. */
export interface RollbackLimits {
  readonly rollbacksPerDay: number;
  readonly coolDownSeconds: number;
  /** Of the agents of the fleet, 0 to 1. */
  readonly largestShare: number;
}

/** The block as the rest of the program reads it: paths absolute, defaults filled in. */
export function changeSettings(
  changes: ChangesSettings | undefined,
  folder: string,
  stateDirectory: string,
): ChangeSettings {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(folder, file));
  const limits = changes?.limits;
  return {
    prometheusUrl: changes?.prometheus_url ?? 'http://127.0.0.1:9090',
    alertmanagerUrl: changes?.alertmanager_url ?? 'http://127.0.0.1:9093',
    tokenFile: path(changes?.token_file),
    runbookDirectory: path(changes?.runbooks),
    restartCommand: changes?.restart_command,
    limits: {
      rollbacksPerDay: limits?.rollbacks_per_day ?? 5,
      coolDownSeconds: secondsOf(limits?.cool_down ?? '10m'),
      largestShare: limits?.largest_share ?? 0.5,
    },
    killSwitchFile: path(changes?.kill_switch_file) ?? join(stateDirectory, 'changes', 'no-rollback'),
    longestSeconds: secondsOf(changes?.longest ?? '4h'),
  };
}
