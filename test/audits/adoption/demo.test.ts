import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adoptionAudit } from '../../../src/audits/adoption/audit.js';
import { loadFleet } from '../../../src/audits/load.js';
import { projectFiles } from '../../../src/audits/paths/projectFiles.js';
import { defaultAuditSettings } from '../../../src/audits/settings.js';

const demo = join(import.meta.dirname, '../../../examples/demo');

it('counts the demo fleet and lists its legacy agents, the most needed first', async () => {
  const sources = ['alpha', 'beta'].map((name) => ({
    name,
    startupFile: join(demo, name, 'startup_config.yaml'),
    agentsKey: undefined,
    projectRoot: join(demo, name),
    exporterPort: undefined,
  }));
  const { machines } = await loadFleet(sources, { variables: {} });
  const context = { machines, unread: [], settings: defaultAuditSettings, files: projectFiles() };
  const { findings, tables } = await adoptionAudit.audit(context);
  const rows = tables.flatMap((table) => table.rows);
  expect(rows.slice(0, 2)).toEqual([
    ['alpha', '40 of 54 on the base class, 14 legacy'],
    ['beta', '18 of 23 on the base class, 5 legacy'],
  ]);
  const needed = rows.slice(2).map(([, agent = '']) => Number(/needed by (\d+)/.exec(agent)?.[1] ?? 0));
  expect(needed).toHaveLength(19);
  expect(needed).toEqual([...needed].sort((a, b) => b - a));
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['adoption-legacy']));
});
