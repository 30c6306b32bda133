import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Tree } from './tree.js';

const NOBODY = 65_534;

const trees: Tree[] = [];
afterEach(async () => {
  for (const tree of trees.splice(0)) await tree.remove();
});

async function started(options: ConstructorParameters<typeof Tree>[0] = {}): Promise<Tree> {
  const tree = new Tree(options);
  trees.push(tree);
  await tree.start();
  return tree;
}

const first = 'token=aaaaaaaa\n';
const second = 'token=bbbbbbbb\n';
const third = 'token=cccccccc\n';

describe('a log that grows', () => {
  it('shows its leaks, with the agent whose log it is', async () => {
    const tree = await started();
    writeFileSync(tree.path('Planner.log'), `begin\n${first}`);
    expect(await tree.look()).toEqual(['Planner.log:2 aaaaaaaa']);
    expect(tree.book.open()[0]).toMatchObject({
      surface: 'log',
      rule: 'token',
      agent: 'Planner',
      place: { column: 7 },
    });
    appendFileSync(tree.path('Planner.log'), second);
    await tree.read();
    expect(tree.shown).toEqual(['Planner.log:2 aaaaaaaa', 'Planner.log:3 bbbbbbbb']);
  });

  it('shows an unfinished line when it rests', async () => {
    const tree = await started();
    writeFileSync(tree.path('a.log'), 'token=aaaaaaaa');
    expect(await tree.look()).toEqual([]);
    tree.wait(3);
    await tree.read();
    expect(tree.shown).toEqual(['a.log:1 aaaaaaaa']);
    appendFileSync(tree.path('a.log'), 'bbbb\n');
    await tree.read();
    expect([tree.shown, tree.ended]).toEqual([['a.log:1 aaaaaaaabbbb'], []]);
  });

  it('is read in pieces where it is large', async () => {
    const tree = await started();
    const lines = Array.from({ length: 60_000 }, (_, index) => `an ordinary line ${index} of a log that has many\n`);
    lines[1000] = first;
    lines[59_000] = second;
    writeFileSync(tree.path('a.log'), lines.join(''));
    expect(await tree.look()).toEqual(['a.log:1001 aaaaaaaa', 'a.log:59001 bbbbbbbb']);
    expect(tree.tail.figures()).toMatchObject({ backlogBytes: 0, oldestUnreadAt: 0, files: 1 });
  });

  it('counts what has not been read, and since when', async () => {
    const tree = await started();
    writeFileSync(tree.path('a.log'), `${'.'.repeat(3_000_000)}\n`);
    const before = Date.now() / 1000;
    await tree.pass();
    const { backlogBytes, oldestUnreadAt, lookedAt } = tree.tail.figures();
    expect([backlogBytes, lookedAt]).toEqual([3_000_001, 0]);
    expect(oldestUnreadAt).toBeGreaterThanOrEqual(before);
    await tree.read();
    expect(tree.tail.figures()).toMatchObject({ backlogBytes: 0, oldestUnreadAt: 0 });
    expect(tree.tail.figures().lookedAt).toBeGreaterThanOrEqual(before);
  });

  it('shares what is read at a time with the others', async () => {
    const tree = await started();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      writeFileSync(tree.path(name), `${first}${'x'.repeat(3_000_000)}`);
    await tree.pass();
    for (let round = 0; round < 2; round++) await tree.tail.round();
    expect(tree.shown.map((leak) => leak[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('the first start', () => {
  it('reads what is written from then on, if it begins at the end; files that appear later from their beginning', async () => {
    const tree = new Tree({ start: 'end' });
    trees.push(tree);
    writeFileSync(tree.path('a.log'), first);
    tree.wait(1);
    await tree.start();
    expect(await tree.look()).toEqual([]);
    appendFileSync(tree.path('a.log'), second);
    writeFileSync(tree.path('b.log'), third);
    expect(await tree.look()).toEqual(['a.log:1 bbbbbbbb', 'b.log:1 cccccccc']);
  });

  it('is the first only once: after a restart, everything new is read', async () => {
    const tree = await started({ start: 'end' });
    await tree.look();
    await tree.commit();
    writeFileSync(tree.path('a.log'), first);
    await tree.start();
    expect(await tree.look()).toEqual(['a.log:1 aaaaaaaa']);
  });
});

describe('a restart', () => {
  it('goes on where the last commit was, and shows what it showed since then', async () => {
    const tree = await started();
    writeFileSync(tree.path('a.log'), first);
    await tree.look();
    await tree.commit();
    const [{ firstSeen } = { firstSeen: 0 }] = tree.book.open();
    appendFileSync(tree.path('a.log'), second);
    await tree.look();
    tree.wait(60);
    await tree.start();
    expect(tree.shown).toEqual(['a.log:1 aaaaaaaa']);
    expect(await tree.look()).toEqual(['a.log:1 aaaaaaaa', 'a.log:2 bbbbbbbb']);
    expect(tree.book.open().map((leak) => leak.firstSeen === firstSeen)).toEqual([true, false]);
    expect(tree.ended).toEqual([]);
  });
});

describe('rotation', () => {
  it('by renaming: the old file is read to its end, the new one from its beginning', async () => {
    const tree = await started();
    const log = tree.path('a.log');
    writeFileSync(log, first);
    await tree.look();
    appendFileSync(log, second);
    renameSync(log, `${log}.1`);
    writeFileSync(log, third);
    await tree.read();
    // The new one is known by the old one's name, without a pass over the tree.
    await tree.read();
    expect(tree.shown.map((leak) => leak.split(' ')[1]).toSorted()).toEqual(['aaaaaaaa', 'bbbbbbbb', 'cccccccc']);
    expect(await tree.look()).toEqual(['a.log.1:1 aaaaaaaa', 'a.log.1:2 bbbbbbbb', 'a.log:1 cccccccc']);
    expect(tree.ended).toEqual([]);
  });

  it('by renaming while nobody looked', async () => {
    const tree = await started();
    const log = tree.path('a.log');
    writeFileSync(log, first);
    await tree.look();
    await tree.commit();
    appendFileSync(log, second);
    renameSync(log, `${log}.1`);
    writeFileSync(log, third);
    await tree.start();
    expect(await tree.look()).toEqual(['a.log.1:1 aaaaaaaa', 'a.log.1:2 bbbbbbbb', 'a.log:1 cccccccc']);
    expect(tree.ended).toEqual([]);
  });

  it('by copying and truncating: the copy holds what the log held, and its end is its own', async () => {
    const tree = await started();
    const log = tree.path('a.log');
    writeFileSync(log, first);
    await tree.look();
    appendFileSync(log, second);
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
    expect(await tree.look()).toEqual(['a.log.1:1 aaaaaaaa', 'a.log.1:2 bbbbbbbb']);
    expect(tree.ended).toEqual(['a.log:1 aaaaaaaa']);
    appendFileSync(log, third);
    await tree.read();
    expect(tree.shown).toContain('a.log:1 cccccccc');
  });

  it('by truncating, when the log is longer again before anybody looks', async () => {
    const tree = await started();
    const log = tree.path('a.log');
    writeFileSync(log, first);
    await tree.look();
    truncateSync(log);
    appendFileSync(log, `${third}${'long '.repeat(100)}\n`);
    await tree.read();
    expect([tree.shown, tree.ended]).toEqual([['a.log:1 cccccccc'], ['a.log:1 aaaaaaaa']]);
  });

  it('by compressing: what was read before is neither read again nor missed', async () => {
    const tree = await started();
    const log = tree.path('a.log');
    writeFileSync(log, first);
    await tree.look();
    const { atime, mtime } = statSync(log);
    writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(log)));
    utimesSync(`${log}.1.gz`, atime, mtime);
    rmSync(log);
    expect(await tree.look()).toEqual([]);
    await tree.pass();
    expect(tree.tail.figures().gaps.get('packed')).toBe(0);
    writeFileSync(tree.path('b.log.1.gz'), gzipSync('never read'));
    await tree.pass();
    expect(tree.tail.figures().gaps.get('packed')).toBe(1);
  });

  it('and deleting: a leak ends when its bytes are gone, after they were read', async () => {
    const tree = await started();
    const log = tree.path('a.log');
    writeFileSync(log, first);
    await tree.look();
    appendFileSync(log, second);
    rmSync(log);
    await tree.read();
    expect([tree.shown, tree.ended]).toEqual([[], ['a.log:1 aaaaaaaa', 'a.log:2 bbbbbbbb']]);
  });
});

describe('what is no log', () => {
  it('is never opened: pipes, devices, links, directories', async () => {
    const tree = await started();
    execFileSync('mkfifo', [tree.path('pipe.log')]);
    symlinkSync('/dev/zero', tree.path('zero.log'));
    writeFileSync(`${tree.folder}/outside`, first);
    symlinkSync('../outside', tree.path('outside.log'));
    mkdirSync(tree.path('folder.log'));
    expect(await tree.look()).toEqual([]);
    expect(tree.tail.figures()).toMatchObject({ files: 0, backlogBytes: 0 });
  });

  it('is not opened either when it takes the place of one', async () => {
    const tree = await started();
    writeFileSync(tree.path('a.log'), first);
    await tree.pass();
    rmSync(tree.path('a.log'));
    execFileSync('mkfifo', [tree.path('a.log')]);
    await tree.read();
    expect(tree.shown).toEqual([]);
  });

  it('is left out and counted where it is binary', async () => {
    const tree = await started();
    writeFileSync(
      tree.path('core.log'),
      Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256)),
    );
    await tree.look();
    expect(tree.tail.figures()).toMatchObject({ backlogBytes: 0 });
    expect(tree.tail.figures().gaps.get('binary')).toBe(1);
  });
});

describe('a file that may not be read', () => {
  it('is a gap, until it may be', async () => {
    const tree = await started();
    writeFileSync(tree.path('a.log'), first, { mode: 0o000 });
    chmodSync(tree.folder, 0o755);
    // Root is refused nothing, so this runs as a user who is.
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
    try {
      expect(await tree.look()).toEqual([]);
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0);
    }
    expect(tree.tail.figures().gaps.get('denied')).toBe(1);
    chmodSync(tree.path('a.log'), 0o600);
    expect(await tree.look()).toEqual(['a.log:1 aaaaaaaa']);
    expect(tree.tail.figures().gaps.get('denied')).toBe(0);
  });
});

describe('too many files', () => {
  it('are counted, and those written last are followed', async () => {
    const tree = await started({ filesAtMost: 3 });
    for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      writeFileSync(tree.path(name), 'nothing\n');
      utimesSync(tree.path(name), 1000 + index, 1000 + index);
    }
    await tree.look();
    await tree.look();
    expect(tree.tail.figures().gaps.get('many')).toBe(2);
    appendFileSync(tree.path('a'), first);
    await tree.look();
    expect(tree.shown).toEqual(['a:2 aaaaaaaa']);
    expect(tree.tail.figures().files).toBe(3);
  });
});
