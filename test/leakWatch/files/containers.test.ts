import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { containerPatterns, findContainerFiles } from '../../../src/leakWatch/files/containers.js';
import { FileCaller } from '../../../src/logs/fileCaller.js';

let root = '';
const caller = new FileCaller();
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fleetwatch-containers-'));
});
afterEach(() => {
  chmodSync(root, 0o700);
  rmSync(root, { recursive: true });
});

const patterns = () => containerPatterns.map((pattern) => `${root}${pattern}`);

it('finds what describes containers, of every engine', async () => {
  const files = [
    '/run/.containerenv',
    '/var/lib/docker/containers/abc/config.v2.json',
    '/var/lib/containers/storage/overlay-containers/def/userdata/config.json',
    '/run/containerd/io.containerd.runtime.v2.task/k8s.io/ghi/config.json',
  ].map((file) => `${root}${file}`);
  for (const file of files) {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '{}');
  }
  writeFileSync(`${root}/var/lib/docker/containers/no-folder`, '');
  expect(await findContainerFiles(caller, patterns())).toStrictEqual({ files, denied: [] });
});

it('finds nothing where there are no containers', async () => {
  const found = await findContainerFiles(caller, patterns());
  expect(found).toStrictEqual({ files: [`${root}/run/.containerenv`], denied: [] });
});

it('says what it may not look into', async () => {
  const denies = { ask: async () => ({ kind: 'unreadable', code: 'EACCES' }) as const };
  const found = await findContainerFiles(denies, ['/docker/*/config.v2.json', '/plain']);
  expect(found).toStrictEqual({ files: ['/plain'], denied: ['/docker'] });
});
