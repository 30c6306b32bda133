import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FleetFiles } from '../../src/simulator/fleet-files.js';

let run: string;
let file: string;
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'fleet-files-'));
  file = join(run, 'fleet/agent.py');
  await mkdir(join(run, 'fleet'));
  await writeFile(file, 'as it was');
});
afterEach(() => rm(run, { recursive: true, force: true }));

const text = () => readFile(file, 'utf8');

describe('FleetFiles', () => {
  it('changes a file and puts it back, its mode too', async () => {
    await chmod(file, 0o640);
    const restore = await new FleetFiles(run).change(file, (before) => `${before}, and more`);
    expect(await text()).toBe('as it was, and more');
    await restore();
    expect(await text()).toBe('as it was');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it('hides a file and puts it back', async () => {
    const restore = await new FleetFiles(run).hide(file);
    expect(existsSync(file)).toBe(false);
    await restore();
    expect(await text()).toBe('as it was');
  });

  it('adds a file and takes it away', async () => {
    const added = join(run, 'fleet/new.yaml');
    const restore = await new FleetFiles(run).add(added, 'a: 1\n');
    expect(await readFile(added, 'utf8')).toBe('a: 1\n');
    await restore();
    expect(existsSync(added)).toBe(false);
  });

  it('adds no file where one is, and leaves that alone also at the next start', async () => {
    await expect(new FleetFiles(run).add(file, 'x')).rejects.toThrow('is there already');
    await new FleetFiles(run).restoreAll();
    expect(await text()).toBe('as it was');
  });

  it('puts everything back that one before it has left', async () => {
    const dead = new FleetFiles(run);
    const other = join(run, 'fleet/other.py');
    const added = join(run, 'fleet/new.yaml');
    await writeFile(other, 'the other');
    await dead.change(file, () => 'changed');
    await dead.hide(other);
    await dead.add(added, 'a: 1\n');
    const next = new FleetFiles(run);
    await next.restoreAll();
    expect(await text()).toBe('as it was');
    expect(await readFile(other, 'utf8')).toBe('the other');
    expect(existsSync(added)).toBe(false);
    expect(existsSync(join(run, 'originals'))).toBe(false);
    // A second look finds nothing to do.
    await next.restoreAll();
    expect(await text()).toBe('as it was');
  });

  it('takes a half-made copy of an original for none', async () => {
    await mkdir(join(run, 'originals/fleet'), { recursive: true });
    await writeFile(join(run, 'originals/fleet/agent.py.part'), 'as');
    await new FleetFiles(run).restoreAll();
    expect(await text()).toBe('as it was');
  });

  it('lets one fault at a time have a file', async () => {
    const files = new FleetFiles(run);
    const restore = await files.change(file, () => 'one');
    await expect(files.hide(file)).rejects.toThrow('is changed by another fault already');
    await restore();
    await expect(files.hide(file)).resolves.toBeDefined();
  });

  it('touches nothing outside the run directory', async () => {
    const files = new FleetFiles(join(run, 'inner'));
    for (const attempt of [files.hide(file), files.change(file, () => ''), files.add(join(run, 'new'), '')]) {
      await expect(attempt).rejects.toThrow('does not lie in the run directory');
    }
    expect(await text()).toBe('as it was');
    expect(existsSync(join(run, 'new'))).toBe(false);
  });

  it('leaves a file alone whose change fails', async () => {
    const files = new FleetFiles(run);
    const fails = files.change(file, () => {
      throw new Error('no such agent');
    });
    await expect(fails).rejects.toThrow('no such agent');
    expect(await text()).toBe('as it was');
    await expect(files.change(file, () => 'again')).resolves.toBeDefined();
  });
});
