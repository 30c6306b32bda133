import { describe, expect, it } from 'vitest';
import { type AgentKeys, readyKeysCollector } from '../../src/collectors/readyKeys.js';
import { agentNamed, collect } from './collect.js';

async function samplesOf(keys: ReadonlyMap<string, AgentKeys> | undefined) {
  const asked: string[] = [];
  const collector = readyKeysCollector({
    machine: 'alpha',
    agents: () => [agentNamed('Planner'), agentNamed('Courier')],
    read: async (names) => {
      asked.push(...names);
      return keys;
    },
  });
  return { asked, samples: (await collect(collector)).samples };
}

describe('ready_keys', () => {
  it('shows which keys each agent has left', async () => {
    const { asked, samples } = await samplesOf(
      new Map([
        ['Planner', { ready: true, shutdown: false }],
        ['Courier', { ready: false, shutdown: true }],
      ]),
    );
    expect(asked).toStrictEqual(['Planner', 'Courier']);
    expect(samples).toStrictEqual({
      fleet_redis_reachable: 1,
      'fleet_agent_ready_key agent=Planner': 1,
      'fleet_agent_shutdown_key agent=Planner': 0,
      'fleet_agent_ready_key agent=Courier': 0,
      'fleet_agent_shutdown_key agent=Courier': 1,
    });
  });

  it('says nothing of any agent while Redis does not answer', async () => {
    expect((await samplesOf(undefined)).samples).toStrictEqual({ fleet_redis_reachable: 0 });
  });
});
