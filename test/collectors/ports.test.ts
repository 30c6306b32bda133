import { describe, expect, it } from 'vitest';
import { portsCollector } from '../../src/collectors/ports.js';
import type { Places } from '../../src/fleet/model.js';
import type { Holder, PortState, PortView, RoleView } from '../../src/sockets/portView.js';
import { agentNamed, collect } from './collect.js';

const router = agentNamed('Router');
const nc: Holder = { agent: undefined, process: { pid: 4711, startTicks: 99, command: 'nc' }, uid: 1000 };
/** 2026-11-22T10:00:00Z in Unix seconds. */
const now = 1_795_341_600;

const line = (at: number) => ({ kind: 'file', file: 'startup.yaml', line: at, column: 1 }) as const;
const places: Places = {
  file: () => line(1),
  machinePort: () => line(2),
  scriptPath: () => line(3),
  port: (_agent, key) => line(key === 'port' ? 4 : 5),
  dependency: () => line(6),
};

function role(name: 'port' | 'health_check_port' | 'http_health', state: PortState, holder?: Holder): RoleView {
  const derived = name === 'http_health';
  const key = derived ? 'health_check_port' : name;
  const port = { port: 7200, health_check_port: 8200, http_health: 8201 }[name];
  return { agent: router, role: name, key, port, address: '127.0.0.1', derived, state, holder };
}

function view(changes: Partial<PortView> = {}): PortView {
  return {
    roles: [role('port', 'listening'), role('health_check_port', 'listening'), role('http_health', 'unused')],
    rogue: [],
    unseen: 0,
    range: { size: 4001, used: 3, largestFree: 2200 },
    ephemeral: { size: 28_232, destinations: [], otherPorts: 7 },
    states: [{ state: 'established', family: 6, sockets: 3 }],
    ...changes,
  };
}

const run = (seen: PortView, startedAt: () => number | undefined = () => now - 301) =>
  collect(
    portsCollector({
      machine: 'alpha',
      look: async () => seen,
      limits: () => ({ places, startPeriodSeconds: 300, startedAt }),
      now: () => now * 1000,
    }),
  );

describe('ports', () => {
  it('have one state each, and room is counted', async () => {
    const { samples, findings } = await run(view());
    const states = Object.entries(samples).filter(([name]) => name.startsWith('fleet_agent_port_state'));
    expect(states).toHaveLength(15);
    expect(states.filter(([, value]) => value === 1).map(([name]) => name)).toEqual([
      'fleet_agent_port_state agent=Router role=port state=listening',
      'fleet_agent_port_state agent=Router role=health_check_port state=listening',
      'fleet_agent_port_state agent=Router role=http_health state=unused',
    ]);
    expect(samples).toMatchObject({
      fleet_port_rogue_listeners: 0,
      fleet_port_unseen_listeners: 0,
      fleet_port_range_ports: 4001,
      fleet_port_range_used_ports: 3,
      fleet_port_range_largest_free_ports: 2200,
      fleet_ephemeral_ports: 28_232,
      'fleet_ephemeral_used_ports destination=other': 7,
      'fleet_sockets state=established family=ipv6': 3,
    });
    expect(findings).toEqual([]);
  });

  it('that are wrong are told: where, who, and what to do', async () => {
    const { samples, findings } = await run(
      view({
        roles: [
          role('port', 'taken', nc),
          role('health_check_port', 'silent'),
          role('http_health', 'taken', { ...nc, agent: 'Planner' }),
        ],
        rogue: [
          { port: 7777, holder: nc },
          { port: 7778, holder: { agent: undefined, process: undefined, uid: 33 } },
        ],
        unseen: 1,
        range: { size: 4000, used: 3700, largestFree: 12 },
        ephemeral: { size: 1000, destinations: [{ destination: '192.0.2.1:6379', ports: 900 }], otherPorts: 0 },
      }),
    );
    expect(samples).toMatchObject({
      'fleet_agent_port_taken_info agent=Router role=port port=7200 holder=nc (pid 4711)': 1,
      'fleet_agent_port_taken_info agent=Router role=http_health port=8201 holder=agent Planner': 1,
      'fleet_port_rogue_info port=7777 holder=nc (pid 4711)': 1,
      'fleet_ephemeral_used_ports destination=192.0.2.1:6379': 900,
      fleet_port_rogue_listeners: 2,
      fleet_port_unseen_listeners: 1,
    });
    expect(
      findings?.map(({ code, severity, place, agent, message }) => [
        `${severity} ${code} ${agent ?? '-'} ${place.kind === 'file' ? place.line : `pid ${place.pid}`}`,
        message,
      ]),
    ).toEqual([
      ['error port-taken Router 4', '`port` 7200 is in the hands of nc (pid 4711)'],
      ['warning port-silent Router 5', 'nobody listens on `health_check_port` 8200, although the agent runs'],
      ['warning port-taken Router 5', '`http_health` 8201 is in the hands of agent Planner'],
      ['warning port-rogue - pid 4711', 'nc (pid 4711) listens on port 7777 of the range, which nothing assigns'],
      ['warning port-rogue - 1', 'a process of user 33 listens on port 7778 of the range, which nothing assigns'],
      ['warning port-range-full - 1', '300 of the 4000 ports of the range are free, 12 of them in a row'],
      [
        'warning ephemeral-exhaustion - 1',
        '900 of the 1000 ports for outgoing connections are used towards 192.0.2.1:6379',
      ],
    ]);
    expect(findings?.every(({ risk, machine }) => risk === 'C' && machine === 'alpha')).toBe(true);
  });

  it.each([
    { title: 'does not run', startedAt: undefined, found: 0 },
    { title: 'has just started', startedAt: now - 299, found: 0 },
    { title: 'has started long ago', startedAt: now - 300, found: 1 },
  ])('are silent of an agent that $title: $found findings', async ({ startedAt, found }) => {
    const silent = view({ roles: [role('port', 'silent')] });
    const { findings } = await run(silent, () => startedAt);
    expect(findings).toHaveLength(found);
  });

  it('that nothing assigns are shown up to twenty, and counted all', async () => {
    const rogue = Array.from({ length: 30 }, (_, index) => ({ port: 7000 + index, holder: nc }));
    const { samples, findings } = await run(view({ rogue }));
    expect(samples.fleet_port_rogue_listeners).toBe(30);
    expect(Object.keys(samples).filter((name) => name.startsWith('fleet_port_rogue_info'))).toHaveLength(20);
    expect(findings).toHaveLength(20);
  });
});
