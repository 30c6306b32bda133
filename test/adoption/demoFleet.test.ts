import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { migrationList } from '../../src/adoption/migration.js';
import type { AdoptionReport } from '../../src/adoption/model.js';
import { OutlineCache } from '../../src/adoption/project/outlineCache.js';
import { readAdoption } from '../../src/adoption/read.js';
import { readStartupFile } from '../../src/fleet/read.js';

const demo = join(import.meta.dirname, '../../examples/demo');

describe.each([
  { machine: 'alpha', adopted: 40, legacy: 14 },
  { machine: 'beta', adopted: 18, legacy: 5 },
])('the demo machine $machine', ({ machine, adopted, legacy }) => {
  const root = join(demo, machine);
  let report: AdoptionReport;

  beforeAll(async () => {
    const startup = await readStartupFile(
      { name: machine, startupFile: join(root, 'startup_config.yaml') },
      { variables: {} },
    );
    const agents = startup.machine?.agents ?? [];
    report = await readAdoption({ machine, startupFile: 'startup_config.yaml', root, agents }, new OutlineCache());
  });

  it(`has ${adopted} adopted and ${legacy} legacy agents`, () => {
    const count = (state: string): number => report.agents.filter((agent) => agent.state === state).length;
    expect([count('adopted'), count('legacy'), count('unknown')]).toEqual([adopted, legacy, 0]);
    expect(report.baseClass?.file).toBe(join(root, 'core/base_agent.py'));
  });

  it('is legacy where the script says so itself', () => {
    const findings = report.findings.map(({ code, agent }) => `${code} ${agent}`);
    const expected = report.agents.filter(({ state }) => state === 'legacy').map((a) => `adoption-legacy ${a.agent}`);
    expect(findings.sort()).toEqual(expected.sort());
  });

  it('runs in each script the class that is called like the agent', () => {
    const others = report.agents.filter((agent) => agent.class?.name !== agent.agent);
    expect(others).toEqual([]);
  });

  it('lists first whom most depend on', () => {
    const list = migrationList(report.agents, (_, agent) => agent.length);
    const counts = list.map(({ dependents }) => dependents);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(list).toHaveLength(legacy);
  });
});
