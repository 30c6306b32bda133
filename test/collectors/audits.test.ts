import { describe, expect, it } from 'vitest';
import type { AgentNeeds, MachineNeeds } from '../../src/audits/graph/view.js';
import type { AuditView } from '../../src/audits/watch.js';
import { auditsCollector } from '../../src/collectors/audits.js';
import type { Finding } from '../../src/finding.js';
import { agentNamed, collect } from './collect.js';

function needsOf(name: string, changes: Partial<AgentNeeds> = {}): AgentNeeds {
  const none = { needs: [], dependents: 0, blocks: 0, depth: 0, wave: 1, inCycle: false };
  return { agent: agentNamed(name), ...none, ...changes };
}

function finding(code: string, changes: Partial<Finding> = {}): Finding {
  const place = { kind: 'file', file: 'startup.yaml', line: 1, column: 1 } as const;
  return { code, risk: 'C', severity: 'error', place, message: '', why: '', remedy: '', machine: 'alpha', ...changes };
}

function view(changes: Partial<AuditView> = {}): AuditView {
  const needs: MachineNeeds = { agents: [needsOf('Planner')], cycles: 0 };
  return { findings: [], scriptsFound: new Set(['Planner']), scriptsLookedFor: true, needs, ...changes };
}

const run = (seen: AuditView) => collect(auditsCollector({ machine: 'alpha', look: async () => seen }));

const clean = Object.fromEntries(
  ['A', 'B', 'C', 'G'].flatMap((risk) =>
    ['error', 'warning', 'info'].map((severity) => [`fleet_audit_risk_findings risk=${risk} severity=${severity}`, 0]),
  ),
);

describe('audits', () => {
  it('have every series of an agent without findings, and say that they looked', async () => {
    const { samples, findings } = await run(view());
    expect(samples).toStrictEqual({
      'fleet_agent_script_found agent=Planner': 1,
      fleet_audit_scripts_looked_for: 1,
      ...clean,
      'fleet_agent_dependency_cycle agent=Planner': 0,
      'fleet_agent_dependents agent=Planner': 0,
      'fleet_agent_blocked_agents agent=Planner': 0,
      'fleet_agent_dependency_depth agent=Planner': 0,
      'fleet_agent_startup_wave agent=Planner': 1,
      fleet_machine_dependency_cycles: 0,
    });
    expect(findings).toEqual([]);
  });

  it('show whom an agent needs, on any machine, and who needs it', async () => {
    const needs = [agentNamed('Clock'), agentNamed('Hub', { machine: 'beta' })];
    const planner = needsOf('Planner', { needs, dependents: 3, blocks: 7, depth: 2, wave: 3 });
    const { samples } = await run(view({ needs: { agents: [planner], cycles: 0 } }));
    expect(samples).toMatchObject({
      'fleet_agent_dependency agent=Planner depends_on_machine=alpha depends_on=Clock': 1,
      'fleet_agent_dependency agent=Planner depends_on_machine=beta depends_on=Hub': 1,
      'fleet_agent_dependents agent=Planner': 3,
      'fleet_agent_blocked_agents agent=Planner': 7,
      'fleet_agent_dependency_depth agent=Planner': 2,
      'fleet_agent_startup_wave agent=Planner': 3,
    });
  });

  it('show members of a cycle, which have no wave', async () => {
    const planner = needsOf('Planner', { inCycle: true, wave: undefined });
    const { samples } = await run(view({ needs: { agents: [planner], cycles: 1 } }));
    expect(samples).toMatchObject({
      'fleet_agent_dependency_cycle agent=Planner': 1,
      'fleet_agent_startup_wave agent=Planner': 0,
      fleet_machine_dependency_cycles: 1,
    });
  });

  it('count findings by code, and by risk', async () => {
    const found = [
      finding('port-twice'),
      finding('port-twice'),
      finding('port-well-known'),
      finding('port-well-known', { severity: 'warning' }),
      finding('agent-differs', { risk: 'G', severity: 'info' }),
    ];
    const { samples, findings } = await run(view({ findings: found }));
    expect(samples).toMatchObject({
      'fleet_audit_findings code=port-twice risk=C severity=error': 2,
      'fleet_audit_findings code=port-well-known risk=C severity=error': 1,
      'fleet_audit_findings code=port-well-known risk=C severity=warning': 1,
      'fleet_audit_findings code=agent-differs risk=G severity=info': 1,
      'fleet_audit_risk_findings risk=C severity=error': 3,
      'fleet_audit_risk_findings risk=C severity=warning': 1,
      'fleet_audit_risk_findings risk=G severity=info': 1,
      'fleet_audit_risk_findings risk=A severity=error': 0,
    });
    expect(findings).toBe(found);
  });

  it('know a script that was not found from one that nobody could look for', async () => {
    const gone = await run(view({ scriptsFound: new Set() }));
    const unseen = await run(view({ scriptsFound: new Set(), scriptsLookedFor: false }));
    expect([gone, unseen].map(({ samples }) => samples['fleet_agent_script_found agent=Planner'])).toEqual([0, 0]);
    expect([gone, unseen].map(({ samples }) => samples.fleet_audit_scripts_looked_for)).toEqual([1, 0]);
  });

  it('write the same again while the fleet is the same, and anew with the next one', async () => {
    let seen = view();
    const collector = auditsCollector({ machine: 'alpha', look: async () => seen });
    const first = await collect(collector);
    seen = { ...seen, scriptsFound: new Set() };
    const second = await collect(collector);
    expect(second.samples).toEqual({ ...first.samples, 'fleet_agent_script_found agent=Planner': 0 });
    seen = view({ needs: { agents: [needsOf('Router', { dependents: 1 })], cycles: 0 } });
    const third = await collect(collector);
    expect(Object.keys(third.samples).filter((name) => name.includes('Planner'))).toEqual([]);
    expect(third.samples['fleet_agent_dependents agent=Router']).toBe(1);
  });
});
