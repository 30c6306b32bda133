import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type MigrateArguments, migrateCommand } from '../../src/cli/migrate.js';

/** 2026-11-22T10:18:49Z in milliseconds. */
const now = Date.UTC(2026, 10, 22, 10, 18, 49);
const agents = 'agent_groups: { core: { Lever: { script_path: a.py, port: 7000, health_check_port: 8000 } } }\n';
const old = `${agents}environment: { TOKEN: abc }\n`;
const current = `${agents}global_settings:\n  environment: { TOKEN: abc }\n`;

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-migrate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** Runs the command on files of a folder, as if in that folder. */
async function run(folder: string, files: readonly string[], changes: Partial<MigrateArguments> = {}) {
  let output = '';
  const problems: string[] = [];
  const code = await migrateCommand(
    { files: files.map((name) => join(folder, name)), check: false, json: false, ...changes },
    {
      environment: {},
      write: (text) => {
        output += text;
      },
      problem: (line) => problems.push(line),
      now: () => now,
    },
  );
  return { code, output: output.replaceAll(`${folder}/`, ''), problems };
}

describe('fleetwatch migrate', () => {
  it('shows what it does, does it, and keeps the former file', async () => {
    const folder = await folderOf({ 'f.yaml': old });
    const { code, output } = await run(folder, ['f.yaml']);
    expect(output).toBe(`\
--- f.yaml
+++ f.yaml (current layout)
@@ -1,2 +1,3 @@
 ${agents}-environment: …
+global_settings:
+  environment: …
f.yaml:2:1: \`environment\` moves into \`global_settings\`
f.yaml: migrated, the former file is f.yaml.20261122T101849Z.bak
`);
    expect(code).toBe(0);
    expect(await readFile(join(folder, 'f.yaml'), 'utf8')).toBe(current);
    expect(await readFile(join(folder, 'f.yaml.20261122T101849Z.bak'), 'utf8')).toBe(old);
  });

  it('does nothing the second time', async () => {
    const folder = await folderOf({ 'f.yaml': current });
    expect(await run(folder, ['f.yaml'])).toEqual({ code: 0, output: 'f.yaml: nothing to migrate\n', problems: [] });
    expect(await readdir(folder)).toEqual(['f.yaml']);
  });

  it('--check writes nothing, and says by its code whether there is something to do', async () => {
    const folder = await folderOf({ 'old.yaml': old, 'current.yaml': current });
    const { code, output } = await run(folder, ['current.yaml', 'old.yaml'], { check: true });
    expect(code).toBe(1);
    expect(output).toMatch(/^current\.yaml: nothing to migrate\n/);
    expect(output).toMatch(/old\.yaml: of an older layout, nothing was written\n$/);
    expect((await run(folder, ['current.yaml'], { check: true })).code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['current.yaml', 'old.yaml']);
  });

  it('tells what is left for a person', async () => {
    const text = `global_settings:\n  environment: { A: 1 }\n${agents}environment: { B: 2 }\n`;
    const folder = await folderOf({ 'f.yaml': text });
    const { code, output } = await run(folder, ['f.yaml']);
    expect(code).toBe(1);
    expect(output).toContain('f.yaml: nothing to migrate\nf.yaml:4:1: warning: `environment` is not migrated: ');
    expect(output).toContain('[migrate-by-hand, risk G]');
  });

  it('leaves other findings to check', async () => {
    const folder = await folderOf({ 'f.yaml': current.replace('7000,', '7000, required: "no",') });
    const { code, output } = await run(folder, ['f.yaml'], { check: true });
    expect(code).toBe(0);
    expect(output).toContain('[wrong-type, risk G]');
  });

  it.each([
    ['a file that is no YAML', { 'f.yaml': 'agent_groups: [\n' }, 'yaml-syntax'],
    ['a file that is not there', {}, 'file-unreadable'],
  ])('%s could not be migrated', async (_, files, code) => {
    const folder = await folderOf({ ...files, 'old.yaml': old });
    const result = await run(folder, ['f.yaml', 'old.yaml']);
    expect(result.code).toBe(2);
    expect(result.output).toContain(`[${code}, risk G]`);
    expect(await readFile(join(folder, 'old.yaml'), 'utf8')).toBe(current);
  });

  it('--json tells the same to programs', async () => {
    const folder = await folderOf({ 'f.yaml': old });
    const { code, output } = await run(folder, ['f.yaml'], { json: true, check: true });
    expect(code).toBe(1);
    const { files } = JSON.parse(output);
    expect(files).toEqual([
      {
        file: 'f.yaml',
        result: 'outdated',
        changes: [expect.objectContaining({ message: '`environment` moves into `global_settings`' })],
        findings: [],
        diff: expect.stringContaining('+  environment: …'),
      },
    ]);
    expect(output).not.toContain('abc');
  });
});

describe('the worked example', () => {
  it('does what its page says', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/migrate.md'), 'utf8');
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const folder = await folderOf({ 'startup_config.yaml': text });
    const sessions = [...page.matchAll(/```console\n\$ fleetwatch migrate (--check )?(\S+)\n([\s\S]*?)```/g)];
    expect(sessions).toHaveLength(2);
    for (const [, check, file = '', wanted] of sessions) {
      const { output } = await run(folder, [file], { check: check !== undefined });
      expect(output).toBe(wanted);
    }
  });
});
