import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './localStack.js';

/** Time for verdict, scrape, rule and notification together; on a quiet machine they take under 30 s. */
const pageSeconds = 90;

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

  it('pages once for a killed agent, by its name, and resolves when it is back', async () => {
    await stack.fault('TrainTracker', 'kill');
    await stack.until('the page arrives', async () => (await stack.pagesOf('TrainTracker')).length > 0, pageSeconds);
    expect(await stack.pagesOf('TrainTracker')).toEqual(['firing FleetAgentDown']);
    await stack.fault('TrainTracker', 'clear');
    await stack.until('the resolve follows', async () => (await stack.pagesOf('TrainTracker')).length > 1, pageSeconds);
    expect(await stack.pagesOf('TrainTracker')).toEqual(['firing FleetAgentDown', 'resolved FleetAgentDown']);
  });

  it('tells a hung agent, an imposter and an unhealthy agent apart, one page each', async () => {
    const faults = [
      ['PathAllocator', 'hang', 'FleetAgentHung'],
      ['DutyBalancer', 'imposter', 'FleetAgentImposter'],
      ['FareCalculator', 'unhealthy', 'FleetAgentUnhealthy'],
      ['StockInventory', 'garbage', 'FleetAgentInvalid'],
    ] as const;
    for (const [agent, fault] of faults) await stack.fault(agent, fault);
    for (const [agent, , alert] of faults) {
      await stack.until(`${agent} pages`, async () => (await stack.pagesOf(agent)).length > 0, pageSeconds);
      expect(await stack.pagesOf(agent)).toEqual([`firing ${alert}`]);
    }
    for (const [agent] of faults) await stack.fault(agent, 'clear');
    for (const [agent, , alert] of faults) {
      await stack.until(`${agent} resolves`, async () => (await stack.pagesOf(agent)).length > 1, pageSeconds);
      expect(await stack.pagesOf(agent)).toEqual([`firing ${alert}`, `resolved ${alert}`]);
    }
  });

  it('has paged about nothing else, but for agents that can never be verified', async () => {
    const faulty = ['TrainTracker', 'PathAllocator', 'DutyBalancer', 'FareCalculator', 'StockInventory'];
    const others = (await stack.pages()).filter(({ labels }) => !faulty.includes(labels.agent ?? ''));
    expect(others.filter(({ labels }) => labels.alertname !== 'FleetAgentUnverified')).toEqual([]);
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
