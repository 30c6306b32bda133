import { describe, expect, it } from 'vitest';
import { fleetCollector } from '../../src/collectors/fleet.js';
import type { Finding } from '../../src/finding.js';
import { agentNamed, collect } from './collect.js';

function finding(changes: Partial<Finding>): Finding {
  return {
    code: 'port-conflict',
    risk: 'C',
    severity: 'error',
    place: { kind: 'file', file: 'startup.yaml', line: 1, column: 1 },
    message: 'two agents want port 7200',
    why: 'only one gets it',
    remedy: 'give one another port',
    machine: 'alpha',
    ...changes,
  };
}

const findings = [
  finding({}),
  finding({}),
  finding({ severity: 'warning' }),
  finding({ code: 'wrong-type', risk: 'G' }),
  finding({ machine: 'beta' }),
];

const collector = fleetCollector({
  machine: 'alpha',
  revision: () => 1,
  current: () => ({
    name: 'alpha',
    healthChecks: { intervalSeconds: 20, timeoutSeconds: 3.5, retries: 2, startPeriodSeconds: 60 },
    agents: [agentNamed('Planner'), agentNamed('Courier', { required: false, group: 'edge', port: 7300 })],
  }),
  findings: () => findings,
});

describe('fleet', () => {
  it('shows what should run, and how it is asked', async () => {
    const { samples } = await collect(collector);
    expect(samples).toMatchObject({
      fleet_machine_agents: 2,
      fleet_health_check_interval_seconds: 20,
      fleet_health_check_timeout_seconds: 3.5,
      fleet_health_check_retries: 2,
      fleet_health_check_start_period_seconds: 60,
      'fleet_agent_required agent=Planner': 1,
      'fleet_agent_required agent=Courier': 0,
      'fleet_agent_info agent=Planner group=core script_path=agents/planner.py port=7200 health_check_port=8200 required=true': 1,
      'fleet_agent_info agent=Courier group=edge script_path=agents/courier.py port=7300 health_check_port=8200 required=false': 1,
    });
  });

  it('counts the findings of its own machine by code and severity, and hands on all', async () => {
    const { samples, findings: given } = await collect(collector);
    expect(given).toStrictEqual(findings);
    expect(Object.entries(samples).filter(([name]) => name.startsWith('fleet_config_findings'))).toStrictEqual([
      ['fleet_config_findings code=port-conflict risk=C severity=error', 2],
      ['fleet_config_findings code=port-conflict risk=C severity=warning', 1],
      ['fleet_config_findings code=wrong-type risk=G severity=error', 1],
    ]);
  });
});
