import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultBy, FaultOptions } from './faults.js';

/** What a drill may do to an agent. */
export interface DrillTarget {
  readonly configured: { readonly script: string; readonly healthPort: number };
  readonly sparePort: number;
  /** Absolute path of the agent's log. */
  readonly logFile: string;
  start(script?: string): Promise<void>;
  kill(): Promise<void>;
  yieldHealthPorts(): Promise<void>;
  startExtra(script: string, environment: Readonly<Record<string, string>>): Promise<() => Promise<void>>;
  drillScript(name: string): string;
}

/** Brings a fault about by starting and ending processes; gives what ends it. The agent itself is restored by others. */
export type Drill = (target: DrillTarget, options: FaultOptions) => Promise<() => Promise<void>>;

const restartPeriodMs = 3_000;
/** Under this name a stray process answers; no configuration holds it. */
const strayName = 'StrayAgent';

/** The faults of the supervisor. */
export const drills = {
  kill: async (target) => {
    await target.kill();
    return async () => {};
  },
  'restart-loop': async (target, options) => {
    const end = new AbortController();
    const loop = restartUntil(end.signal, target, options.ms ?? restartPeriodMs);
    return async () => {
      end.abort();
      await loop;
    };
  },
  imposter: async (target) => {
    await target.yieldHealthPorts();
    return target.startExtra(target.drillScript('stray_agent'), {
      AGENT_NAME: strayName,
      AGENT_PORT: String(target.sparePort),
      HEALTH_CHECK_PORT: String(target.configured.healthPort),
      AGENT_GROUP: 'none',
    });
  },
  duplicate: (target) => target.startExtra(target.configured.script, {}),
  'wrong-script': async (target) => {
    await target.kill();
    await target.start(target.drillScript('previous_release'));
    return () => target.kill();
  },
  'log-race': (target) => target.startExtra(target.drillScript('log_scribbler'), { LOG_FILE: target.logFile }),
  'log-rotate': async ({ logFile }) => {
    const aside = `${logFile}.1`;
    await rename(logFile, aside);
    return () => rename(aside, logFile);
  },
} as const satisfies Record<FaultBy<'supervisor'>, Drill>;

async function restartUntil(end: AbortSignal, target: DrillTarget, periodMs: number): Promise<void> {
  while (!end.aborted) {
    await target.kill();
    await target.start();
    // Rejects when aborted, which is the way out.
    await delay(periodMs, undefined, { signal: end }).catch(() => {});
  }
}
