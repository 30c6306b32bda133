import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayRead } from '../../src/files/mayRead.js';

const built = new URL('../../dist/files/mayRead.js', import.meta.url).href;
const isRoot = process.getuid?.() === 0;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'may-read-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'open'), '');
  writeFileSync(join(folder, 'private'), '', { mode: 0o600 });
  mkdirSync(join(folder, 'closed'), { mode: 0o700 });
  writeFileSync(join(folder, 'closed', 'inside'), '');
  spawnSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('reading', () => {
  it.each<[path: string, may: boolean]>([
    ['open', true],
    ['closed', true],
    ['closed/inside', true],
    ['pipe', true],
    ['missing', false],
    ['open/below', false],
  ])('%s by its owner: %s', async (path, may) => {
    expect(await mayRead(join(folder, path))).toBe(may);
  });

  const paths = ['open', 'private', 'closed', 'closed/inside'];
  const title = isRoot ? '' : ' (skipped: this is not root, who alone becomes somebody else)';
  it.skipIf(!isRoot).each<[who: string, capabilities: string, may: readonly boolean[]]>([
    ['somebody else', '-all', [true, false, false, false]],
    ['a service with CAP_DAC_READ_SEARCH', '-all,+dac_read_search', [true, true, true, true]],
  ])(`by %s${title}`, (_, capabilities, may) => {
    const files = JSON.stringify(paths.map((path) => join(folder, path)));
    const program = `import { mayRead } from ${JSON.stringify(built)};
      console.log(JSON.stringify(await Promise.all(${files}.map(mayRead))));`;
    const user = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const held = [`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`];
    const node = [process.execPath, '--input-type=module', '--eval', program];
    const { stdout, stderr } = spawnSync('setpriv', [...user, ...held, ...node], { cwd: '/', encoding: 'utf8' });
    expect(stdout, stderr).toBe(`${JSON.stringify(may)}\n`);
  });
});
