import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/registry.js';
import { startupCodes } from '../../src/check/startupCodes.js';
import { runbookCodes } from '../../src/runbooks/problems/problem.js';
import { root } from './checking.js';

const pages = join(root, 'docs/findings');
const known = [...startupCodes, ...audits.flatMap(({ codes }) => codes)];

/** Codes of findings in the source: what stands in quotes after `code:`, also in a choice between two. */
async function codesInSource(): Promise<Set<string>> {
  const source = join(root, 'src');
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('simulator'),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(source, file), 'utf8')));
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\bcode: (.*)/g)].flatMap(([, rest = '']) =>
        [...rest.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].flatMap(([, code]) => code ?? []),
      ),
    ),
  );
}

async function pageNames(): Promise<string[]> {
  return (await readdir(pages)).filter((name) => name !== 'README.md').map((name) => name.replace(/\.md$/, ''));
}

describe('pages on findings', () => {
  it('exist for every code, and for nothing else', async () => {
    const codes = new Set([...known, ...runbookCodes, ...(await codesInSource())]);
    expect((await pageNames()).sort()).toEqual([...codes].sort());
  });

  it('are listed', async () => {
    const index = await readFile(join(pages, 'README.md'), 'utf8');
    for (const code of known) expect(index).toContain(`| [${code}](${code}.md) |`);
  });

  it.each(known)('%s says what, why, how to mend and how to accept it', async (code) => {
    const page = await readFile(join(pages, `${code}.md`), 'utf8');
    expect(page).toMatch(new RegExp(`^# ${code}\n\nRisk [A-H]\\. Severity: (error|warning|info)`));
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Why', 'How to mend it', 'How to accept it for now']);
  });
});

it('knows no code twice', () => {
  expect(new Set(known).size).toBe(known.length);
});
