import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/registry.js';
import type { Severity } from '../../src/finding.js';
import { findingsIn, fixtures, type Held } from './auditing.js';

/** Place and severity of the one defect in each fixture, with what it is held against. */
const defects: Record<string, [line: number, column: number, severity: Severity, held?: Held, beside?: string]> = {
  'project-root-missing': [1, 1, 'warning'],
  'script-missing': [12, 20, 'error'],
  'script-case': [12, 20, 'error'],
  'script-not-a-file': [12, 20, 'error'],
  'script-unreadable': [
    13,
    20,
    'error',
    { files: { isReadable: (path) => Promise.resolve(!path.endsWith('agents/planner.py')) } },
  ],
  'script-outside-root': [12, 20, 'error'],
  'script-prefix': [12, 20, 'warning'],
  'script-outside-prefixes': [12, 20, 'warning', { settings: { bootPrefixes: ['main_code/'] } }],
  'dependency-unresolved': [16, 22, 'error'],
  'dependency-self': [16, 32, 'error'],
  'dependency-duplicate': [16, 32, 'warning'],
  'dependency-other-machine': [11, 22, 'warning', {}, 'fleet.good.yaml'],
  'dependency-optional': [16, 22, 'warning'],
  'dependency-cycle': [10, 22, 'error'],
  'port-twice': [14, 26, 'error'],
  'port-derived-twice': [8, 26, 'warning'],
  'port-top-level': [17, 17, 'error'],
  'port-outside-range': [13, 13, 'warning'],
  'port-ephemeral': [14, 13, 'warning', { settings: { ephemeralPorts: { first: 8500, last: 60_999 } } }],
  'port-well-known': [13, 13, 'warning'],
  'agent-differs': [12, 5, 'info', {}, 'fleet.good.yaml'],
};

describe('a fixture with one defect', () => {
  it.each(Object.entries(defects))('%s', async (code, [line, column, severity, held, beside]) => {
    const file = code === 'project-root-missing' ? `without-project/${code}.bad.yaml` : `${code}.bad.yaml`;
    const found = await findingsIn(beside === undefined ? [file] : [beside, file], held);
    expect(found.map(({ code, severity, place }) => ({ code, severity, place }))).toEqual([
      { code, severity, place: { kind: 'file', file: `${fixtures}/${file}`, line, column } },
    ]);
  });

  it('exists for each code of an audit', () => {
    expect(Object.keys(defects).sort()).toEqual(
      audits.flatMap(({ codes, onRequest }) => (onRequest ? [] : codes)).sort(),
    );
  });
});

describe('a fixture without defects', () => {
  it('has no findings', async () => {
    const good = (await readdir(fixtures)).filter((name) => name.endsWith('.good.yaml'));
    expect(good).toContain('fleet.good.yaml');
    for (const name of good) expect(await findingsIn([name])).toEqual([]);
  });

  it('may have the same names and ports on two machines', async () => {
    expect(await findingsIn(['fleet.good.yaml', 'shared-names.good.yaml'])).toEqual([]);
  });
});
