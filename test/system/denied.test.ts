import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyUnreadable } from '../../src/system/access.js';
import { readCommandLine } from '../../src/system/commandLine.js';
import { readEnvironment } from '../../src/system/environment.js';
import { readOpenFileLimit } from '../../src/system/limits.js';
import { countOpenFiles } from '../../src/system/openFiles.js';
import { readProcessStat } from '../../src/system/processStat.js';
import { findSocketOwners } from '../../src/system/socketOwners.js';
import { readListeners, readSockets } from '../../src/system/socketTables.js';
import { readWorkingDirectory } from '../../src/system/workingDirectory.js';

const NOBODY = 65_534;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fleetwatch-proc-'));
  await mkdir(join(root, '7', 'fd'), { recursive: true });
  await mkdir(join(root, 'net'));
  await writeFile(join(root, '7', 'stat'), '');
  for (const path of ['7', 'net']) await chmod(join(root, path), 0o000);
  await chmod(root, 0o755);
  // Root is refused nothing, so the readers run as a user who is.
  if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
});
afterEach(async () => {
  if (process.getuid?.() === 0) process.seteuid?.(0);
  for (const path of ['7', 'net']) await chmod(join(root, path), 0o755);
  await rm(root, { recursive: true });
});

it.each([
  { what: 'stat', read: () => readProcessStat(root, 7) },
  { what: 'limits', read: () => readOpenFileLimit(root, 7) },
  { what: 'open files', read: () => countOpenFiles(root, 7) },
  { what: 'command line', read: () => readCommandLine(root, 7) },
  { what: 'environment', read: () => readEnvironment(root, 7, ['AGENT_NAME']) },
  { what: 'working directory', read: () => readWorkingDirectory(root, 7) },
  { what: 'listeners', read: () => readListeners(root) },
  { what: 'sockets', read: () => readSockets(root) },
])('says that $what is denied', async ({ read }) => {
  expect(await read()).toBe('denied');
});

it('names the processes whose sockets it may not see', async () => {
  expect(await findSocketOwners(root, [7, 8])).toEqual({ owners: new Map(), paths: new Map(), denied: [7] });
});

describe('whyUnreadable', () => {
  it.each([
    ['ENOENT', undefined],
    ['ESRCH', undefined],
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
  ])('takes %s as %s', (code, why) => {
    expect(whyUnreadable(Object.assign(new Error(code), { code }))).toBe(why);
  });

  it('throws on what is no fault of the process', () => {
    const tooMany = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    expect(() => whyUnreadable(tooMany)).toThrow(tooMany);
  });
});
