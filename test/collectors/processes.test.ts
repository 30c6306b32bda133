import { describe, expect, it } from 'vitest';
import { processesCollector } from '../../src/collectors/processes.js';
import type { AgentView } from '../../src/processes/watch.js';
import { agentNamed, collect } from './collect.js';

function view(changes: Partial<AgentView>): AgentView {
  return {
    agent: agentNamed('Planner'),
    processes: 1,
    zombies: 0,
    drift: false,
    restarts: 0,
    figures: undefined,
    ...changes,
  };
}

async function samplesOf(...views: AgentView[]) {
  const collector = processesCollector({ machine: 'alpha', scan: async () => views, gaps: () => 3 });
  return (await collect(collector)).samples;
}

const figures = {
  startSeconds: 1_700_000_000.25,
  cpuSeconds: 12.5,
  residentBytes: 4096,
  threads: 7,
  openFiles: 10,
  openFileLimit: 1024,
};

describe('processes', () => {
  it('has no figures of an agent that does not run, but the agent itself', async () => {
    expect(await samplesOf(view({ processes: 0, restarts: 5 }))).toStrictEqual({
      'fleet_agent_processes agent=Planner': 0,
      'fleet_agent_process_zombies agent=Planner': 0,
      'fleet_agent_process_drift agent=Planner': 0,
      'fleet_agent_restarts_total agent=Planner': 5,
      fleet_processes_unidentified: 3,
    });
  });

  it('shows an agent that was started twice by another script', async () => {
    expect(await samplesOf(view({ processes: 2, zombies: 1, drift: true, figures }))).toStrictEqual({
      'fleet_agent_processes agent=Planner': 2,
      'fleet_agent_process_zombies agent=Planner': 1,
      'fleet_agent_process_drift agent=Planner': 1,
      'fleet_agent_restarts_total agent=Planner': 0,
      'fleet_agent_process_start_time_seconds agent=Planner': 1_700_000_000.25,
      'fleet_agent_process_cpu_seconds_total agent=Planner': 12.5,
      'fleet_agent_process_resident_memory_bytes agent=Planner': 4096,
      'fleet_agent_process_threads agent=Planner': 7,
      'fleet_agent_process_open_fds agent=Planner': 10,
      'fleet_agent_process_max_fds agent=Planner': 1024,
      fleet_processes_unidentified: 3,
    });
  });

  it('leaves out what this user may not see', async () => {
    const samples = await samplesOf(view({ figures: { ...figures, openFiles: undefined, openFileLimit: undefined } }));
    expect(Object.keys(samples).filter((name) => name.includes('_fds'))).toStrictEqual([]);
  });
});
