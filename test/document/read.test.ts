import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readText } from '../../src/document/read.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['plain text', Buffer.from('a: 1\n'), 'a: 1\n'],
  ['a byte order mark, which is no part of the text', Buffer.from('\ufeffa: 1'), 'a: 1'],
  ['an empty file', Buffer.from(''), ''],
])('reads %s', async (_, content, text) => {
  const file = join(folder, 'good.yaml');
  await writeFile(file, content);
  expect(await readText(file)).toEqual({ text });
});

type Prepare = (file: string) => Promise<unknown>;
const unreadable: [what: string, reason: RegExp, prepare: Prepare][] = [
  ['no file', /there is no such file/, async () => undefined],
  ['a folder', /not a regular file/, (file) => mkdir(file)],
  ['a FIFO that nobody writes to', /not a regular file/, async (file) => execFileSync('mkfifo', [file])],
  ['a link to itself', /symbolic link/, (file) => symlink(file, file)],
  ['Latin-1', /not UTF-8/, (file) => writeFile(file, Buffer.from([0x63, 0xe9]))],
  ['UTF-16', /not UTF-8/, (file) => writeFile(file, Buffer.from('\ufeffa: 1', 'utf16le'))],
  [
    '17 MiB, most of it a hole',
    /the limit is 16777216/,
    async (file) => {
      await writeFile(file, '');
      await truncate(file, 17 * 1024 * 1024);
    },
  ],
];

test.each(unreadable)('says why it cannot read %s', async (what, reason, prepare) => {
  const file = join(folder, `${what.replaceAll(/\W/g, '-')}.yaml`);
  await prepare(file);
  const result = await readText(file);
  expect(result).toMatchObject({
    finding: { code: 'file-unreadable', severity: 'error', place: { file, line: 1, column: 1 } },
  });
  expect('finding' in result && result.finding.message).toMatch(reason);
});
