import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AdoptionReport } from '../../src/adoption/model.js';
import { OutlineCache } from '../../src/adoption/project/outlineCache.js';
import { readAdoption } from '../../src/adoption/read.js';
import { agentOf, directoryOf, projectOf } from './machine.js';

const base = 'class BaseAgent:\n    pass\n';

function script(module: string, name: string): string {
  return `from ${module} import BaseAgent\n\nclass ${name}(BaseAgent):\n    pass\n\n${name}()\n`;
}

async function read(
  files: Readonly<Record<string, string>>,
  agents: Readonly<Record<string, string>>,
  home: readonly string[] = [],
): Promise<AdoptionReport & { readonly root: string }> {
  const root = await directoryOf(files);
  const configured = Object.entries(agents).map(([name, path], index) => agentOf(name, path, index + 1));
  const settings = { name: 'BaseAgent', files: home };
  return { ...(await readAdoption(projectOf(root, configured), new OutlineCache(), settings)), root };
}

function states({ agents }: AdoptionReport): Record<string, string> {
  return Object.fromEntries(agents.map(({ agent, state }) => [agent, state]));
}

function codes({ findings }: AdoptionReport): string[] {
  return findings.map(({ code, agent }) => `${code} ${agent ?? '-'}`);
}

const twoBases = {
  'core/base.py': base,
  'old/base.py': base,
  'one.py': script('core.base', 'One'),
  'two.py': script('core.base', 'Two'),
  'three.py': script('old.base', 'Three'),
};

describe('which class is the base class', () => {
  it('is the one that most agents inherit; another of the name leaves it open', async () => {
    const report = await read(twoBases, { One: 'one.py', Two: 'two.py', Three: 'three.py' });
    expect(states(report)).toEqual({ One: 'adopted', Two: 'adopted', Three: 'unknown' });
    expect(codes(report)).toEqual(['adoption-other-base Three']);
    expect(report.findings[0]?.place).toMatchObject({ file: join(report.root, 'old/base.py'), line: 1 });
    expect(report.baseClass).toMatchObject({ file: join(report.root, 'core/base.py'), line: 1 });
  });

  it('is nobody where two have as many agents each', async () => {
    const report = await read(twoBases, { One: 'one.py', Three: 'three.py' });
    expect(states(report)).toEqual({ One: 'unknown', Three: 'unknown' });
    expect(codes(report)).toEqual(['adoption-other-base One', 'adoption-other-base Three']);
  });

  it('is the one in the configured file, however few inherit it', async () => {
    const report = await read(twoBases, { One: 'one.py', Two: 'two.py', Three: 'three.py' }, ['old/base.py']);
    expect(states(report)).toEqual({ One: 'legacy', Two: 'legacy', Three: 'adopted' });
  });

  it('may be in several configured files', async () => {
    const agents = { One: 'one.py', Three: 'three.py' };
    const report = await read(twoBases, agents, ['old/base.py', 'core/base.py']);
    expect(states(report)).toEqual({ One: 'adopted', Three: 'adopted' });
    expect(report.findings).toEqual([]);
  });

  it('is missing where the configured file does not define it', async () => {
    const report = await read(twoBases, { One: 'one.py' }, ['one.py']);
    expect(codes(report)).toContain('adoption-base-missing -');
    expect(states(report)).toEqual({ One: 'legacy' });
  });

  it('has the name that is asked for', async () => {
    const root = await directoryOf({
      'core.py': 'class Worker:\n    pass\n',
      'one.py': 'from core import Worker\n\nclass One(Worker):\n    pass\n\nOne()\n',
    });
    const settings = { name: 'Worker', files: [] };
    const report = await readAdoption(projectOf(root, [agentOf('One', 'one.py')]), new OutlineCache(), settings);
    expect(states(report)).toEqual({ One: 'adopted' });
  });
});

