import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, runCheck } from './checking.js';

const folder = join(root, '../shared/real-fleet');
const isThere = existsSync(folder);
const mainpc = join(folder, 'mainpc.startup_config.yaml');
const pc2 = join(folder, 'pc2.startup_config.yaml');

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly machine: string;
  readonly agent?: string;
  readonly message: string;
  readonly line: number;
}

describe.skipIf(!isThere)(`the real fleet${isThere ? '' : ' (skipped: ../shared/real-fleet is not there)'}`, () => {
  let findings: readonly Found[];
  let summary: Record<string, unknown>;
  const of = (code: string, machine?: string) =>
    findings.filter((finding) => finding.code === code && (machine === undefined || finding.machine === machine));

  beforeAll(async () => {
    const { output } = await runCheck({ files: [mainpc, pc2], format: 'json' });
    ({ findings, summary } = JSON.parse(output));
  });

  it('has 77 agents on two machines', () => {
    expect(summary).toMatchObject({ machines: 2, agents: 77, not_audited: [] });
  });

  it('has the circle and the bus port as its only errors', () => {
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      [
        'dependency-cycle',
        'dependencies go in a circle: StreamingInterruptHandler -> StreamingTTSAgent -> TTSService -> StreamingInterruptHandler',
      ],
      ['port-top-level', 'top-level `error_bus_port` 7150 is also `port` of `VisionProcessingAgent`, line 57'],
    ]);
  });

  it('has no port configured twice, and 21 and 10 derived collisions, each between two agents and once', () => {
    expect(of('port-twice')).toEqual([]);
    for (const [machine, count] of [
      ['mainpc', 21],
      ['pc2', 10],
    ] as const) {
      const pairs = of('port-derived-twice', machine).map(({ message }) =>
        [...message.matchAll(/ of `(\w+)`/g)]
          .map(([, agent]) => agent)
          .sort()
          .join(' '),
      );
      expect(pairs).toHaveLength(count);
      expect(new Set(pairs).size).toBe(count);
      for (const pair of pairs) expect(pair).toMatch(/^\w+ \w+$/);
    }
  });

  it('has four ports outside of the range', () => {
    const ports = of('port-outside-range').map(({ machine, message }) => `${machine} ${/\d+/.exec(message)?.[0]}`);
    expect(ports).toEqual(['mainpc 26002', 'mainpc 27002', 'mainpc 9100', 'pc2 9100']);
  });

  it('has no unresolved name, and no dependency on the other machine', () => {
    expect([...of('dependency-unresolved'), ...of('dependency-other-machine')]).toEqual([]);
  });

  it('lacks `global_settings` on one machine, and settings stand where they stood before', () => {
    expect(of('global-settings-missing').map(({ machine }) => machine)).toEqual(['pc2']);
    expect(of('settings-outside-global')).toHaveLength(3);
  });

  it('has one finding a machine for scripts that are not here', () => {
    expect(of('project-root-missing').map(({ machine, severity }) => `${machine} ${severity}`)).toEqual([
      'mainpc warning',
      'pc2 warning',
    ]);
  });

  it('has one agent on both machines, which differs', () => {
    expect(of('agent-differs').map(({ agent, severity }) => `${agent} ${severity}`)).toEqual(['ObservabilityHub info']);
  });

  it('has nothing else', () => {
    const codes = new Map<string, number>();
    for (const { code } of findings) codes.set(code, (codes.get(code) ?? 0) + 1);
    expect(Object.fromEntries(codes)).toEqual({
      ...{ 'port-derived-twice': 31, 'port-outside-range': 4, 'port-well-known': 2, 'port-top-level': 1 },
      ...{ 'dependency-cycle': 1, 'project-root-missing': 2, 'agent-differs': 1 },
      ...{ 'global-settings-missing': 1, 'settings-outside-global': 3 },
    });
  });
});
