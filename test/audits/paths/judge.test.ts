import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearestNames } from '../../../src/audits/nearestName.js';
import { judgeScript, type Project, type ScriptStanding } from '../../../src/audits/paths/judge.js';
import { projectFiles } from '../../../src/audits/paths/projectFiles.js';

let folder: string;
let project: Project;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fleetwatch-paths-')));
  const root = join(folder, 'root');
  await mkdir(join(root, 'agents/deep'), { recursive: true });
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(root, 'agents/planner.py'), '');
  await writeFile(join(root, 'agents/deep/desk.py'), '');
  await writeFile(join(folder, 'elsewhere/stray.py'), '');
  await symlink('planner.py', join(root, 'agents/inner.py'));
  await symlink('../../elsewhere/stray.py', join(root, 'agents/outer.py'));
  await symlink('../elsewhere', join(root, 'outside'));
  await symlink('nothing.py', join(root, 'agents/dangling.py'));
  await symlink('loop.py', join(root, 'agents/loop.py'));
  await symlink(root, join(folder, 'link-to-root'));
  project = { root, realRoot: root, files: projectFiles(), nearest: nearestNames() };
});

afterAll(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const missing = (level: number, nearest?: string): ScriptStanding => ({ kind: 'missing', level, nearest });

const cases: [path: string, standing: ScriptStanding][] = [
  ['agents/planner.py', { kind: 'found' }],
  ['./agents//planner.py', { kind: 'found' }],
  ['agents/deep/../planner.py', { kind: 'found' }],
  ['agents/inner.py', { kind: 'found' }],
  ['agents/planer.py', missing(1, 'agents/planner.py')],
  ['agent/planner.py', missing(0, 'agents')],
  ['services/planner.py', missing(0)],
  ['agents/planner.py/deeper.py', missing(2)],
  ['agents/dangling.py', missing(1)],
  ['agents/loop.py', missing(1)],
  ['agents/\0.py', missing(1)],
  [`agents/${'x'.repeat(5000)}.py`, missing(1)],
  ['Agents/Deep/Desk.PY', { kind: 'case', right: 'agents/deep/desk.py' }],
  ['agents', { kind: 'not-a-file' }],
  ['agents/deep/', { kind: 'not-a-file' }],
  ['.', { kind: 'not-a-file' }],
  ['', { kind: 'not-a-file' }],
  ['/etc/passwd', { kind: 'outside', how: 'absolute' }],
  ['../elsewhere/stray.py', { kind: 'outside', how: 'parent' }],
  ['agents/../../elsewhere/stray.py', { kind: 'outside', how: 'parent' }],
  ['..', { kind: 'outside', how: 'parent' }],
  ['agents/outer.py', { kind: 'outside', how: 'link' }],
  ['outside/stray.py', { kind: 'outside', how: 'link' }],
];

describe('a script path', () => {
  it.each(cases)('%j', async (path, standing) => {
    expect(await judgeScript(project, path)).toEqual(standing);
  });

  it('is judged the same where the root is a symbolic link', async () => {
    const linked = { ...project, root: join(folder, 'link-to-root') };
    expect(await judgeScript(linked, 'agents/inner.py')).toEqual({ kind: 'found' });
    expect(await judgeScript(linked, 'agents/outer.py')).toEqual({ kind: 'outside', how: 'link' });
  });

  it('is unreadable where a folder on the way is', async () => {
    const files = { ...project.files, list: () => Promise.resolve('denied' as const) };
    expect(await judgeScript({ ...project, files }, 'agents/planner.py')).toEqual({
      kind: 'unreadable',
      path: project.root,
    });
  });
});
