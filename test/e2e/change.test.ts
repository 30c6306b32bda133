import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './localStack.js';
import { applyChange, fleetwatchOn, prepareChanges } from './playedChange.js';

describe('a change on the demo fleet, under real Prometheus and Alertmanager', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start(prepareChanges);
    await stack.untilKnown();
  });

  afterAll(async () => {
    await stack.remove();
  });

  const fleetwatch = (...words: readonly string[]) => fleetwatchOn(stack, ...words);
  const settingOf = (agent: string) => join(stack.runDirectory, 'fleet/alpha', `${agent}.setting`);
  const isThere = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );
  const isInState = async (change: string, state: string) =>
    (await stack.query(`fleet_change_state{change="${change}",state="${state}"}`)) === 1;
  const pagesOfChange = async (change: string) =>
    (await stack.pages())
      .filter(({ labels }) => labels.change === change)
      .map(({ status, labels }) => `${status} ${labels.alertname}`);

  async function applied(agent: string): Promise<string> {
    const id = await applyChange(stack, agent);
    expect(await isThere(settingOf(agent))).toBe(true);
    return id;
  }

  /** Takes the agent down; with the seconds until the change was rolled back and the agent is up again. */
  async function secondsToRecover(change: string, agent: string): Promise<number> {
    await stack.fault(agent, 'kill');
    const rolledBack = await stack.until('it is rolled back', () => isInState(change, 'rolled-back'), 120);
    const isUp = async () => (await stack.query(`fleet_agent_up{agent="${agent}"}`)) === 1;
    const up = await stack.until('the agent is up again', isUp, 60);
    expect(await isThere(settingOf(agent))).toBe(false);
    return rolledBack + up;
  }

  it('is rolled back by a trigger, and its agents are up again', async ({ annotate }) => {
    const agent = 'TrainTracker';
    const change = await applied(agent);
    expect(await stack.query(`fleet_change_baseline_healthy_agents{change="${change}"}`)).toBe(1);
    const seconds = await secondsToRecover(change, agent);
    await annotate(`from the fault to an agent that is up again: ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(60);

    const value = (promql: string) => stack.query(promql);
    expect(await value('fleet_rollbacks_total{machine="alpha",outcome="done"}')).toBe(1);
    expect(await value('sum(fleet_rollback_triggers_total{machine="alpha",result="requested"})')).toBe(1);
    expect(await value(`fleet_rollback_duration_seconds{change="${change}"}`)).toBeLessThan(60);
    expect(await value(`fleet_change_steps{change="${change}",standing="undone"}`)).toBe(1);
    await fleetwatch('journal', 'verify');
    const journal = await fleetwatch('journal', 'list', '--change', change);
    expect(journal).toMatch(/begun.*rollback-requested.*rollback-started.*rollback-ended/s);
    expect(journal).toContain('FleetRollbackAvailability');
  });

  it('has told on-call once, of the change and not of its agent', async () => {
    const change = (await stack.pages()).find(({ labels }) => labels.change !== undefined)?.labels.change ?? '';
    await stack.until('on-call hears that it is over', async () => (await pagesOfChange(change)).length > 1, 90);
    expect(await pagesOfChange(change)).toEqual([
      'firing FleetRollbackAvailability',
      'resolved FleetRollbackAvailability',
    ]);
    expect(await stack.pagesOf('TrainTracker')).toEqual([]);
  });

  it('is rolled back all the same when the webhook does not come through', async ({ annotate }) => {
    const agent = 'FareCalculator';
    const change = await applied(agent);
    // It is read for each notification: without it nothing is sent.
    const token = join(stack.runDirectory, 'token');
    await rename(token, `${token}.kept`);
    const seconds = await secondsToRecover(change, agent);
    await annotate(`by polling: ${seconds.toFixed(1)} s`);
    await rename(`${token}.kept`, token);
    expect(await fleetwatch('journal', 'list', '--change', change)).toContain('poll');
    expect(await stack.query('fleet_rollback_triggers_total{machine="alpha",via="poll",result="requested"}')).toBe(1);
    expect(await stack.query('fleet_rollbacks_total{machine="alpha",outcome="done"}')).toBe(2);
  });
});
