import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const { bin, version }: { bin: { fleetwatch: string }; version: string } = JSON.parse(
  await readFile('package.json', 'utf8'),
);

it('is in the checkout before anything is built, for npx links only what is there', async () => {
  await expect(access(bin.fleetwatch, constants.X_OK)).resolves.toBeUndefined();
  expect((await run('git', ['ls-files', bin.fleetwatch])).stdout.trim()).toBe(bin.fleetwatch);
});

it('runs the built program', async () => {
  expect((await run(bin.fleetwatch, ['--version'])).stdout.trim()).toBe(version);
});

it('says what to do where nothing is built', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unbuilt-'));
  try {
    await cp(bin.fleetwatch, join(folder, bin.fleetwatch));
    const running = run(join(folder, bin.fleetwatch), ['--version']);
    await expect(running).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('node bin/setup.mjs') });
  } finally {
    await rm(folder, { recursive: true });
  }
});
