import type { FleetEvent } from '../../../src/bus/event.js';

/** Events of a machine in the order in which they came, each once: doubles are told by their id, as every receiver does. */
export function arrivalsOf(events: readonly FleetEvent[], machine: string): FleetEvent[] {
  const own = events.filter(({ data }) => data.machine === machine);
  return [...new Map(own.map((event) => [event.id, event])).values()];
}

export function sequencesOf(events: readonly FleetEvent[]): number[] {
  return events.map(({ data }) => data.sequence);
}

/** Events that came on either way, in their sequence. */
export function together(...ways: readonly (readonly FleetEvent[])[]): FleetEvent[] {
  const each = new Map(ways.flat().map((event) => [event.data.sequence, event]));
  return [...each.values()].toSorted((a, b) => a.data.sequence - b.data.sequence);
}

/** Agents of which an event does not begin with the verdict that the one before it ended with. */
export function brokenChains(events: readonly FleetEvent[]): string[] {
  const last = new Map<string, string>();
  const broken = new Set<string>();
  for (const { data } of events) {
    if (data.kind !== 'health') continue;
    if ((last.get(data.agent) ?? data.previous) !== data.previous) broken.add(data.agent);
    last.set(data.agent, data.verdict);
  }
  return [...broken];
}
