import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AlertmanagerRenderArguments, alertmanagerRenderCommand } from '../../src/cli/alertmanager.js';

const machines = 'machines: [{ name: alpha, startup_file: a.yaml }]\n';
const least = `${machines}alerting:
  receivers:
    oncall: { pagerduty: { routing_key_file: secrets/pagerduty } }
    chat: { slack: { api_url_file: /run/slack, channel: '#fleet' } }
    dead_mans_switch: { webhook: { url: 'https://alive.example.org/' } }
  escalation: []
`;

async function folderOf(settings: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-render-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'fleetwatch.yaml'), settings);
  return folder;
}

/** Runs the command on the settings of a folder; files are named from there. */
async function render(folder: string | undefined, given: Partial<AlertmanagerRenderArguments> = {}) {
  let output = '';
  let problems = '';
  const inside = (name: string | undefined) => (folder && name ? join(folder, name) : undefined);
  const code = await alertmanagerRenderCommand(
    {
      config: inside('fleetwatch.yaml'),
      output: inside(given.output),
      rules: inside(given.rules),
      check: given.check ?? false,
      json: given.json ?? false,
    },
    {
      write: (text) => {
        output += text;
      },
      problem: (line) => {
        problems += `${line}\n`;
      },
    },
  );
  const bare = (text: string) => (folder ? text.replaceAll(`${folder}/`, '') : text);
  return { code, output: bare(output), problems: bare(problems) };
}

describe('fleetwatch alertmanager render', () => {
  it('prints what is shipped when no settings are given', async () => {
    const { code, output, problems } = await render(undefined);
    expect(code).toBe(0);
    expect(output).toBe(await readFile('alertmanager/alertmanager.yml', 'utf8'));
    expect(problems).toContain('no receiver is configured');
  });

  it('writes the templates, then the configuration; the second time nothing', async () => {
    const folder = await folderOf(least);
    const { code, output } = await render(folder, { output: 'etc/alertmanager.yml' });
    expect({ code, output }).toEqual({
      code: 0,
      output: `\
etc/templates/chat.tmpl: written
etc/templates/mail.tmpl: written
etc/templates/pager.tmpl: written
etc/templates/words.tmpl: written
etc/alertmanager.yml: written
`,
    });
    expect(await readFile(join(folder, 'etc/alertmanager.yml'), 'utf8')).toContain(
      `routing_key_file: ${folder}/secrets/pagerduty\n`,
    );
    expect(await render(folder, { output: 'etc/alertmanager.yml' })).toMatchObject({ code: 0, output: '' });
    expect((await readdir(join(folder, 'etc'))).sort()).toEqual(['alertmanager.yml', 'templates']);
  });

  it('says to programs what it has written, and what is current', async () => {
    const folder = await folderOf(least);
    const given = { output: 'a.yml', rules: 'r.yml', json: true };
    const said = async (check: boolean) => {
      const { files }: { files: { file: string; standing: string }[] } = JSON.parse(
        (await render(folder, { ...given, check })).output,
      );
      return files.filter(({ file }) => !file.startsWith('templates/'));
    };
    const both = (standing: string) => ['a.yml', 'r.yml'].map((file) => ({ file, standing }));
    expect(await said(true)).toEqual(both('outdated'));
    expect(await said(false)).toEqual(both('written'));
    expect(await said(false)).toEqual(both('current'));
    const { configuration, templates } = JSON.parse((await render(folder, { json: true })).output);
    expect(configuration).toContain('receivers:');
    expect(Object.keys(templates)).toContain('templates/chat.tmpl');
  });

  it('leaves the mode of a file that is there', async () => {
    const folder = await folderOf(least);
    await writeFile(join(folder, 'a.yml'), 'old');
    await chmod(join(folder, 'a.yml'), 0o640);
    await render(folder, { output: 'a.yml' });
    expect((await stat(join(folder, 'a.yml'))).mode & 0o777).toBe(0o640);
    expect((await stat(join(folder, 'templates/chat.tmpl'))).mode & 0o777).toBe(0o644);
  });

  it('writes the rules of the ladder of the settings', async () => {
    const ladder = '  escalation: [{ after: 90s, to: night_watch }, { after: 2h, to: cto }]\n';
    const folder = await folderOf(`${machines}alerting:\n${ladder}`);
    expect(await render(folder, { rules: 'escalation.rules.yml' })).toMatchObject({
      code: 0,
      output: 'escalation.rules.yml: written\n',
    });
    const rules = await readFile(join(folder, 'escalation.rules.yml'), 'utf8');
    expect(rules.match(/escalation_to: \w+/g)).toEqual(['escalation_to: night_watch', 'escalation_to: cto']);
    expect(rules).toMatch(/>= 90\n[\s\S]*>= 7200\n/);
  });

  it('--check writes nothing, and says by its code what is not current', async () => {
    const folder = await folderOf(least);
    const check = { output: 'a.yml', rules: 'r.yml', check: true };
    expect((await render(folder, check)).code).toBe(1);
    expect(await readdir(folder)).toEqual(['fleetwatch.yaml']);
    await render(folder, { ...check, check: false });
    expect(await render(folder, check)).toMatchObject({ code: 0, output: '' });
    await writeFile(join(folder, 'templates/chat.tmpl'), 'edited');
    expect(await render(folder, check)).toMatchObject({
      code: 1,
      output: 'templates/chat.tmpl: not what the settings give\n',
    });
  });

  it('--check alone compares nothing', async () => {
    expect(await render(await folderOf(least), { check: true })).toEqual({
      code: 2,
      output: '',
      problems: '--check compares files: it needs --output or --rules\n',
    });
  });

  it('says which roles are nobody’s, and goes on', async () => {
    const { code, problems } = await render(await folderOf(least), { output: 'a.yml' });
    expect(code).toBe(0);
    expect(problems).toMatch(
      /^some roles are nobody's\nfleetwatch\.yaml:1:1: warning: nobody is `fallback`: its alerts go to `oncall` and `chat` together \[receiver-unset, risk F\]/,
    );
  });

  it('writes nothing by settings with findings', async () => {
    const folder = await folderOf(least.replace('chat:', 'chatt:'));
    const { code, output, problems } = await render(folder, { output: 'a.yml' });
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(problems).toContain('nothing is sent to `chatt`, did you mean `chat`? [receiver-unused, risk G]');
    expect(await readdir(folder)).toEqual(['fleetwatch.yaml']);
  });

  it('says why a file cannot be written, and leaves no draft', async () => {
    const folder = await folderOf(least);
    const { code, problems } = await render(folder, { output: 'fleetwatch.yaml/a.yml' });
    expect(code).toBe(2);
    expect(problems).toMatch(/templates\/chat\.tmpl is not written: E/);
    expect(await readdir(folder)).toEqual(['fleetwatch.yaml']);
  });
});
