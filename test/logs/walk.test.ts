import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listing } from '../../src/logs/fileCall.js';
import { FileCaller, type Stuck } from '../../src/logs/fileCaller.js';
import { type Gap, type Lister, Walk } from '../../src/logs/walk.js';
import { facts } from './facts.js';

interface Seen {
  readonly files: string[];
  readonly gaps: Gap[];
}

function walkOver(caller: Lister, path: string, device: number): Seen & { walk: Walk } {
  const files: string[] = [];
  const gaps: Gap[] = [];
  const events = { file: (name: string) => void files.push(name), gap: (gap: Gap) => void gaps.push(gap) };
  return { files, gaps, walk: new Walk(caller, 'here', { path, device }, events) };
}

describe('a walk over a real tree', () => {
  const caller = new FileCaller();
  afterAll(() => caller.stop());
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'walk-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  async function deviceOf(directory: string): Promise<number> {
    const space = await caller.ask('here', 'space', { directory });
    if (space === 'stuck' || space.kind === 'unreadable') throw new Error('it can be read');
    return space.device;
  }

  function make(files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), 'x');
    }
  }

  it('meets each file once, however small the slices', async () => {
    const expected = Array.from({ length: 300 }, (_, index) => `d${index % 7}/e${index % 3}/f${index}`);
    make([...expected, 'top.log']);
    mkdirSync(join(root, 'empty'));
    const { walk, files, gaps } = walkOver(caller, root, await deviceOf(root));
    let slices = 1;
    while ((await walk.slice(0.05)) === 'more') slices += 1;
    expect(files.toSorted()).toEqual([...expected, 'top.log'].toSorted());
    expect(gaps).toEqual([]);
    expect(slices).toBeGreaterThan(1);
  });

  it('follows no link, and names those that lead out of the tree', async () => {
    make(['a/b.log']);
    symlinkSync('a/b.log', join(root, 'inside.log'));
    symlinkSync('../a', join(root, 'a', 'loop'));
    symlinkSync('..', join(root, 'a', 'root'));
    symlinkSync('/', join(root, 'everything'));
    symlinkSync(`${root}-beside`, join(root, 'beside'));
    symlinkSync('../../etc', join(root, 'a', 'out'));
    const { walk, files, gaps } = walkOver(caller, root, await deviceOf(root));
    expect(await walk.slice(1000)).toBe('done');
    expect(files).toEqual(['a/b.log']);
    expect(gaps.map(({ reason, path }) => `${reason} ${path}`).toSorted()).toEqual([
      'link a/out',
      'link beside',
      'link everything',
    ]);
  });
});

describe('a walk', () => {
  /** Answers from a table; what is not in it was removed meanwhile. */
  function table(listings: Readonly<Record<string, Listing | Stuck>>): Lister {
    return {
      ask: async (_place, _call, { directory }) => listings[directory] ?? { kind: 'unreadable', code: 'ENOENT' },
    };
  }

  const file = (name: string) => ({ kind: 'file' as const, name, ...facts({}) });
  const directory = (name: string, device = 1) => ({ kind: 'directory' as const, name, device });
  const all = (...entries: (ReturnType<typeof file> | ReturnType<typeof directory>)[]): Listing => ({
    kind: 'end',
    entries,
    milliseconds: 0,
  });

  it.each([
    ['a directory without permission', { '/r/d': { kind: 'unreadable', code: 'EACCES' } }, [['denied', 'd']]],
    ['a directory that fails', { '/r/d': { kind: 'unreadable', code: 'EIO' } }, [['failed', 'd']]],
    ['a directory that was removed', {}, []],
  ] as const)('goes on after %s', async (_title, below, gaps) => {
    const seen = walkOver(table({ '/r': all(directory('d'), file('a')), ...below }), '/r', 1);
    expect(await seen.walk.slice(10)).toBe('done');
    expect(seen.files).toEqual(['a']);
    expect(seen.gaps.map(({ reason, path }) => [reason, path])).toEqual(gaps);
  });

  it('does not enter other file systems', async () => {
    const seen = walkOver(table({ '/r': all(directory('own'), directory('other', 2)), '/r/own': all() }), '/r', 1);
    expect(await seen.walk.slice(10)).toBe('done');
    expect(seen.gaps).toEqual([{ reason: 'mount', path: 'other' }]);
  });

  it('misses a root that is gone', async () => {
    const seen = walkOver(table({}), '/r', 1);
    expect(await seen.walk.slice(10)).toBe('done');
    expect(seen.gaps).toEqual([{ reason: 'failed', path: '' }]);
  });

  it('says so where the file system hangs', async () => {
    const seen = walkOver(table({ '/r': 'stuck' }), '/r', 1);
    expect(await seen.walk.slice(10)).toBe('stuck');
  });
});
