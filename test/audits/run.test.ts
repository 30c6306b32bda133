import { describe, expect, it } from 'vitest';
import type { Audit } from '../../src/audits/audit.js';
import { projectFiles } from '../../src/audits/paths/projectFiles.js';
import { audits } from '../../src/audits/registry.js';
import { runAudits } from '../../src/audits/run.js';
import { defaultAuditSettings } from '../../src/audits/settings.js';
import type { Finding } from '../../src/finding.js';

const context = { machines: [], unread: [], settings: defaultAuditSettings, files: projectFiles() };

function finding(code: string): Finding {
  const place = { kind: 'file', file: 'f', line: 1, column: 1 } as const;
  return { code, risk: 'A', severity: 'error', place, message: '', why: '', remedy: '' };
}

const audit = (name: string, codes: readonly string[], covers?: readonly string[]): Audit => ({
  name,
  risk: 'A',
  codes,
  ...(covers === undefined ? {} : { covers }),
  audit: () => ({ findings: codes.map(finding), tables: [{ title: name, rows: [] }] }),
});

const exact = audit('exact', ['each-missing', 'root-missing'], ['some-missing']);
const rough = audit('rough', ['some-missing', 'other']);

describe('running audits', () => {
  it.each<{ name: string; of: readonly Audit[]; speaksOf?: (code: string) => boolean; found: readonly string[] }>([
    { name: 'one alone says all', of: [rough], found: ['some-missing', 'other'] },
    {
      name: 'what another says more exactly is left out',
      of: [exact, rough],
      found: ['each-missing', 'root-missing', 'other'],
    },
    { name: 'in either order', of: [rough, exact], found: ['other', 'each-missing', 'root-missing'] },
    {
      name: 'not where the other is reported in part only',
      of: [exact, rough],
      speaksOf: (code) => code !== 'root-missing',
      found: ['each-missing', 'root-missing', 'some-missing', 'other'],
    },
  ])('$name', async ({ of, speaksOf, found }) => {
    const outcomes = await runAudits(of, context, speaksOf);
    expect(outcomes.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(found);
    expect(outcomes).toHaveLength(of.length);
  });

  it('covers codes that other audits have', () => {
    const known = new Set(audits.flatMap(({ codes }) => codes));
    for (const { covers = [], codes } of audits) {
      expect(covers.filter((code) => !known.has(code) || codes.includes(code))).toEqual([]);
    }
  });
});
