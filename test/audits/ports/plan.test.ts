import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditedMachine } from '../../../src/audits/machine.js';
import { collisions } from '../../../src/audits/ports/collisions.js';
import { portConflicts } from '../../../src/audits/ports/plan/conflicts.js';
import { smallestCover } from '../../../src/audits/ports/plan/cover.js';
import { type PortChange, planPorts } from '../../../src/audits/ports/plan/plan.js';
import { proposePorts } from '../../../src/audits/ports/plan/proposal.js';
import { type AuditSettings, defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

const settings: AuditSettings = { ...defaultAuditSettings, portRange: { first: 5000, last: 5200 } };
const { derivedPorts } = settings;

interface Entry {
  readonly port: number;
  readonly healthCheckPort: number;
  readonly host: string;
}

function machine(entries: readonly Entry[], top: Record<string, number>, exporterPort?: number): AuditedMachine {
  const lines = entries.map(
    ({ port, healthCheckPort, host }, index) =>
      `  - { name: A${index}, script_path: a.py, port: ${port}, health_check_port: ${healthCheckPort}, host: ${host} }\n`,
  );
  const keys = Object.entries(top).map(([key, port]) => `${key}: ${port}\n`);
  return machineOf(`global_settings: {}\nthe_services:\n${lines.join('')}${keys.join('')}`, { exporterPort });
}

function applied(fleet: AuditedMachine, changes: readonly PortChange[]): AuditedMachine {
  const to = (agent: string | undefined, key: string, port: number) =>
    changes.find((change) => change.agent === agent && change.key === key)?.to ?? port;
  return {
    ...fleet,
    agents: fleet.agents.map((agent) => ({
      ...agent,
      port: to(agent.name, 'port', agent.port),
      healthCheckPort: to(agent.name, 'health_check_port', agent.healthCheckPort),
    })),
    machinePorts: fleet.machinePorts.map(({ key, port }) => ({ key, port: to(undefined, key, port) })),
  };
}

/** Ports so close that most fleets have several collisions. */
const port = fc.integer({ min: 5000, max: 5012 });
const entry = fc.record({
  port,
  healthCheckPort: port,
  host: fc.constantFrom('0.0.0.0', '0.0.0.0', '10.0.0.1', '10.0.0.2'),
});
const fleets = fc
  .tuple(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.option(port), fc.option(port))
  .map(([entries, bus, exporter]) =>
    machine(entries, bus === null ? {} : { error_bus_port: bus }, exporter === null ? undefined : exporter),
  );

describe('a plan for any fleet', () => {
  it('leaves no collision, and nobody on the port of the exporter', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { changes } = planPorts(fleet, settings);
        const after = applied(fleet, changes);
        expect(changes.every(({ to }) => to !== undefined)).toBe(true);
        expect(collisions(after, derivedPorts)).toEqual([]);
        for (const { port, healthCheckPort } of after.agents) {
          expect([port, healthCheckPort, healthCheckPort + 1]).not.toContain(fleet.exporterPort);
        }
      }),
    );
  });

  it('moves only to ports of the range that nobody has now', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const before = fleet.agents.flatMap(({ port, healthCheckPort }) => [
          port,
          healthCheckPort,
          healthCheckPort + 1,
        ]);
        for (const { key, to = 0 } of planPorts(fleet, settings).changes) {
          for (const each of key === 'health_check_port' ? [to, to + 1] : [to]) {
            expect(before).not.toContain(each);
            expect(each >= 5000 && each <= 5200).toBe(true);
          }
        }
      }),
    );
  });

  it('changes nothing where nothing collides', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { changes } = planPorts(fleet, settings);
        const { forced } = portConflicts(fleet, derivedPorts);
        expect(changes.length === 0).toBe(collisions(fleet, derivedPorts).length === 0 && forced.size === 0);
      }),
    );
  });
});

