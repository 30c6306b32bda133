import { combine, combinedStates, type Observed } from '../adoption/observed.js';
import type { AdoptionView } from '../adoption/watch.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Agent } from '../fleet/model.js';
import type { Health } from '../health/patient.js';

/** Broken files that are named on the page; more of them have one cause. */
const filesAtMost = 50;

const adoption = gauge(
  'fleet_agent_adoption',
  'What the code of the agent and its answers say together: exactly one of the states is 1.',
  ['machine', 'agent', 'state'],
);
const brokenFile = gauge(
  'fleet_adoption_broken_file_info',
  'A Python file that the agents need and that cannot be read in full, relative to the project root; the first 50. The problem is syntax or unreadable.',
  ['machine', 'file', 'problem'],
);
const brokenFiles = gauge(
  'fleet_adoption_broken_files',
  'Python files that the agents need and that cannot be read in full.',
  ['machine'],
);
const readAt = gauge(
  'fleet_adoption_read_timestamp_seconds',
  'Unix time at which the code of the agents was last read, 0 if it never was.',
  ['machine'],
);
const readSeconds = gauge('fleet_adoption_read_duration_seconds', 'Duration of that reading.', ['machine']);

/** All that this collector exports. */
export const adoptionFamilies: readonly Family[] = [adoption, brokenFile, brokenFiles, readAt, readSeconds];

export interface AdoptionSource {
  readonly machine: string;
  agents(): readonly Agent[];
  health(agent: string): Health;
  look(): Promise<AdoptionView>;
}

/** Which agents are on the base class, and do they answer as it does? Their code is read in the background. */
export function adoptionCollector(source: AdoptionSource): Collector {
  return {
    name: 'adoption',
    risk: 'D',
    // As often as verdicts change, not as files do.
    schedule: '*/15 * * * * *',
    deadlineSeconds: 10,
    families: adoptionFamilies,
    async collect({ page }) {
      const { machine } = source;
      const view = await source.look();
      for (const { name } of source.agents()) {
        const combined = combine(view.stateOf(name), observedOf(source.health(name)));
        for (const state of combinedStates) {
          page.set(adoption, { machine, agent: name, state }, state === combined ? 1 : 0);
        }
        await page.turn();
      }
      for (const { file, problem } of view.brokenFiles.slice(0, filesAtMost)) {
        page.set(brokenFile, { machine, file, problem }, 1);
      }
      page.set(brokenFiles, { machine }, view.brokenFiles.length);
      page.set(readAt, { machine }, view.readAt);
      page.set(readSeconds, { machine }, view.readSeconds);
      return view.findings;
    },
  };
}

function observedOf({ verdict, route }: Health): Observed {
  return { verdict, protocol: route?.protocol };
}
