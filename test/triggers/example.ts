import type { Change } from '../../src/changes/model.js';
import type { ChangeRecord } from '../../src/changes/record.js';
import type { Runbook } from '../../src/runbooks/model.js';

/** A runbook of one's own, of which only names matter here. */
export const runbook: Runbook = {
  id: 'risk-e-rotation',
  title: 'Rotate logs',
  risk: 'E',
  kind: 'risk',
  issue: '',
  solution: '',
  impact: 6,
  complexity: 2,
  effortHours: 1,
  downtime: 'restarts',
  machines: 'each',
  dependencies: [],
  conflicts: [],
  parameters: [],
  steps: [],
  tests: [],
  rollback: [],
  risks: [],
  success: [],
  abort: [],
  bakeSeconds: 1800,
  file: 'runbooks/risks/risk-e-rotation.yaml',
  digest: 'd',
};

/** When the changes of these tests begin: Unix time in milliseconds. */
export const begunAt = Date.parse('2026-11-22T10:00:00Z');

/** An active change that alpha keeps. */
export function changeWith(parts: Partial<ChangeRecord>): ChangeRecord {
  return {
    id: 'c1',
    runbook,
    machine: 'alpha',
    mode: 'auto',
    touches: [{ machine: 'alpha', agent: 'planner' }],
    parameters: {},
    by: 'Ada',
    state: 'active',
    steps: [],
    baseline: { measuredAt: begunAt },
    begunAt,
    expiresAt: begunAt + 4 * 3_600_000,
    committedAt: undefined,
    endedAt: undefined,
    rollback: undefined,
    rollbackStartedAt: undefined,
    gate: undefined,
    values: {},
    machines: ['alpha', 'beta'],
    fleetAgents: 77,
    tasks: new Map(),
    approvedBy: undefined,
    heldBack: undefined,
    rolledBackByItself: false,
    rollbackEndedAt: undefined,
    rollbackReason: undefined,
    planned: undefined,
    ...parts,
  };
}

/** A book whose changes are given; requests are kept, and only the first of a change starts something. */
export function bookOf(...changes: readonly Change[]) {
  const requests: { change: string; who: string; via: string }[] = [];
  return {
    requests,
    changes: async () => changes,
    requestRollback: async (id: string, { who, via }: { who: string; via: string }) => {
      const change = changes.find((one) => one.id === id);
      if (change === undefined) return 'unknown' as const;
      if (change.state !== 'active' && change.state !== 'baking') return 'not-open' as const;
      if (requests.some((request) => request.change === id)) return 'duplicate' as const;
      requests.push({ change: id, who, via });
      return 'requested' as const;
    },
  };
}

/** An alert as Alertmanager's webhook has it (data version 4). */
export function webhookAlert(labels: Record<string, unknown>, parts: Record<string, unknown> = {}) {
  return {
    status: 'firing',
    labels: { alertname: 'FleetRollbackGate', action: 'rollback', ...labels },
    annotations: { summary: 'Change c1 does not pass its gate' },
    startsAt: '2026-11-22T10:05:00.123456789Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: 'f00d',
    ...parts,
  };
}

export function notificationOf(...alerts: readonly unknown[]): string {
  return JSON.stringify({ version: '4', groupKey: '{}', status: 'firing', receiver: 'rollback', alerts });
}
