import type { Finding } from '../finding.js';
import type { Places } from '../fleet/model.js';
import { holderText, type PortView, type RoguePort, type RoleView } from './portView.js';

/** From when on something counts as wrong, and what has to be known for that. */
export interface PortLimits {
  readonly places: Places;
  /** Seconds that an agent has to open its ports. */
  readonly startPeriodSeconds: number;
  /** Unix time at which the process of an agent began, where one runs. */
  readonly startedAt: (agent: string) => number | undefined;
}

type PortFinding = Omit<Finding, 'risk' | 'machine'>;

/** Share of the range that should be free. */
export const leastFreeRange = 0.1;
/** Share of the ephemeral ports that may be used towards one destination. */
export const mostEphemeral = 0.8;
/** Rogue ports that are shown one by one. */
export const rogueShown = 20;

/** Everything wrong with the ports of a machine. `now` in Unix seconds. */
export function portFindings(machine: string, view: PortView, limits: PortLimits, now: number): Finding[] {
  const found = [
    ...view.roles.flatMap((role) => roleFinding(role, limits, now)),
    ...view.rogue.slice(0, rogueShown).map((rogue) => rogueFinding(rogue, limits)),
    ...rangeFinding(view, limits),
    ...ephemeralFindings(view, limits),
  ];
  return found.map((finding) => ({ ...finding, risk: 'C', machine }));
}

function roleFinding(role: RoleView, limits: PortLimits, now: number): PortFinding[] {
  const { agent, state, holder, derived } = role;
  const at = { place: limits.places.port(agent, role.key), agent: agent.name };
  const port = `\`${role.role}\` ${role.port}`;
  if (state === 'taken' && holder !== undefined) {
    return [
      {
        ...at,
        code: 'port-taken',
        severity: derived ? 'warning' : 'error',
        message: `${port} is in the hands of ${holderText(holder)}`,
        why: 'whoever connects there reaches the wrong process, and the agent answers nobody',
        remedy: 'end that process or give it another port; then restart the agent, so that it opens the port again',
      },
    ];
  }
  const startedAt = limits.startedAt(agent.name);
  if (state !== 'silent' || startedAt === undefined || now - startedAt < limits.startPeriodSeconds) return [];
  return [
    {
      ...at,
      code: 'port-silent',
      severity: 'warning',
      message: `nobody listens on ${port}, although the agent runs`,
      why: derived
        ? 'the agent goes on without a port that it could not open, and tells nobody but its log'
        : 'the agent cannot be reached by those who depend on it',
      remedy: 'read in its log why it did not open the port, and restart it when that is mended',
    },
  ];
}

function rogueFinding({ port, holder }: RoguePort, { places }: PortLimits): PortFinding {
  const { process, agent } = holder;
  return {
    code: 'port-rogue',
    severity: 'warning',
    place:
      process === undefined ? places.file() : { kind: 'process', pid: process.pid, startTimeTicks: process.startTicks },
    message: `${holderText(holder)} listens on port ${port} of the range, which nothing assigns`,
    why: 'the next agent that is given this port cannot start, or answers nobody',
    remedy: 'end the process if it is a leftover; else write the port down, or move it out of the range',
    ...(agent === undefined ? {} : { agent }),
  };
}

function rangeFinding({ range }: PortView, { places }: PortLimits): PortFinding[] {
  const free = range.size - range.used;
  if (free >= range.size * leastFreeRange) return [];
  return [
    {
      code: 'port-range-full',
      severity: 'warning',
      place: places.file(),
      message: `${free} of the ${range.size} ports of the range are free, ${range.largestFree} of them in a row`,
      why: 'new agents soon find no port, and get one that is taken',
      remedy: 'take ports back from agents that are gone, or widen the range (`audits.port_range`)',
    },
  ];
}

function ephemeralFindings({ ephemeral: { size, destinations } }: PortView, { places }: PortLimits): PortFinding[] {
  return destinations
    .filter(({ ports }) => ports >= size * mostEphemeral)
    .map(({ destination, ports }) => ({
      code: 'ephemeral-exhaustion',
      severity: 'warning',
      place: places.file(),
      message: `${ports} of the ${size} ports for outgoing connections are used towards ${destination}`,
      why: 'when they run out, connections to it fail at once',
      remedy: 'keep connections open instead of making a new one for each request, or widen ip_local_port_range',
    }));
}
