import { rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutlineCache } from '../../../src/adoption/project/outlineCache.js';
import { directoryOf } from '../machine.js';

async function fileOf(text: string): Promise<string> {
  return join(await directoryOf({ 'agent.py': text }), 'agent.py');
}

async function classesOf(cache: OutlineCache, file: string): Promise<string[] | undefined> {
  return (await cache.outline(file))?.classes.map(({ name }) => name);
}

describe('remembering outlines', () => {
  it('reads an unchanged file once', async () => {
    const cache = new OutlineCache();
    const file = await fileOf('class A: pass\n');
    expect(await cache.outline(file)).toBe(await cache.outline(file));
  });

  it('sees another text of the same length and time in another file', async () => {
    const cache = new OutlineCache();
    const file = await fileOf('class A: pass\n');
    expect(await classesOf(cache, file)).toEqual(['A']);
    const { atime, mtime } = await stat(file);
    await writeFile(`${file}.new`, 'class B: pass\n');
    await utimes(`${file}.new`, atime, mtime);
    await rename(`${file}.new`, file);
    expect(await classesOf(cache, file)).toEqual(['B']);
  });

  it('sees a change in place', async () => {
    const cache = new OutlineCache();
    const file = await fileOf('class A: pass\n');
    await cache.outline(file);
    await writeFile(file, 'class Other: pass\n');
    expect(await classesOf(cache, file)).toEqual(['Other']);
  });

  it('knows nothing of a file that is gone', async () => {
    const cache = new OutlineCache();
    const file = await fileOf('class A: pass\n');
    await cache.outline(file);
    await rm(file);
    expect(await cache.outline(file)).toBeUndefined();
  });

  it('tells a directory and a file that may not be read from Python', async () => {
    const cache = new OutlineCache();
    const file = await fileOf('class A: pass\n');
    expect((await cache.outline(join(file, '..')))?.problem).toMatchObject({ kind: 'unreadable' });
  });
});

describe('writing the memory down', () => {
  it('gives a later process the same outlines', async () => {
    const file = await fileOf('from core import Base\n\nclass A(Base): pass\n');
    const cache = new OutlineCache();
    const outline = await cache.outline(file);
    const later = new OutlineCache();
    expect(later.restore(cache.serialize())).toBe(true);
    expect(await later.outline(file)).toEqual(outline);
    expect(later.serialize()).toBe(cache.serialize());
  });

  it('keeps what was asked for since the last sweep', async () => {
    const [kept, forgotten] = [await fileOf('class A: pass\n'), await fileOf('class B: pass\n')];
    const cache = new OutlineCache();
    await cache.outline(kept);
    await cache.outline(forgotten);
    cache.sweep();
    await cache.outline(kept);
    cache.sweep();
    expect(cache.serialize()).toContain(kept);
    expect(cache.serialize()).not.toContain(forgotten);
  });

  it.each<readonly [string, (text: string) => string]>([
    ['nothing', () => ''],
    ['another version', (text) => text.replace('outlines-', 'outlines-0')],
    ['a part', (text) => text.slice(0, -10)],
    ['a changed byte', (text) => text.replace('"A"', '"B"')],
    ['no JSON', () => 'fleetwatch\n{'],
  ])('reads no more from %s', async (_, damage) => {
    const file = await fileOf('class A: pass\n');
    const cache = new OutlineCache();
    await cache.outline(file);
    const later = new OutlineCache();
    expect(later.restore(damage(cache.serialize()))).toBe(false);
    expect(await classesOf(later, file)).toEqual(['A']);
  });
});
