import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bootOrder } from '../../src/simulator/boot-order.js';
import { demoMachines } from '../../src/simulator/machine.js';
import { type ConfiguredAgent, readStartupFile } from '../../src/simulator/startup-file.js';

const machines = demoMachines();
const agentsOn = new Map<string, ConfiguredAgent[]>();

function agents(machine: string): ConfiguredAgent[] {
  const found = agentsOn.get(machine);
  if (!found) throw new Error(`no machine ${machine}`);
  return found;
}

/** Ports as agents bind them: those on the base class add one next to the health port. Reserved for all, so any may move. */
function ports(agent: ConfiguredAgent): number[] {
  return [agent.port, agent.healthPort, agent.healthPort + 1];
}

beforeAll(async () => {
  for (const machine of machines) agentsOn.set(machine.name, await readStartupFile(machine));
});

describe('the demo fleet', () => {
  it('has 54 and 23 agents', () => {
    expect(machines.map(({ name }) => [name, agents(name).length])).toEqual([
      ['alpha', 54],
      ['beta', 23],
    ]);
  });

  it.each(machines.map(({ name }) => name))('gives each agent of %s its name, script and ports alone', (machine) => {
    const own = agents(machine);
    expect(new Set(own.map((agent) => agent.name)).size).toBe(own.length);
    expect(new Set(own.map((agent) => agent.script)).size).toBe(own.length);
    expect(new Set(own.flatMap(ports)).size).toBe(own.length * 3);
    expect(own.flatMap(ports).filter((port) => port < 5000 || port > 9000)).toEqual([]);
    expect(own.filter((agent) => agent.healthPort % 2 !== 0)).toEqual([]);
    expect(own.map((agent) => agent.script).filter((script) => !existsSync(script))).toEqual([]);
  });

  it('depends on one root, five levels deep and across machines', () => {
    const everywhere = new Set([...agents('alpha'), ...agents('beta')].map((agent) => agent.name));
    const unknown = [...agents('alpha'), ...agents('beta')].flatMap((agent) =>
      agent.dependencies.filter((name) => !everywhere.has(name)),
    );
    expect(unknown).toEqual([]);
    const order = bootOrder(agents('alpha'));
    expect(order.leftOut).toEqual([]);
    expect(order.waves[0]?.map((agent) => agent.name)).toEqual(['RailRegistry']);
    expect(order.waves.length).toBeGreaterThanOrEqual(6);
    expect(bootOrder([...agents('alpha'), ...agents('beta')]).leftOut).toEqual([]);
    const onAlpha = new Set(agents('alpha').map((agent) => agent.name));
    const onBeta = new Set(agents('beta').map((agent) => agent.name));
    const across = agents('beta').flatMap((agent) =>
      agent.dependencies.filter((name) => onAlpha.has(name) && !onBeta.has(name)),
    );
    expect(across.length).toBeGreaterThanOrEqual(3);
    expect([...onAlpha].filter((name) => onBeta.has(name))).toEqual(['VantageHub']);
  });

  it('carries the same base class on both machines', () => {
    const [alpha, beta] = machines.map(({ projectRoot }) =>
      [
        'base_agent',
        'agent_process',
        'http_answers',
        'json_text',
        'listening',
        'log_faults',
        'loop',
        'made_up',
        'patient_call',
        'reports',
        'serving',
        'stray_process',
        'zmtp',
        '__init__',
      ].map((module) => readFileSync(join(projectRoot, 'core', `${module}.py`), 'utf8')),
    );
    expect(beta).toEqual(alpha);
  });

  it('has adopted the base class on 40 and 18 agents', () => {
    const count = (machine: string) => {
      const scripts = agents(machine).map((agent) => agent.script);
      const run = spawnSync('python3', ['-c', countAdopted, ...scripts], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      return Number(run.stdout);
    };
    expect({ alpha: count('alpha'), beta: count('beta') }).toEqual({ alpha: 40, beta: 18 });
  });
});

/** Imports every script and asks Python itself whether a class in it inherits the base class. */
const countAdopted = `
import runpy, sys
sys.dont_write_bytecode = True
adopted = 0
for script in sys.argv[1:]:
    names = runpy.run_path(script, run_name='imported')
    from core.base_agent import BaseAgent
    own = [v for v in names.values() if isinstance(v, type) and v.__module__ == 'imported']
    adopted += any(issubclass(one, BaseAgent) for one in own)
print(adopted)
`;
