import { describe, expect, it } from 'vitest';
import { graphAudit } from '../../../src/audits/graph/audit.js';
import { projectFiles } from '../../../src/audits/paths/projectFiles.js';
import { type AuditSettings, defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

/** A machine of agents such as `Planner: [Registry]`. */
function machine(name: string, agents: Record<string, readonly string[]>) {
  const entries = Object.entries(agents).map(
    ([agent, needs], index) =>
      `  - { name: ${agent}, script_path: a.py, port: ${5000 + index}, health_check_port: ${6000 + 2 * index}, dependencies: [${needs.join(', ')}] }`,
  );
  return machineOf(`global_settings: {}\nthe_services:\n${entries.join('\n')}\n`, { name });
}

async function messages(
  machines: readonly ReturnType<typeof machine>[],
  { settings = {}, unread = [] }: { settings?: Partial<AuditSettings>; unread?: readonly string[] } = {},
) {
  const { findings } = await graphAudit.audit({
    machines,
    unread,
    settings: { ...defaultAuditSettings, ...settings },
    files: projectFiles(),
  });
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}

describe('the audit of dependencies', () => {
  it('names the nearest agent for an unknown name', async () => {
    expect(await messages([machine('m', { Registry: [], Planner: ['Registri', 'Nobody'] })])).toEqual([
      'error: `Planner` depends on `Registri`, which is no agent of the fleet, did you mean `Registry`?',
      'error: `Planner` depends on `Nobody`, which is no agent of the fleet',
    ]);
  });

  it('never proposes the agent itself', async () => {
    expect(await messages([machine('m', { Planner: ['Planer'] })])).toEqual([
      'error: `Planner` depends on `Planer`, which is no agent of the fleet',
    ]);
  });

  it('says nothing of unknown names while a machine is not known', async () => {
    expect(await messages([machine('m', { Planner: ['Nobody'] })], { unread: ['other'] })).toEqual([]);
  });

  it('names the other machine, and is content where the agent is declared as shared', async () => {
    const machines = [machine('a', { Hub: [] }), machine('b', { Display: ['Hub'] })];
    expect(await messages(machines)).toEqual(['warning: `Display` depends on `Hub`, which runs on `a` only']);
    expect(await messages(machines, { settings: { sharedAgents: new Set(['a/Hub']) } })).toEqual([
      'info: `Display` depends on `Hub`, which runs on `a` only',
    ]);
  });

  it('names the machine of an optional agent where it is another one', async () => {
    const optional = machineOf(
      'global_settings: {}\nthe_services: [{ name: Hub, script_path: a.py, port: 1, health_check_port: 2, required: false }]\n',
      { name: 'a' },
    );
    const machines = [optional, machine('b', { Display: ['Hub'] })];
    expect(await messages(machines, { settings: { sharedAgents: new Set(['a/Hub']) } })).toContain(
      'warning: `Display` is required and depends on `a/Hub`, which is not',
    );
  });

  it('tells in figures which agents matter most', async () => {
    const machines = [machine('a', { Hub: [], Clock: ['Hub'] }), machine('b', { Display: ['Clock'], Board: ['Hub'] })];
    const { tables } = await graphAudit.audit({
      machines,
      unread: [],
      settings: defaultAuditSettings,
      files: projectFiles(),
    });
    expect(tables[0]?.rows).toEqual([
      ['dependencies', '3 between 4 agents'],
      ['start-up', '3 waves'],
      ['deepest', 'Display: a chain of 2 must run before it'],
      ['most wanted', 'Hub: needed directly by 2'],
      ['most needed', 'Hub: 3 agents cannot work without it'],
    ]);
  });

  it('prints a circle over two machines with their names', async () => {
    const machines = [machine('a', { Hub: ['Display'] }), machine('b', { Display: ['Hub'] })];
    const settings = { sharedAgents: new Set(['a/Hub', 'b/Display']) };
    expect(await messages(machines, { settings })).toContain(
      'error: dependencies go in a circle: b/Display -> a/Hub -> b/Display',
    );
  });

  it('cuts a long circle in the middle', async () => {
    const agents = Object.fromEntries(
      Array.from({ length: 99 }, (_, at) => [`A${at + 100}`, [`A${((at + 1) % 99) + 100}`]]),
    );
    const [message = ''] = await messages([machine('m', agents)]);
    expect(message).toContain('A100 -> A101 -> ');
    expect(message).toContain(' -> … 80 more … -> A198 -> A100');
  });

  it('reports thousands of unknown names without looking for hints for ever', async () => {
    const needs = Array.from({ length: 3000 }, (_, index) => `Unknown${index}`);
    const agents = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`Known${index}`, [] as string[]]));
    expect(await messages([machine('m', { ...agents, Planner: needs })])).toHaveLength(3000);
  });
});