/** Size of a smallest cover, by trying all subsets. */
function smallest(edges: readonly (readonly [number, number])[], nodes: number): number {
  let best = nodes;
  for (let subset = 0; subset < 1 << nodes; subset++) {
    const size = [...Array(nodes).keys()].filter((node) => (subset >> node) & 1).length;
    if (size < best && edges.every(([a, b]) => ((subset >> a) | (subset >> b)) & 1)) best = size;
  }
  return best;
}

function coverOf(edges: readonly (readonly [number, number])[], nodes: number, dear: readonly number[] = []) {
  const against = Array.from({ length: nodes }, () => new Set<number>());
  for (const [a, b] of edges) {
    against[a]?.add(b);
    against[b]?.add(a);
  }
  return smallestCover(against, new Set(dear));
}

describe('a cover', () => {
  it('is a smallest one for any graph of up to ten nodes', () => {
    const node = fc.nat(9);
    const graphs = fc.array(
      fc.tuple(node, node).filter(([a, b]) => a !== b),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(graphs, (edges) => {
        const { nodes, isSmallest } = coverOf(edges, 10);
        expect(edges.every(([a, b]) => nodes.has(a) || nodes.has(b))).toBe(true);
        expect(isSmallest).toBe(true);
        expect(nodes.size).toBe(smallest(edges, 10));
      }),
    );
  });

  it('is a smallest one for chains of any length', () => {
    const edges = Array.from({ length: 10_000 }, (_, index) => [index, index + 1] as const);
    expect(coverOf(edges, 10_001)).toMatchObject({ isSmallest: true, nodes: { size: 5000 } });
  });

  it('says so where it may not be', () => {
    const edges = [...Array(30).keys()].flatMap((a) => [...Array(a).keys()].map((b) => [a, b] as const));
    const { nodes, isSmallest } = coverOf(edges, 30);
    expect(isSmallest).toBe(false);
    expect(nodes.size).toBe(29);
  });

  it('spares what is dear', () => {
    expect([...coverOf([[0, 1]], 2, [0]).nodes]).toEqual([1]);
    expect([...coverOf([[0, 1]], 2, [1]).nodes]).toEqual([0]);
  });
});

describe('a plan', () => {
  const at = (port: number, healthCheckPort: number): Entry => ({ port, healthCheckPort, host: '0.0.0.0' });

  it('moves an agent rather than a port of the machine', () => {
    const { changes } = planPorts(machine([at(5000, 5100)], { error_bus_port: 5000 }), settings);
    expect(changes).toMatchObject([{ agent: 'A0', key: 'port', from: 5000, to: 5001, place: { line: 3 } }]);
  });

  it('moves all but one where a crowd has one port', () => {
    const crowd = Array.from({ length: 70 }, (_, index) => at(5000, 10_000 + 2 * index));
    const plan = planPorts(machine(crowd, {}), settings);
    expect(plan).toMatchObject({ isSmallest: false });
    expect(plan.changes).toHaveLength(69);
  });

  it('says where no port is free', () => {
    const narrow = { ...settings, portRange: { first: 5000, last: 5001 } };
    const { changes } = planPorts(machine([at(5000, 6000), at(5000, 6002), at(5000, 6004)], {}), narrow);
    expect(changes.map(({ to }) => to)).toEqual([5001, undefined]);
  });
});

describe('a proposal', () => {
  it('gives ports that are free together with what is derived from them', () => {
    const fleet = machine([{ port: 5000, healthCheckPort: 5003, host: '0.0.0.0' }], {});
    expect(proposePorts(fleet, settings, 2)).toEqual([
      { port: 5001, healthCheckPort: 5005 },
      { port: 5002, healthCheckPort: 5007 },
    ]);
  });

  it('ends where the range does', () => {
    const narrow = { ...settings, portRange: { first: 5000, last: 5008 } };
    expect(proposePorts(machine([{ port: 9000, healthCheckPort: 9100, host: '0.0.0.0' }], {}), narrow, 9)).toHaveLength(
      3,
    );
  });
});
