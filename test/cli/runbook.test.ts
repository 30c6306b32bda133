import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runbookLintCommand, runbookListCommand, runbookShowCommand } from '../../src/cli/runbook.js';
import { runbookRenderCommand } from '../../src/cli/runbookRender.js';
import { goodRunbook } from '../runbooks/goodRunbook.js';

let folder: string;
let output: string;
let problems: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbook-'));
  output = '';
  problems = [];
});
afterEach(() => rm(folder, { recursive: true }));

const around = {
  write: (text: string) => {
    output += text;
  },
  problem: (line: string) => problems.push(line),
};

const good = goodRunbook.replace('[risk-b]', '[risk-b-dependencies]');

async function put(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(join(folder, 'own'), { recursive: true });
  await writeFile(file, text);
  return file;
}

/** Settings that name a folder of runbooks of one's own. */
async function configured(): Promise<string> {
  const machines = ['alpha', 'beta'].map((name) => `{ name: ${name}, startup_file: ${name}.yaml }`).join(', ');
  return put('fleetwatch.yaml', `machines: [${machines}]\nchanges: { runbooks: own }\n`);
}

const lint = (given: Partial<Parameters<typeof runbookLintCommand>[0]>) =>
  runbookLintCommand({ files: [], format: 'text', ...given }, around);

describe('fleetwatch runbook lint', () => {
  it('finds nothing wrong with the bundled runbooks', async () => {
    expect(await lint({})).toBe(0);
    expect(output).toMatch(/^runbooks that can be used: \d+; errors: 0, warnings: 0, infos: 0\n$/);
  });

  it('says what is wrong with a file, and where, beside the bundled ones', async () => {
    const file = await put('every-key.yaml', good.replace('dependencies: []', 'dependencies: [risk-g-shema]'));
    expect(await lint({ files: [file] })).toBe(1);
    expect(output).toContain(
      `${file}:10:16: error: there is no runbook \`risk-g-shema\`, did you mean \`risk-g-schema\`?`,
    );
    expect(output).toContain('runbooks that can be used: 0; errors: 1');
  });

  it('says of a warning too by the exit code', async () => {
    const file = await put('every-key.yaml', good.replace('\n    undo: none', ''));
    expect(await lint({ files: [file], format: 'json' })).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      findings: [{ code: 'runbook-no-undo', line: 37 }],
      summary: { runbooks: 1 },
    });
  });

  it('cannot run without its file', async () => {
    expect(await lint({ files: [join(folder, 'none.yaml')] })).toBe(2);
  });

  it('looks at those of the settings', async () => {
    const config = await configured();
    await put('own/every-key.yaml', good.replace('impact: 8', 'impact: 80'));
    expect(await lint({ config })).toBe(1);
    expect(output).toContain('own/every-key.yaml:5:9: error');
  });

  it('cannot run with settings that cannot be used', async () => {
    expect(await lint({ config: await put('bad.yaml', 'machines: []\n') })).toBe(2);
    expect(problems.join()).toContain('bad.yaml:1:11');
  });
});

describe('fleetwatch runbook list', () => {
  it('names the runbooks that can be used, those of the settings too', async () => {
    const config = await configured();
    await put('own/every-key.yaml', good);
    expect(await runbookListCommand({ config, json: false }, around)).toBe(0);
    expect(output).toMatch(/^G {2}risk-g-schema +whole {2}/m);
    expect(output).toMatch(/^A {2}every-key +part {3}Uses every key there is$/m);
  });

  it('says which cannot', async () => {
    const config = await configured();
    await put('own/every-key.yaml', 'id: every-key\n');
    expect(await runbookListCommand({ config, json: true }, around)).toBe(1);
    expect(JSON.parse(output)).toContainEqual(expect.objectContaining({ id: 'risk-g-schema' }));
    expect(problems.join()).toContain('own/every-key.yaml:1:1: error: the file lacks');
  });
});

describe('fleetwatch runbook show', () => {
  it('prints its page, by id or file', async () => {
    expect(await runbookShowCommand({ runbook: 'risk-g-schema', json: false }, around)).toBe(0);
    expect(output).toMatch(/^# .*\n[\s\S]*\n## Steps\n[\s\S]*\n## Success\n/);
    output = '';
    const file = await put('every-key.yaml', good);
    expect(await runbookShowCommand({ runbook: file, json: true }, around)).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      id: 'every-key',
      steps: [{ id: 'keep' }, { id: 'edit' }, { id: 'tell' }],
    });
  });

  it('says that there is none of that name', async () => {
    expect(await runbookShowCommand({ runbook: 'risk-g-shema', json: false }, around)).toBe(2);
    expect(problems.join()).toContain('did you mean `risk-g-schema`?');
  });
});

describe('fleetwatch runbook render', () => {
  it('writes the guide, says what is not current, and brings it up to date', async () => {
    const given = { output: folder };
    expect(await runbookRenderCommand({ ...given, check: true }, around)).toBe(1);
    expect(output).toContain(`${folder}/README.md: not what the runbooks give\n`);
    expect(await readdir(folder)).toStrictEqual([]);
    expect(await runbookRenderCommand({ ...given, check: false }, around)).toBe(0);
    expect(await runbookRenderCommand({ ...given, check: true }, around)).toBe(0);

    output = '';
    await put('README.md', '# edited by hand\n');
    await put('gone.md', '# no runbook any more\n');
    expect(await runbookRenderCommand({ ...given, check: true }, around)).toBe(1);
    expect(output).toBe(
      `${folder}/README.md: not what the runbooks give\n${folder}/gone.md: not what the runbooks give\n`,
    );
    expect(await runbookRenderCommand({ ...given, check: false }, around)).toBe(0);
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toMatch(/^# Procedures\n/);
    expect(await readdir(folder)).not.toContain('gone.md');
  });

  it('says that it cannot write', async () => {
    const file = await put('a-file', '');
    expect(await runbookRenderCommand({ output: join(file, 'below'), check: false }, around)).toBe(2);
    expect(problems.join()).toContain('is not written');
  });
});
