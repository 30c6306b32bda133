import { expect, it } from 'vitest';
import { migrationList } from '../../src/adoption/migration.js';
import type { AdoptionState, AgentAdoption } from '../../src/adoption/model.js';

function adoption(machine: string, agent: string, state: AdoptionState): AgentAdoption {
  return { machine, agent, script: `${agent}.py`, state, class: undefined, chain: [], reason: '' };
}

it('lists legacy agents by how many depend on them, then by machine and name', () => {
  const dependents: Record<string, number> = { Reader: 1, Writer: 12, Sorter: 1, Keeper: 99, Filer: 50 };
  const list = migrationList(
    [
      adoption('beta', 'Reader', 'legacy'),
      adoption('beta', 'Keeper', 'adopted'),
      adoption('beta', 'Filer', 'unknown'),
      adoption('alpha', 'Sorter', 'legacy'),
      adoption('alpha', 'Reader', 'legacy'),
      adoption('beta', 'Writer', 'legacy'),
    ],
    (_, agent) => dependents[agent] ?? 0,
  );
  expect(list.map((entry) => `${entry.adoption.machine} ${entry.adoption.agent} ${entry.dependents}`)).toEqual([
    'beta Writer 12',
    'alpha Reader 1',
    'alpha Sorter 1',
    'beta Reader 1',
  ]);
});
