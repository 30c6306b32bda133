import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from '../localStack.js';
import { catalogue } from './catalogue.js';
import { chosenFaults } from './chosen.js';
import { type PlayedAll, play } from './play.js';
import { outcomeTable } from './table.js';

const faults = chosenFaults(catalogue, process.env.FLEETWATCH_FAULTS);
const longestMinutes = 60;

describe('the fault catalogue under real Prometheus and Alertmanager', () => {
  let stack: LocalStack;
  let played: PlayedAll;

  beforeAll(async () => {
    stack = await LocalStack.start();
    await stack.until(
      'all agents are known',
      async () => (await stack.query('sum(fleet_agent_verdict{verdict!="unknown"})')) === 77,
      60,
    );
    played = await play(stack, faults);
    process.stdout.write(`\n${outcomeTable(played)}\n`);
  }, longestMinutes * 60_000);

  afterAll(async () => {
    await stack.remove();
  });

  it('names alerts that there are', async () => {
    const rules = new Set(await stack.alertNames());
    const named = catalogue.flatMap(({ expect }) => (expect === 'nothing' ? [] : [expect.alert]));
    expect(named.filter((alert) => !rules.has(alert))).toEqual([]);
  });

  it.each(faults.map((fault) => [fault.id, fault] as const))(
    '%s: one page, resolved when it is cleared',
    (_, fault) => {
      const outcome = played.faults.find((one) => one.fault === fault);
      expect(outcome?.problem).toBeUndefined();
      expect(outcome?.wrong).toEqual([]);
      expect(outcome?.pages).toBe(fault.expect === 'nothing' ? 0 : 1);
      if (fault.expect === 'nothing') return;
      expect(outcome?.secondsToPage).toBeLessThanOrEqual(fault.pageSeconds);
      expect(outcome?.secondsToResolve).toBeLessThanOrEqual(fault.resolveSeconds);
    },
  );

  it('brings no page that belongs to no fault', () => {
    expect(played.nobodys).toEqual([]);
  });

  it('ends and leaves nothing behind', async () => {
    expect(await stack.interrupt()).toBe(0);
    expect(await stack.leftProcesses()).toEqual([]);
  });
});
