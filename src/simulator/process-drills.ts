import { setTimeout as delay } from 'node:timers/promises';
import type { Drill, DrillTarget } from './drill.js';

const restartPeriodMs = 3_000;
/** No configuration holds it. */
const unlistedName = 'UnlistedAgent';

/** Faults of which processes run, how often, and with what. */
export const processDrills = {
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
  duplicate: (target) => target.startExtra({ script: target.configured.script }),
  'wrong-script': async (target) => {
    await target.kill();
    await target.start(target.drillScript('previous_release'));
    return () => target.kill();
  },
  'port-drift': async (target) => {
    await target.kill();
    await target.start(target.configured.script, { AGENT_PORT: String(target.sparePorts.outside) });
    return () => target.kill();
  },
  'extra-agent': (target) =>
    target.startExtra({
      script: target.drillScript('stray_agent'),
      variables: {
        AGENT_NAME: unlistedName,
        AGENT_PORT: String(target.sparePorts.outside),
        HEALTH_CHECK_PORT: String(target.sparePorts.outside + 1),
        AGENT_GROUP: 'none',
      },
    }),
} as const satisfies Record<string, Drill>;

async function restartUntil(end: AbortSignal, target: DrillTarget, periodMs: number): Promise<void> {
  while (!end.aborted) {
    await target.kill();
    await target.start();
    // Rejects when aborted, which is the way out.
    await delay(periodMs, undefined, { signal: end }).catch(() => {});
  }
}
