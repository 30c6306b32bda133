import { describe, expect, it } from 'vitest';
import { driftCollector } from '../../src/collectors/drift.js';
import type { FileStanding, FileState } from '../../src/drift/fileDrift.js';
import type { DriftView } from '../../src/drift/watch.js';
import { agentNamed, collect } from './collect.js';

const file = (path: string, state: FileState = 'as-loaded', modifiedAt = 1_700_000_000): FileStanding => ({
  path,
  state,
  modifiedAt,
});

const fingerprints = [
  { agent: agentNamed('Planner'), fingerprint: 2 ** 48 - 1 },
  { agent: agentNamed('Display', { machine: 'beta' }), fingerprint: 42 },
];

function view(changes: Partial<DriftView> = {}): DriftView {
  const startup = [
    { machine: 'alpha', file: file('/etc/alpha.yaml') },
    { machine: 'beta', file: file('/etc/beta.yaml') },
  ];
  return { settings: file('/etc/fleetwatch.yaml'), startup, fingerprints, ...changes };
}

const run = (seen: DriftView) => collect(driftCollector({ machine: 'alpha', look: async () => seen }));

describe('drift', () => {
  it('has every file, and the agents of all machines', async () => {
    const { samples, findings } = await run(view());
    expect(samples).toStrictEqual({
      'fleet_startup_file_stale startup_of=alpha': 0,
      'fleet_startup_file_stale startup_of=beta': 0,
      'fleet_startup_file_modified_timestamp_seconds startup_of=alpha': 1_700_000_000,
      'fleet_startup_file_modified_timestamp_seconds startup_of=beta': 1_700_000_000,
      fleet_settings_file_stale: 0,
      fleet_settings_file_modified_timestamp_seconds: 1_700_000_000,
      'fleet_agent_config_fingerprint agent_machine=alpha agent=Planner': 281_474_976_710_655,
      'fleet_agent_config_fingerprint agent_machine=beta agent=Display': 42,
    });
    expect(findings).toEqual([]);
  });

  it.each<{ state: FileState; said: string }>([
    { state: 'changed', said: 'has changed since it was loaded' },
    { state: 'gone', said: 'is gone, and was loaded before' },
    { state: 'unreadable', said: 'cannot be read any more, so nobody knows whether it is what was loaded' },
  ])('says of which file it is $state', async ({ state, said }) => {
    const startup = [{ machine: 'beta', file: file('/etc/beta.yaml', state, 0) }];
    const { samples, findings } = await run(view({ startup, settings: file('/etc/fleetwatch.yaml', state, 0) }));
    expect(samples).toMatchObject({
      'fleet_startup_file_stale startup_of=beta': 1,
      'fleet_startup_file_modified_timestamp_seconds startup_of=beta': 0,
      fleet_settings_file_stale: 1,
    });
    expect(
      findings?.map(({ code, severity, risk, machine, message }) => [code, severity, risk, machine, message]),
    ).toEqual([
      ['startup-file-stale', 'warning', 'G', 'alpha', `the start-up file of \`beta\` ${said}`],
      ['settings-stale', 'warning', 'G', 'alpha', `the settings file ${said}`],
    ]);
    expect(findings?.map(({ place }) => place.kind === 'file' && place.file)).toEqual([
      '/etc/beta.yaml',
      '/etc/fleetwatch.yaml',
    ]);
  });

  it('has other fingerprints after a load', async () => {
    let seen = view();
    const collector = driftCollector({ machine: 'alpha', look: async () => seen });
    await collect(collector);
    seen = view({ fingerprints: [{ agent: agentNamed('Planner'), fingerprint: 7 }] });
    const { samples } = await collect(collector);
    expect(Object.entries(samples).filter(([name]) => name.includes('fingerprint'))).toEqual([
      ['fleet_agent_config_fingerprint agent_machine=alpha agent=Planner', 7],
    ]);
  });
});
