import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { marked, type Token } from 'marked';
import { afterAll, describe, expect, it } from 'vitest';
import { runbookLintCommand } from '../../src/cli/runbook.js';
import { promtool } from '../prometheus/promtool.js';

/** The steps of docs/extending.md, done in a folder of their own with the rest of the project beside them. */
const page = readFileSync('docs/extending.md', 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'extending-'));
afterAll(() => rm(folder, { recursive: true }));

/** Code blocks in their order, without the indentation of the list in which they stand. */
function blocks(language: string): string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(page), (token: Token) => {
    if (token.type === 'code' && token.lang === language) found.push(`${token.text}\n`);
  });
  return found;
}

async function put(path: string, text: string | undefined): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text ?? '');
  return file;
}

const [collector, collectorTest] = blocks('ts');
const [rule, ruleTest, runbook] = blocks('yaml');

describe('a collector', async () => {
  await put('src/collectors/load.ts', collector);
  const test = await put('test/collectors/load.test.ts', collectorTest);
  for (const path of ['node_modules', 'src/exposition', 'src/cron.ts', 'test/collectors/collect.ts']) {
    await symlink(resolve(path), join(folder, path));
  }
  // The tests of the page become tests of this file.
  await import(test);
});

describe('an alert', () => {
  it('passes its tests', async () => {
    await put('prometheus/rules/load.rules.yml', rule);
    const file = await put('prometheus/tests/load.test.yml', ruleTest);
    await expect(promtool('test', 'rules', file)).resolves.toMatch(/SUCCESS/);
  });
});

describe('a runbook', () => {
  it('has nothing wrong with it', async () => {
    const file = await put('look-at-load.yaml', runbook);
    let output = '';
    const write = (text: string) => {
      output += text;
    };
    const around = { workingDirectory: folder, environment: {}, now: Date.now, problem: write, write };
    expect({ code: await runbookLintCommand({ files: [file], format: 'text' }, around), output }).toMatchObject({
      code: 0,
    });
  });
});

describe('the page', () => {
  it('names only files that are there, but for those of its example', () => {
    const named = [...page.matchAll(/`([a-z][\w-]*\/[\w./-]+)`/gi)].flatMap(([, path]) => path ?? []);
    const ofExample = named.filter((path) => /load/i.test(path));
    expect(ofExample.length).toBeGreaterThan(4);
    expect(named.filter((path) => !/load/i.test(path) && !existsSync(path))).toStrictEqual([]);
  });
});
