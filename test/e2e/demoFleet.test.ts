import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './localStack.js';

// That each fault has its one page is for the catalogue to show (test/e2e/faults).
describe('the demo fleet under real Prometheus and Alertmanager', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start();
  });

  afterAll(async () => {
    await stack.remove();
  });

  it('is watched whole: 54 + 23 agents, each with exactly one verdict, none down', async () => {
    await stack.until(
      'all agents are known',
      async () => (await stack.query('sum(fleet_agent_verdict{verdict!="unknown"})')) === 77,
      60,
    );
    expect(await stack.query('sum(fleet_machine_agents{machine="alpha"})')).toBe(54);
    expect(await stack.query('sum(fleet_machine_agents{machine="beta"})')).toBe(23);
    expect(await stack.query('count(sum by (machine, agent) (fleet_agent_verdict) == 1)')).toBe(77);
    expect(await stack.query('sum(fleet_agent_verdict{verdict=~"refused|hung|unhealthy|invalid|imposter"})')).toBe(0);
    await stack.until('each has one process', async () => (await stack.query('sum(fleet_agent_processes)')) === 77, 60);
  });

  it('serves the page that an alert links to', async () => {
    const response = await fetch(`${stack.urls.alpha}/runbooks/FleetAgentDown`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<h1>FleetAgentDown</h1>');
  });

  it('ends by Ctrl-C and leaves nothing behind', async () => {
    expect(await stack.interrupt()).toBe(0);
    expect(await stack.leftProcesses()).toEqual([]);
  });
});
