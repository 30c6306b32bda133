import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adoptionCodes } from '../../src/adoption/codes.js';
import * as findings from '../../src/adoption/findings.js';
import type { FilePlace } from '../../src/finding.js';

const pages = join(import.meta.dirname, '../../docs/findings');
const subject = { machine: 'alpha', agent: 'Reader' };
const place: FilePlace = { kind: 'file', file: 'agent.py', line: 1, column: 1 };
const spot = { line: 1, column: 1 };

const all = [
  findings.legacy(subject, place, 'Reader', 'BaseAgent'),
  findings.noClass(subject, place, 'BaseAgent'),
  findings.unresolved(subject, place, 'Base', 'module base'),
  findings.otherBase(subject, place, 'BaseAgent', undefined),
  findings.baseMissing(subject, place, 'BaseAgent'),
  findings.scriptsMissing(subject, place, 1, 2),
  findings.fileProblem(subject, 'agent.py', { kind: 'syntax', message: 'x', spot }),
  findings.fileProblem(subject, 'agent.py', { kind: 'unreadable', message: 'x', spot }),
];

it('every code has its finding and its page, and no page is left over', () => {
  expect(all.map(({ code }) => code)).toEqual([...adoptionCodes]);
  const files = readdirSync(pages).filter((name) => name.startsWith('adoption-'));
  expect(files.sort()).toEqual(adoptionCodes.map((code) => `${code}.md`).sort());
});

it.each(all)('the page of $code tells its severity', ({ code, severity }) => {
  expect(readFileSync(join(pages, `${code}.md`), 'utf8')).toMatch(`# ${code}\n\nRisk D. Severity: ${severity}.`);
});

it('names from a file cannot write to a terminal', () => {
  const { message } = findings.legacy(subject, place, '\u001b[31mReader', 'BaseAgent');
  expect(message).toBe('`\\u{1b}[31mReader` does not inherit `BaseAgent`');
});
