import type { FileStanding } from '../drift/fileDrift.js';
import { fileFindings } from '../drift/findings.js';
import type { DriftView, Fingerprinted } from '../drift/watch.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Page, RecordedLines } from '../exposition/page.js';

const ofFile = ['machine', 'startup_of'] as const;

const startupStale = gauge(
  'fleet_startup_file_stale',
  'Whether the start-up file on disk is not the one that was loaded: changed, gone, or not to be read.',
  ofFile,
);
const startupModified = gauge(
  'fleet_startup_file_modified_timestamp_seconds',
  'Unix time of the last write to the start-up file, 0 where there is none to be seen.',
  ofFile,
);
const settingsStale = gauge(
  'fleet_settings_file_stale',
  'Whether the settings file on disk is not the one that was loaded: changed, gone, or not to be read.',
  ['machine'],
);
const settingsModified = gauge(
  'fleet_settings_file_modified_timestamp_seconds',
  'Unix time of the last write to the settings file, 0 where there is none to be seen.',
  ['machine'],
);
const configured = gauge(
  'fleet_agent_config_fingerprint',
  'Stands for all that the exporter of the machine has loaded of an agent of any machine: equal numbers, equal configuration.',
  ['machine', 'agent_machine', 'agent'],
);

/** All that this collector exports. */
export const driftFamilies: readonly Family[] = [
  startupStale,
  startupModified,
  settingsStale,
  settingsModified,
  configured,
];

export interface DriftSource {
  readonly machine: string;
  look(): Promise<DriftView>;
}

/** Agents whose lines are written at a time, before the event loop gets its turn. */
const agentsAtATime = 200;

/** Is what was loaded still what is on disk, and the same as what the exporters of other machines have loaded? */
export function driftCollector(source: DriftSource): Collector {
  const { machine } = source;
  let written: { readonly of: DriftView['fingerprints']; readonly lines: readonly RecordedLines[] } | undefined;
  return {
    name: 'drift',
    risk: 'G',
    schedule: '*/30 * * * * *',
    // A file system that hangs is given up after 3 s.
    deadlineSeconds: 12,
    families: driftFamilies,
    async collect({ page }) {
      const view = await source.look();
      for (const { machine: startup_of, file } of view.startup) {
        page.set(startupStale, { machine, startup_of }, isStale(file));
        page.set(startupModified, { machine, startup_of }, file.modifiedAt);
      }
      page.set(settingsStale, { machine }, isStale(view.settings));
      page.set(settingsModified, { machine }, view.settings.modifiedAt);
      if (written?.of !== view.fingerprints) {
        written = { of: view.fingerprints, lines: await writeFingerprints(page, machine, view.fingerprints) };
      }
      for (const lines of written.lines) page.replay(lines);
      return fileFindings(machine, view);
    },
  };
}

function isStale({ state }: FileStanding): number {
  return state === 'as-loaded' ? 0 : 1;
}

/** They change with a load, and are written once for all runs between. */
async function writeFingerprints(page: Page, machine: string, all: readonly Fingerprinted[]): Promise<RecordedLines[]> {
  const lines: RecordedLines[] = [];
  for (let from = 0; from < all.length; from += agentsAtATime) {
    const some = all.slice(from, from + agentsAtATime);
    lines.push(
      page.record((record) => {
        for (const { agent, fingerprint } of some) {
          record.set(configured, { machine, agent_machine: agent.machine, agent: agent.name }, fingerprint);
        }
      }),
    );
    await page.turn();
  }
  return lines;
}
