import { describe, expect, it } from 'vitest';
import { processDriftCollector } from '../../src/collectors/processDrift.js';
import type { ProcessDrift, UnconfiguredProcess } from '../../src/processes/drift.js';
import type { ProcessStat } from '../../src/system/processStat.js';
import { agentNamed, collect } from './collect.js';

function stat(pid: number): ProcessStat {
  const ticks = { startTicks: 100 * pid, userTicks: 0, systemTicks: 0 };
  return {
    pid,
    command: 'python3',
    state: 'sleeping',
    parentPid: 1,
    threads: 1,
    virtualBytes: 1,
    residentPages: 1,
    ...ticks,
  };
}

const stray = (pid: number, changes: Partial<UnconfiguredProcess> = {}): UnconfiguredProcess => ({
  stat: stat(pid),
  script: `tools/${pid}.py`,
  portOf: undefined,
  ...changes,
});

const run = (seen: ProcessDrift) => collect(processDriftCollector({ machine: 'alpha', look: async () => seen }));

describe('process drift', () => {
  it('has every agent, also those that do not run', async () => {
    const agents = [
      { agent: agentNamed('Planner'), stat: stat(10), ports: [] },
      { agent: agentNamed('Router'), stat: undefined, ports: [] },
    ];
    const { samples, findings } = await run({ agents, unconfigured: [] });
    expect(samples).toStrictEqual({
      'fleet_agent_port_drift agent=Planner': 0,
      'fleet_agent_port_drift agent=Router': 0,
      fleet_unconfigured_processes: 0,
    });
    expect(findings).toEqual([]);
  });

  it('shows the ports with which an agent was started, where they are others', async () => {
    const ports = [{ role: 'health_check_port', started: 8999, configured: 8200 } as const];
    const agents = [{ agent: agentNamed('Planner'), stat: stat(10), ports }];
    const { samples, findings } = await run({ agents, unconfigured: [] });
    expect(samples).toMatchObject({
      'fleet_agent_port_drift agent=Planner': 1,
      'fleet_agent_started_port agent=Planner role=health_check_port': 8999,
    });
    expect(findings).toMatchObject([
      {
        code: 'process-port-drift',
        agent: 'Planner',
        place: { kind: 'process', pid: 10, startTimeTicks: 1000 },
        message: '`Planner` was started with `health_check_port` 8999, and 8200 is configured',
      },
    ]);
  });

  it('names processes that no start-up file knows', async () => {
    const { samples, findings } = await run({ agents: [], unconfigured: [stray(7), stray(8, { portOf: 'Planner' })] });
    expect(samples).toStrictEqual({
      fleet_unconfigured_processes: 2,
      'fleet_unconfigured_process_info script=tools/7.py pid=7 port_of=': 1,
      'fleet_unconfigured_process_info script=tools/8.py pid=8 port_of=Planner': 1,
    });
    expect(findings?.map(({ code, message }) => [code, message])).toEqual([
      ['process-unconfigured', '`tools/7.py` runs as an agent, and no start-up file knows it'],
      ['process-unconfigured', '`tools/8.py` runs as an agent, on a port of `Planner`, and no start-up file knows it'],
    ]);
  });

  it('counts all of them, and shows no more than 20', async () => {
    const many = Array.from({ length: 50 }, (_, index) => stray(index + 1));
    const { samples } = await run({ agents: [], unconfigured: many });
    expect(samples.fleet_unconfigured_processes).toBe(50);
    expect(Object.keys(samples).filter((name) => name.includes('_info'))).toHaveLength(20);
  });
});
