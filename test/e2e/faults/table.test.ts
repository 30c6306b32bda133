import { expect, it } from 'vitest';
import { outcomeTable } from './table.js';

it('shows what came, what did not, and what should not have', () => {
  const fault = {
    id: 'kill alpha/A',
    machine: 'alpha',
    agent: 'A',
    make: { by: 'simulator', fault: 'kill' },
    expect: { alert: 'FleetAgentDown', severity: 'critical', names: 'agent' },
    pageSeconds: 60,
    resolveSeconds: 60,
    quick: true,
  } as const;
  const phase = {
    what: 'both fail',
    acts: [],
    brings: ['firing critical FleetAgentDown alpha/A'],
    seconds: 60,
  } as const;
  const combination = { id: 'root and dependent', phases: [phase], quick: true };
  const table = outcomeTable({
    faults: [
      { fault, secondsToPage: 21.4, secondsToResolve: undefined, pages: 1, wrong: ['firing x'], problem: undefined },
    ],
    phases: [
      { combination, phase, seconds: undefined, missing: [phase.brings[0]], wrong: [], problem: 'no such agent' },
    ],
    nobodys: ['firing y'],
    left: [],
    strangers: 77,
    minutes: 1.2,
  });
  expect(table).toBe(
    [
      '| fault        | alert                     | to page | pages | wrong | to resolve |',
      '| ------------ | ------------------------- | ------- | ----- | ----- | ---------- |',
      '| kill alpha/A | FleetAgentDown (critical) | 21 s    | 1     | 1     | -          |',
      '',
      '| combination        | phase     | brings                                 | within | wrong |',
      '| ------------------ | --------- | -------------------------------------- | ------ | ----- |',
      '| root and dependent | both fail | firing critical FleetAgentDown alpha/A | -      | 0     |',
      '',
      '1 faults and 1 phases in 1 minutes; wrong: 4',
      '- kill alpha/A: also firing x',
      '- root and dependent, both fail: no such agent',
      '- root and dependent, both fail: did not come in time: firing critical FleetAgentDown alpha/A',
      '- of no fault: firing y',
      '- 77 agents of other simulated fleets ran on this machine, and may have disturbed',
    ].join('\n'),
  );
});
