import { describe, expect, it } from 'vitest';
import type { AdoptionState } from '../../src/adoption/model.js';
import type { AdoptionView } from '../../src/adoption/watch.js';
import { adoptionCollector } from '../../src/collectors/adoption.js';
import type { Finding } from '../../src/finding.js';
import { unknownHealth } from '../../src/health/patient.js';
import type { Route } from '../../src/health/route.js';
import type { Verdict } from '../../src/health/verdict.js';
import { agentNamed, collect } from './collect.js';

const zeromq: Route = { protocol: 'zeromq', port: 8200 };
const tcp: Route = { protocol: 'tcp', port: 8200 };

interface Known {
  readonly state: AdoptionState;
  readonly verdict: Verdict;
  readonly route?: Route;
}

function collectorOf(agents: Readonly<Record<string, Known>>, changes: Partial<AdoptionView> = {}) {
  const view: AdoptionView = {
    stateOf: (agent) => agents[agent]?.state ?? 'unknown',
    brokenFiles: [],
    findings: [],
    readAt: 1_795_341_600,
    readSeconds: 0.25,
    ...changes,
  };
  return adoptionCollector({
    machine: 'alpha',
    agents: () => Object.keys(agents).map((name) => agentNamed(name)),
    health: (agent) => ({
      ...unknownHealth,
      verdict: agents[agent]?.verdict ?? 'unknown',
      route: agents[agent]?.route,
    }),
    look: () => Promise.resolve(view),
  });
}

describe('the adoption collector', () => {
  it('gives each agent one state out of its code and its answers', async () => {
    const { samples } = await collect(
      collectorOf({
        Modern: { state: 'adopted', verdict: 'healthy', route: zeromq },
        Mute: { state: 'adopted', verdict: 'unverified', route: tcp },
        Old: { state: 'legacy', verdict: 'degraded', route: zeromq },
        Blind: { state: 'legacy', verdict: 'unverified', route: tcp },
        New: { state: 'unknown', verdict: 'healthy', route: zeromq },
      }),
    );
    const ones = Object.entries(samples).flatMap(([name, value]) =>
      name.startsWith('fleet_agent_adoption ') && value === 1 ? [name.slice('fleet_agent_adoption '.length)] : [],
    );
    expect(ones).toEqual([
      'agent=Modern state=adopted',
      'agent=Mute state=adopted-but-silent',
      'agent=Old state=legacy-verified',
      'agent=Blind state=legacy-unverified',
      'agent=New state=unknown',
    ]);
    expect(samples['fleet_agent_adoption agent=Modern state=unknown']).toBe(0);
    expect(Object.keys(samples).filter((name) => name.startsWith('fleet_agent_adoption '))).toHaveLength(25);
  });

  it('follows the verdict from run to run', async () => {
    const agents: Record<string, Known> = { Modern: { state: 'adopted', verdict: 'healthy', route: zeromq } };
    const collector = collectorOf(agents);
    expect((await collect(collector)).samples['fleet_agent_adoption agent=Modern state=adopted']).toBe(1);
    agents.Modern = { state: 'adopted', verdict: 'unverified', route: tcp };
    expect((await collect(collector)).samples['fleet_agent_adoption agent=Modern state=adopted-but-silent']).toBe(1);
  });

  it('says when the code was read and which files are broken', async () => {
    const brokenFiles = [
      { file: 'agents/broken.py', problem: 'syntax' },
      { file: 'agents/locked.py', problem: 'unreadable' },
    ] as const;
    const { samples } = await collect(collectorOf({}, { brokenFiles }));
    expect(samples).toEqual({
      'fleet_adoption_broken_file_info file=agents/broken.py problem=syntax': 1,
      'fleet_adoption_broken_file_info file=agents/locked.py problem=unreadable': 1,
      fleet_adoption_broken_files: 2,
      fleet_adoption_read_timestamp_seconds: 1_795_341_600,
      fleet_adoption_read_duration_seconds: 0.25,
    });
  });

  it('names no more than fifty broken files, and counts all', async () => {
    const brokenFiles = Array.from({ length: 60 }, (_, index) => ({ file: `${index}.py`, problem: 'syntax' as const }));
    const { samples } = await collect(collectorOf({}, { brokenFiles }));
    expect(Object.keys(samples).filter((name) => name.includes('broken_file_info'))).toHaveLength(50);
    expect(samples.fleet_adoption_broken_files).toBe(60);
  });

  it('gives back the findings of the reading', async () => {
    const finding: Finding = {
      code: 'adoption-syntax-error',
      risk: 'D',
      severity: 'error',
      place: { kind: 'file', file: 'agents/broken.py', line: 3, column: 1 },
      message: 'this is not Python 3',
      why: 'Python refuses it',
      remedy: 'mend the line',
    };
    expect((await collect(collectorOf({}, { findings: [finding] }))).findings).toEqual([finding]);
  });
});
