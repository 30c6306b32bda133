import { describe, expect, it } from 'vitest';
import { logsCollector } from '../../src/collectors/logs.js';
import { emptyTally } from '../../src/logs/tally.js';
import type { AgentLogs, LogView } from '../../src/logs/view.js';
import { collect } from './collect.js';

const limits = { maxFileBytes: 1_000_000, maxDeletedBytes: 2_000_000 };
/** 2026-11-22T10:00:00Z in milliseconds. */
const now = 1_795_341_600_000;

function logs(agent: string, changes: Partial<AgentLogs> = {}): AgentLogs {
  return {
    agent,
    tally: emptyTally,
    writtenBytes: 0,
    rotatedAt: 0,
    races: [],
    rotatedOpen: [],
    deleted: [],
    ...changes,
  };
}

function view(agents: readonly AgentLogs[], changes: Partial<LogView['tree']> = {}): LogView {
  return {
    agents,
    tree: {
      root: '/logs',
      files: 0,
      diskBytes: 0,
      unowned: { files: 0, diskBytes: 0, largest: [] },
      unownedRaces: [],
      gaps: { denied: 0, failed: 0, mount: 0, link: 0 },
      gapExamples: [],
      passedAt: 1_795_341_590,
      passSeconds: 0.25,
      ...changes,
    },
    unseenProcesses: 3,
  };
}

const run = (seen: LogView) =>
  collect(logsCollector({ machine: 'alpha', look: async () => seen, limits: () => limits, now: () => now }));

describe('logs', () => {
  it('has every series of an agent that never ran', async () => {
    const { samples, findings } = await run(view([logs('Planner')]));
    expect(samples).toStrictEqual({
      'fleet_agent_log_bytes agent=Planner': 0,
      'fleet_agent_log_files agent=Planner': 0,
      'fleet_agent_log_largest_file_bytes agent=Planner': 0,
      'fleet_agent_log_written_bytes_total agent=Planner': 0,
      'fleet_agent_log_last_write_timestamp_seconds agent=Planner': 0,
      'fleet_agent_log_oldest_file_timestamp_seconds agent=Planner': 0,
      'fleet_agent_log_last_rotation_timestamp_seconds agent=Planner': 0,
      'fleet_agent_log_raced_files agent=Planner': 0,
      'fleet_agent_log_rotated_open_files agent=Planner': 0,
      'fleet_agent_deleted_open_files agent=Planner': 0,
      'fleet_agent_deleted_open_bytes agent=Planner': 0,
      fleet_log_bytes: 0,
      fleet_log_files: 0,
      fleet_log_unowned_bytes: 0,
      fleet_log_unowned_files: 0,
      fleet_log_unowned_raced_files: 0,
      'fleet_log_gaps reason=denied': 0,
      'fleet_log_gaps reason=failed': 0,
      'fleet_log_gaps reason=mount': 0,
      'fleet_log_gaps reason=link': 0,
      fleet_log_unseen_processes: 3,
      fleet_log_pass_timestamp_seconds: 1_795_341_590,
      fleet_log_pass_duration_seconds: 0.25,
      fleet_log_file_limit_bytes: 1_000_000,
      fleet_log_deleted_limit_bytes: 2_000_000,
    });
    expect(findings).toEqual([]);
  });

  it('says what is wrong, where, and what to do', async () => {
    const state = { position: 0, writes: true, appends: false, mountId: 1 };
    const writers = [{ pid: 4711, fd: 3, path: '/logs/Planner.log', deleted: false, state }];
    const { samples, findings } = await run(
      view(
        [
          logs('Planner', {
            tally: { ...emptyTally, files: 2, largestBytes: 3_000_000, largestFile: 'Planner.log' },
            races: [{ path: '/logs/Planner.log', writers }],
            rotatedOpen: ['/logs/Planner.log.1'],
            deleted: [
              { pid: 4711, path: '/logs/small', diskBytes: 1_000_000 },
              { pid: 4712, path: '/logs/big', diskBytes: 1_500_000 },
              { pid: 4712, path: '/dead/unknown', diskBytes: undefined },
            ],
          }),
        ],
        {
          unowned: { files: 1, diskBytes: 5, largest: [{ path: 'old.log', diskBytes: 5 }] },
          gaps: { denied: 1, failed: 0, mount: 0, link: 1 },
          gapExamples: [
            { reason: 'denied', path: 'closed' },
            { reason: 'link', path: 'away' },
          ],
        },
      ),
    );
    expect(samples['fleet_agent_deleted_open_bytes agent=Planner']).toBe(2_500_000);
    expect(samples['fleet_agent_deleted_open_files agent=Planner']).toBe(3);
    expect(
      findings?.map(({ code, severity, agent, place, message }) => [
        `${severity} ${code} ${agent ?? '-'} ${place.kind === 'file' ? place.file : place.pid}`,
        message,
      ]),
    ).toEqual([
      [
        'warning log-race Planner /logs/Planner.log',
        'several writers, of which one does not append: pid 4711 (does not append)',
      ],
      [
        'warning log-oversize Planner /logs/Planner.log',
        'takes 2.9 MiB, more than the 1.0 MiB allowed, and is not rotated',
      ],
      ['warning log-rotated-open Planner /logs/Planner.log.1', 'was put aside, and is still written to'],
      ['warning log-deleted-open Planner /logs/big', 'deleted and 2 more, held open by pid 4712: 2.4 MiB on disk'],
      ['info log-orphan - /logs/old.log', 'belongs to no configured agent, and takes 0.0 MiB'],
      ['warning log-unread - /logs/closed', 'may not be read by fleetwatch'],
      ['info log-unread - /logs/away', 'is a link that leads out of the log directory, and is not followed'],
    ]);
    expect(findings?.every(({ risk, machine }) => risk === 'E' && machine === 'alpha')).toBe(true);
  });

  it.each([
    { title: 'rotated lately', changes: { rotatedAt: now / 1000 - 7 * 86_400 }, found: 0 },
    { title: 'last rotated long ago', changes: { rotatedAt: now / 1000 - 9 * 86_400 }, found: 1 },
    { title: 'never rotated', changes: {}, found: 1 },
  ])('a large log that was $title', async ({ changes, found }) => {
    const tally = { ...emptyTally, largestBytes: 3_000_000, largestFile: 'Planner.log' };
    const { findings } = await run(view([logs('Planner', { tally, ...changes })]));
    expect(findings).toHaveLength(found);
  });
});
