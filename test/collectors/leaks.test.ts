import { describe, expect, it } from 'vitest';
import { leaksCollector } from '../../src/collectors/leaks.js';
import { noFileGaps } from '../../src/leakWatch/files/gaps.js';
import type { LeakView, ShownLeak } from '../../src/leakWatch/view.js';
import { collect } from './collect.js';

const nothing = { open: 0, accepted: 0, lookedAt: 1_795_341_590 };
const quiet: LeakView = {
  surfaces: { cmdline: nothing, environ: nothing, config: nothing, code: nothing, log: { ...nothing, lookedAt: 0 } },
  counts: [],
  credentials: [],
  leaks: [],
  unlisted: 0,
  acceptances: { expired: [], unmatched: [], nextEnd: undefined, findings: [] },
  processes: { count: 8, commandLinesRead: 8, environmentsRead: 2, unreadEnvironments: new Map() },
  files: { count: 12, gaps: noFileGaps, gapExamples: [] },
  logs: { files: 3, backlogBytes: 0, oldestUnreadAt: 0, gaps: new Map([['binary', 1]]), lookedAt: 0 },
  notSaved: undefined,
};

const run = (view: LeakView) =>
  collect(
    leaksCollector({
      machine: 'alpha',
      agents: () => ['Planner', 'Router'],
      look: async () => view,
      rules: (id) =>
        id === 'npm-token'
          ? { title: 'npm token', remedy: 'Revoke it at npm.', runbook: 'docs/leak-rules.md#npm' }
          : undefined,
    }),
  );

function leak(changes: Partial<ShownLeak>): ShownLeak {
  return {
    surface: 'cmdline',
    rule: 'npm-token',
    fingerprint: '0123456789abcdef',
    place: { kind: 'process', pid: 4711, startTimeTicks: 99 },
    agent: 'Router',
    firstSeen: 1_795_341_000,
    lastSeen: 1_795_341_590,
    where: 'argument 3 of python3',
    ...changes,
  };
}

describe('leaks', () => {
  it('has every surface, every gap and every agent, also where nothing leaks', async () => {
    const { samples, findings } = await run(quiet);
    const surfaces = ['cmdline', 'environ', 'config', 'code', 'log'];
    expect(samples).toStrictEqual({
      'fleet_agent_leaks agent=Planner': 0,
      'fleet_agent_leaks agent=Router': 0,
      'fleet_agent_unread_environments agent=Planner': 0,
      'fleet_agent_unread_environments agent=Router': 0,
      ...Object.fromEntries(
        surfaces.flatMap((surface) => [
          [`fleet_leak_surface_leaks surface=${surface}`, 0],
          [`fleet_leaks_accepted surface=${surface}`, 0],
          [`fleet_leak_surface_looked_timestamp_seconds surface=${surface}`, surface === 'log' ? 0 : 1_795_341_590],
        ]),
      ),
      fleet_leaks_unlisted: 0,
      fleet_leak_acceptance_end_timestamp_seconds: 0,
      fleet_leak_processes: 8,
      fleet_leak_command_lines_read: 8,
      fleet_leak_environments_read: 2,
      fleet_leak_environments_read_ratio: 0.25,
      fleet_leak_files: 12,
      ...Object.fromEntries(Object.keys(noFileGaps).map((reason) => [`fleet_leak_file_gaps reason=${reason}`, 0])),
      fleet_leak_log_files: 3,
      'fleet_leak_log_gaps reason=binary': 1,
      fleet_leak_log_backlog_bytes: 0,
      fleet_leak_log_oldest_unread_timestamp_seconds: 0,
    });
    expect(findings).toStrictEqual([]);
  });

  it('counts by surface, rule and agent, and has no share of nothing', async () => {
    const times = { firstSeen: 1_795_341_000, lastSeen: 1_795_341_590 };
    const { samples } = await run({
      ...quiet,
      counts: [
        { surface: 'cmdline', rule: 'npm-token', agent: 'Router', open: 2, ...times },
        { surface: 'environ', rule: 'jwt', agent: 'Router', open: 1, ...times },
        { surface: 'log', rule: 'jwt', agent: undefined, open: 0, ...times },
      ],
      credentials: [{ surface: 'cmdline', rule: 'npm-token', agent: undefined, open: 1 }],
      processes: {
        count: 0,
        commandLinesRead: 0,
        environmentsRead: 0,
        unreadEnvironments: new Map([['Router', 2]]),
      },
    });
    expect(samples).toMatchObject({
      'fleet_leaks surface=cmdline rule=npm-token agent=Router': 2,
      'fleet_leaks surface=log rule=jwt agent=': 0,
      'fleet_leak_first_seen_timestamp_seconds surface=cmdline rule=npm-token agent=Router': 1_795_341_000,
      'fleet_leak_last_seen_timestamp_seconds surface=cmdline rule=npm-token agent=Router': 1_795_341_590,
      'fleet_leak_credentials surface=cmdline rule=npm-token agent=': 1,
      'fleet_agent_leaks agent=Router': 3,
      'fleet_agent_leaks agent=Planner': 0,
      'fleet_agent_unread_environments agent=Router': 2,
    });
    expect(Object.keys(samples)).not.toContain('fleet_leak_environments_read_ratio');
  });

  it('says what leaks, where, and what to do, the worst first', async () => {
    const place = (file: string) => ({ kind: 'file', file, line: 3, column: 7 }) as const;
    const entry = { fingerprint: 'fedcba9876543210', until: '2026-11-21', reason: 'r', place: place('/accepted.yaml') };
    const { findings = [] } = await run({
      ...quiet,
      leaks: [
        leak({ surface: 'config', place: place('/a.yaml'), agent: undefined, where: undefined, rule: 'later-rule' }),
        leak({ surface: 'environ', where: 'variable TOKEN of python3' }),
        leak({ surface: 'log', place: place('/a.log'), where: undefined }),
        leak({}),
      ],
      acceptances: { ...quiet.acceptances, expired: [entry], unmatched: [entry] },
      files: { ...quiet.files, gapExamples: [{ reason: 'denied', path: '/closed' }] },
      notSaved: { file: '/state/leaks.journal', why: 'no space' },
    });
    expect(
      findings.map(({ code, severity, agent, message }) => `${severity} ${code} ${agent ?? '-'}: ${message}`),
    ).toStrictEqual([
      'error leak-cmdline Router: npm token (rule npm-token) in argument 3 of python3, fingerprint 0123456789abcdef',
      'error leak-log Router: npm token (rule npm-token), fingerprint 0123456789abcdef',
      'warning leak-environ Router: npm token (rule npm-token) in variable TOKEN of python3, fingerprint 0123456789abcdef',
      'warning leak-config -: later-rule (rule later-rule), fingerprint 0123456789abcdef',
      'warning leak-acceptance-expired -: the leak fedcba9876543210 was accepted until 2026-11-21, and still shows',
      'info leak-acceptance-unmatched -: no leak fedcba9876543210 shows',
      'warning leak-unread -: may not be read by fleetwatch',
      'warning leak-book-unsaved -: what has been seen is not kept: no space',
    ]);
    expect(findings[0]?.remedy).toMatch(
      /LoadCredential=.*restart the process\. Revoke it at npm; see docs\/leak-rules\.md#npm$/,
    );
    expect(findings.every(({ risk, machine }) => risk === 'H' && machine === 'alpha')).toBe(true);
  });

  it('names a hundred of very many', async () => {
    const leaks = Array.from({ length: 500 }, (_, index) => leak({ firstSeen: index }));
    const { findings = [] } = await run({ ...quiet, leaks });
    expect(findings).toHaveLength(100);
  });
});
