import type { Drill, DrillTarget, Variables } from './drill.js';

const callPeriodMs = 250;
/** A process of nobody: it is started without the name of an agent. */
const nobody: Variables = { AGENT_NAME: undefined, AGENT_GROUP: undefined };

/** Faults of ports and connections. */
export const portDrills = {
  imposter: async (target) => {
    await target.order('yield-health');
    return target.startExtra({
      script: target.drillScript('stray_agent'),
      variables: {
        ...nobody,
        AGENT_PORT: String(target.sparePorts.outside),
        HEALTH_CHECK_PORT: String(target.configured.healthPort),
      },
    });
  },
  'port-steal': async (target) => {
    await target.order('yield-service');
    return listenOn(target, target.configured.port);
  },
  'port-rogue': async (target) => {
    const { inRange } = target.sparePorts;
    if (inRange === undefined) throw new Error('no port of the range is free');
    return listenOn(target, inRange);
  },
  'accept-queue': async (target, options) => {
    await target.order('pause-service');
    return target.startExtra({
      script: target.drillScript('caller'),
      variables: {
        ...nobody,
        CALLED_PORT: String(target.configured.port),
        CALL_MILLISECONDS: String(options.ms ?? callPeriodMs),
      },
    });
  },
  'socket-hang': async (target) => {
    const port = target.sparePorts.outside;
    const end = await listenOn(target, port, 'deaf_listener');
    await target.order('call', { port });
    return end;
  },
} as const satisfies Record<string, Drill>;

function listenOn(target: DrillTarget, port: number, script = 'stray_listener'): Promise<() => Promise<void>> {
  return target.startExtra({
    script: target.drillScript(script),
    variables: { ...nobody, AGENT_PORT: undefined, HEALTH_CHECK_PORT: undefined, STRAY_PORT: String(port) },
  });
}
