import { describe, expect, it } from 'vitest';
import { pathsAudit } from '../../../src/audits/paths/audit.js';
import type { EntryKind, ProjectFiles } from '../../../src/audits/paths/projectFiles.js';
import { defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

const machine = (scripts: readonly string[], projectRoot: string) =>
  machineOf(
    scripts
      .map(
        (script, index) =>
          `    A${index}: { script_path: ${script}, port: 5${index}00, health_check_port: 6${index}00 }`,
      )
      .reduce((text, line) => `${text}${line}\n`, 'global_settings: {}\nagent_groups:\n  core:\n'),
    { projectRoot },
  );

/** A file system of nothing but these folders. */
const filesOf = (folders: Record<string, Record<string, EntryKind>>): ProjectFiles => ({
  list: (folder) =>
    Promise.resolve(folders[folder] === undefined ? 'missing' : new Map(Object.entries(folders[folder]))),
  realPath: (path) => Promise.resolve(path),
  isFile: () => Promise.resolve(true),
  isReadable: () => Promise.resolve(true),
});

const run = async (scripts: readonly string[], projectRoot: string, files: ProjectFiles) => {
  const machines = [machine(scripts, projectRoot)];
  const { findings, tables } = await pathsAudit.audit({ machines, unread: [], settings: defaultAuditSettings, files });
  return { found: findings.map(({ code, severity }) => `${severity} ${code}`), rows: tables[0]?.rows };
};

describe('the audit of script paths', () => {
  it('counts the scripts that are there', async () => {
    const files = filesOf({ '/p': { a: 'folder' }, '/p/a': { 'x.py': 'file' } });
    expect(await run(['a/x.py', 'a/x.py', 'a/y.py'], '/p', files)).toEqual({
      found: ['error script-missing'],
      rows: [['m', '2 of 3 found']],
    });
  });

  it.each([
    ['is not there', '/nowhere', 'error'],
    ['holds no first folder of any script', '/other', 'error'],
    ['is the folder of the start-up file by default', `${process.cwd()}/m`, 'warning'],
  ])('has one finding for a root that %s', async (_, root, severity) => {
    expect(await run(['a/x.py', 'b/y.py', 'b/z.py'], root, filesOf({ '/other': { music: 'folder' } }))).toEqual({
      found: [`${severity} project-root-missing`],
      rows: [['m', 'not looked for']],
    });
  });
});
