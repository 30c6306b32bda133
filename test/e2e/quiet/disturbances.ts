import fc from 'fast-check';
import type { Act } from '../faults/combination.js';
import { agentsOfDemo, silentAgents } from '../faults/demoAgents.js';
import { agentOf } from '../faults/extent.js';
import type { ServiceName } from '../tendedStack.js';

/** Something that happens in every fleet, and is nobody's business. */
export interface Disturbance {
  /** Seconds after the beginning. */
  readonly at: number;
  readonly acts: readonly Act[];
}

/** How much of it an hour brings. */
const anHour = { slowAnswers: 240, agentRestarts: 40, serviceRestarts: 12 } as const;
/** In the order of their turns; half of them are exporters. */
const services: readonly ServiceName[] = [
  'fleetwatch-alpha',
  'prometheus',
  'fleetwatch-beta',
  'alertmanager',
  'fleetwatch-alpha',
  'prometheus-beta',
];
/** Between the end of an agent and its new start, in seconds: as long as somebody takes who restarts it on purpose. */
const restartSeconds = 2;

/**
 * What `hours` bring, crowded into `seconds`. Agents are restarted once each, which is less than what a rule may call a loop, and
 * answer up to a second late for up to 20 s. Those who watch are restarted in turn, never two of them at once.
 */
export function disturbances(hours: number, seconds: number, seed: number): readonly Disturbance[] {
  const agents = [...agentsOfDemo('alpha'), ...agentsOfDemo('beta')];
  const count = (perHour: number) => Math.round(perHour * hours);
  const moment = fc.noBias(fc.nat(1000)).map((share) => (share / 1000) * seconds);
  const slow = fc
    .record({
      at: moment,
      place: fc.constantFrom(...agents.filter((place) => !silentAgents.has(agentOf(place)))),
      ms: fc.noBias(fc.integer({ min: 20, max: 1000 })),
      lasts: fc.noBias(fc.integer({ min: 1, max: 20 })),
    })
    .map(({ at, place, ms, lasts }): Disturbance => {
      const on = [place];
      return { at, acts: [{ fault: 'slow', on, ms }, { lasts }, { fault: 'clear', on }] };
    });
  const restarts = count(anHour.agentRestarts);
  const restarted = fc.tuple(
    fc.shuffledSubarray(agents, { minLength: restarts, maxLength: restarts }),
    fc.array(moment, { minLength: restarts, maxLength: restarts }),
  );
  const [[places, moments] = [[], []]] = fc.sample(restarted, { seed, numRuns: 1 });
  const ofAgents = places.map((place, index): Disturbance => {
    const on = [place];
    const acts = [{ fault: 'kill', on }, { lasts: restartSeconds }, { fault: 'clear', on }] as const;
    return { at: moments[index] ?? 0, acts };
  });
  const turns = count(anHour.serviceRestarts);
  const ofServices = Array.from({ length: turns }, (_, turn): Disturbance => {
    const restart = services[turn % services.length] ?? 'alertmanager';
    return { at: (turn / turns) * seconds, acts: [{ restart }] };
  });
  return [...fc.sample(slow, { seed, numRuns: count(anHour.slowAnswers) }), ...ofAgents, ...ofServices].sort(
    (one, other) => one.at - other.at,
  );
}
