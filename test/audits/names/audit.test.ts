import { describe, expect, it } from 'vitest';
import { namesAudit } from '../../../src/audits/names/audit.js';
import { projectFiles } from '../../../src/audits/paths/projectFiles.js';
import { defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

const planner = {
  script_path: 'agents/planner.py',
  host: '10.0.0.1',
  port: 5000,
  health_check_port: 6000,
  required: true,
  dependencies: ['Registry', 'Clock'],
};

const machine = (name: string, group: string, entry: object) =>
  machineOf(JSON.stringify({ global_settings: {}, agent_groups: { [group]: { Planner: entry } } }), { name });

async function messages(...machines: ReturnType<typeof machine>[]): Promise<string[]> {
  const context = { machines, unread: [], settings: defaultAuditSettings, files: projectFiles() };
  const { findings } = await namesAudit.audit(context);
  return findings.map(({ machine: at, agent, severity, message }) => `${at}/${agent} ${severity}: ${message}`);
}

describe('the audit of names', () => {
  it.each([
    { name: 'the same', changes: {} },
    { name: 'another address', changes: { host: '10.0.0.2' } },
    { name: 'another order of dependencies', changes: { dependencies: ['Clock', 'Registry'] } },
  ])('is content with $name', async ({ changes }) => {
    expect(await messages(machine('a', 'core', planner), machine('b', 'edge', { ...planner, ...changes }))).toEqual([]);
  });

  it.each([
    { changes: { script_path: 'agents/other.py' }, said: '`script_path`' },
    { changes: { port: 5001 }, said: '`port`' },
    { changes: { health_check_port: 6001 }, said: '`health_check_port`' },
    { changes: { required: false }, said: '`required`' },
    { changes: { dependencies: ['Clock'], port: 5001 }, said: '`port`, `dependencies`' },
  ])('names what differs: $said', async ({ changes, said }) => {
    expect(await messages(machine('a', 'core', planner), machine('b', 'core', { ...planner, ...changes }))).toEqual([
      `b/Planner info: \`Planner\` also stands on \`a\`, line 1, with another ${said}`,
    ]);
  });

  it('compares every machine with the first', async () => {
    const other = { ...planner, required: false };
    const found = await messages(machine('a', 'g', planner), machine('b', 'g', other), machine('c', 'g', other));
    expect(found.map((message) => message.slice(0, 9))).toEqual(['b/Planner', 'c/Planner']);
  });
});
