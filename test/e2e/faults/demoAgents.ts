import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { agentEntries } from '../../../src/fleet/agents.js';
import type { MachineName } from '../stackView.js';

/** `machine/agent`. */
export type Place = `${MachineName}/${string}`;

interface DemoAgent {
  readonly place: Place;
  readonly name: string;
  readonly needs: readonly string[];
}

const agents: readonly DemoAgent[] = [...read('alpha'), ...read('beta')];
/** Names are unique but for agents of which nobody is made to fail here. */
const needs = new Map<string, readonly string[]>();
for (const { name, needs: own } of agents) needs.set(name, [...(needs.get(name) ?? []), ...own]);

/** Agents that accept connections and answer nobody: what they cannot say cannot be asked of them. */
export const silentAgents: ReadonlySet<string> = new Set(['VoiceSpeaker', 'CustomsFiler', 'VegetationMonitor']);

/** The agents of a machine of the demo, as `machine/agent`. */
export function agentsOfDemo(machine: MachineName): readonly Place[] {
  return agents.filter(({ place }) => place.startsWith(`${machine}/`)).map(({ place }) => place);
}

/** What an agent of the demo needs directly. */
export function needsOf(agent: string): readonly string[] {
  return needs.get(agent) ?? [];
}

/** Who needs the agent, directly or through others; the nearest first, so that whatever one of them needs comes before it. */
export function whoNeeds(root: string): readonly Place[] {
  const found = new Set([root]);
  const places: Place[] = [];
  for (let wave = [root]; wave.length > 0; ) {
    const next = agents.filter(({ name, needs: own }) => !found.has(name) && own.some((need) => wave.includes(need)));
    for (const { name, place } of next) {
      found.add(name);
      places.push(place);
    }
    wave = next.map(({ name }) => name);
  }
  return places;
}

function read(machine: MachineName): DemoAgent[] {
  const file = new URL(`../../../examples/demo/${machine}/startup_config.yaml`, import.meta.url);
  return agentEntries(parse(readFileSync(file, 'utf8'), { version: '1.1' })).map(({ name, entry }) => ({
    place: `${machine}/${name}`,
    name,
    needs: entry.dependencies ?? [],
  }));
}