describe('what cannot be read', () => {
  it('is one finding for all scripts that are not there', async () => {
    const report = await read(
      { 'core/base.py': base, 'one.py': script('core.base', 'One') },
      {
        Gone: 'gone.py',
        One: 'one.py',
        Lost: 'lost/agent.py',
      },
    );
    expect(states(report)).toEqual({ Gone: 'unknown', One: 'adopted', Lost: 'unknown' });
    expect(codes(report)).toEqual(['adoption-script-missing -']);
    expect(report.findings[0]?.message).toContain('2 of 3');
    expect(report.findings[0]?.place).toEqual({ kind: 'file', file: 'startup.yaml', line: 1, column: 3 });
  });

  it('is one finding for a project root that is not there', async () => {
    const report = await readAdoption(projectOf('/nowhere/at/all', [agentOf('One', 'one.py')]), new OutlineCache());
    expect(codes(report)).toEqual(['adoption-script-missing -']);
  });

  it('is one finding for a broken file, however many agents load it', async () => {
    const files = {
      'core/base.py': `${base}def broken(:\n`,
      'one.py': script('core.base', 'One'),
      'two.py': script('core.base', 'Two'),
    };
    const report = await read(files, { One: 'one.py', Two: 'two.py' });
    expect(states(report)).toEqual({ One: 'unknown', Two: 'unknown' });
    expect(codes(report)).toEqual(['adoption-syntax-error -']);
  });

  it('is a file over the limit', async () => {
    const report = await read({ 'one.py': '# x\n'.repeat(300_000) }, { One: 'one.py' });
    expect(states(report)).toEqual({ One: 'unknown' });
    expect(codes(report)).toEqual(['adoption-unreadable One']);
  });
});

describe('a name that leads nowhere', () => {
  it.each([
    { line: 'from core.base import BaseAgent as Base', told: '`BaseAgent` (module core/base.py)' },
    { line: 'from core.gone import Base', told: '`Base` (module core.gone)' },
    { line: 'from fleetlib import BaseAgent as Base', told: '`BaseAgent` (module fleetlib)' },
    { line: 'from .gone import Base', told: '`Base` (module .gone)' },
  ])('$line', async ({ line, told }) => {
    const files = { 'core/base.py': 'class Other: pass\n', 'one.py': `${line}\n\nclass One(Base): pass\n\nOne()\n` };
    const report = await read(files, { One: 'one.py' });
    expect(report.findings.map(({ message }) => message)).toEqual([
      `what ${told} stands for cannot be told from the project`,
    ]);
    expect(report.findings[0]?.place).toEqual({
      kind: 'file',
      file: join(report.root, 'one.py'),
      line: 3,
      column: 11,
    });
  });
});

describe('the project root', () => {
  const outside = { 'base.py': base, 'agent.py': script('base', 'Outside') };

  it.each([
    { title: 'a script behind ..', path: '../OUTSIDE/agent.py' },
    { title: 'a script behind a symbolic link', path: 'link.py' },
  ])('is not left for $title', async ({ path }) => {
    const elsewhere = await directoryOf(outside);
    const root = await directoryOf({ 'core/base.py': base });
    await symlink(join(elsewhere, 'agent.py'), join(root, 'link.py'));
    const scriptPath = path.replace('OUTSIDE', elsewhere.split('/').at(-1) ?? '');
    const report = await readAdoption(projectOf(root, [agentOf('One', scriptPath)]), new OutlineCache());
    expect(codes(report)).toEqual(['adoption-script-missing -']);
  });

  it.each([
    { title: 'a module behind a symbolic link', head: '', link: true },
    { title: 'a directory of sys.path', head: 'import sys\nsys.path.insert(0, "ELSEWHERE")\n', link: false },
    { title: 'a relative import', head: 'from ... import base\n', link: false },
  ])('is not left for $title', async ({ head, link }) => {
    const elsewhere = await directoryOf(outside);
    const root = await directoryOf({});
    if (link) await symlink(join(elsewhere, 'base.py'), join(root, 'base.py'));
    await writeFile(join(root, 'one.py'), head.replace('ELSEWHERE', elsewhere) + script('base', 'One'));
    const report = await readAdoption(projectOf(root, [agentOf('One', 'one.py')]), new OutlineCache());
    expect(codes(report)).toEqual(['adoption-unresolved One']);
  });

  it('may itself be reached through a symbolic link, and files are named by it', async () => {
    const real = await directoryOf({ 'one.py': 'class One:\n    pass\n\nOne()\n' });
    const root = join(await directoryOf({}), 'current');
    await symlink(real, root);
    const report = await readAdoption(projectOf(root, [agentOf('One', 'one.py')]), new OutlineCache());
    expect(report.findings[0]).toMatchObject({ code: 'adoption-legacy', place: { file: join(root, 'one.py') } });
  });
});
