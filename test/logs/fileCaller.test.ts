import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileCaller } from '../../src/logs/fileCaller.js';
import { FileThreads } from '../../src/logs/fileThreads.js';
import { type HangingPlace, hangingPlace } from './hangingThread.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'calls-'));
  ends.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describe('calls', () => {
  function caller(): FileCaller {
    const made = new FileCaller();
    ends.push(() => made.stop());
    return made;
  }

  it('list a directory bit by bit, and begin anew unless told to go on', async () => {
    const directory = temporaryDirectory();
    for (let index = 0; index < 1500; index++) writeFileSync(join(directory, `f${index}`), 'xy');
    mkdirSync(join(directory, 'below'));
    const calls = caller();
    const list = async (goOn: boolean) => {
      const listing = await calls.ask('here', 'list', { directory, goOn, milliseconds: 10_000 });
      if (listing === 'stuck' || listing.kind === 'unreadable') throw new Error('it can be listed');
      return listing;
    };
    const first = await list(false);
    expect([first.kind, first.entries.length]).toEqual(['part', 1000]);
    expect((await list(false)).entries).toEqual(first.entries);
    const second = await list(true);
    expect([second.kind, second.entries.length]).toEqual(['end', 501]);
    const all = [...first.entries, ...second.entries];
    expect(new Set(all.map(({ name }) => name)).size).toBe(1501);
    expect(all.find(({ name }) => name === 'below')).toMatchObject({ kind: 'directory', device: expect.any(Number) });
    expect(all.find(({ name }) => name === 'f7')).toMatchObject({ kind: 'file', size: 2, links: 1 });
  });

  it('do at least one entry however short the time', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a'), '');
    expect(await caller().ask('here', 'list', { directory, goOn: false, milliseconds: 0 })).toMatchObject({
      kind: 'part',
      entries: [{ name: 'a' }],
    });
  });

  it('say how full a file system is, and where a path really leads', async () => {
    const space = await caller().ask('here', 'space', { directory: '/proc/self/cwd' });
    expect(space).toMatchObject({ kind: 'space', realPath: process.cwd(), sizeBytes: expect.any(Number) });
    if (space === 'stuck' || space.kind === 'unreadable') throw new Error('it can be read');
    expect(space.sizeBytes).toBeGreaterThan(space.availableBytes);
  });

  it('name the error of what cannot be read', async () => {
    const calls = caller();
    const question = { directory: '/no/such/directory', goOn: false, milliseconds: 1 };
    expect(await calls.ask('here', 'space', question)).toEqual({ kind: 'unreadable', code: 'ENOENT' });
    expect(await calls.ask('here', 'list', question)).toEqual({ kind: 'unreadable', code: 'ENOENT' });
  });

  it('weigh files, also without a name', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, Buffer.alloc(100_000));
    expect(await caller().ask('here', 'weigh', { paths: [file, `${file}.none`] })).toEqual([
      expect.objectContaining({ size: 100_000, links: 1 }),
      undefined,
    ]);
  });
});

describe('a file system that hangs', () => {
  function hanging(deadlineMs = 200): { place: HangingPlace; calls: FileCaller } {
    const place = hangingPlace();
    ends.push(() => place.remove());
    const calls = new FileCaller({ threads: new FileThreads(place.startThread), deadlineMs });
    ends.push(() => calls.stop());
    ends.push(() => place.release());
    return { place, calls };
  }

  it('catches one thread, and is asked no more until that comes back', async () => {
    const { place, calls } = hanging();
    expect(await calls.ask('dead', 'space', { directory: place.path })).toBe('stuck');
    expect([calls.hangs('dead'), calls.hangs('other'), calls.hangs()]).toEqual([true, false, true]);
    expect(await calls.ask('dead', 'space', { directory: '/' })).toBe('stuck');
    expect(await calls.ask('other', 'space', { directory: '/' })).toMatchObject({ realPath: '/' });
    place.release();
    await vi.waitFor(() => expect(calls.hangs()).toBe(false), { timeout: 5000 });
    expect(await calls.ask('dead', 'space', { directory: '/' })).toMatchObject({ realPath: '/' });
  });

  it('starves nobody: libuv has all its threads, and other places their answers', async () => {
    const { place, calls } = hanging();
    const questions = ['a', 'b', 'c', 'd'].map((name) => calls.ask(name, 'space', { directory: place.path }));
    const answered = await Promise.all(Array.from({ length: 8 }, () => stat('/')));
    expect(answered.every((stats) => stats.isDirectory())).toBe(true);
    expect(await Promise.all(questions)).toEqual(['stuck', 'stuck', 'stuck', 'stuck']);
    // Four threads are the most that are ever risked.
    expect(await calls.ask('e', 'space', { directory: '/' })).toBe('stuck');
    place.release();
    await vi.waitFor(() => expect(calls.hangs()).toBe(false), { timeout: 5000 });
  });

  it('is no fault of the program, a thread that fails is', async () => {
    const { calls } = hanging(10_000);
    await expect(calls.ask('any', 'space', { directory: 'fault' })).rejects.toThrow('a fault of the thread');
    expect(await calls.ask('any', 'space', { directory: '/' })).toMatchObject({ realPath: '/' });
  });

  it('outlives stop(), which says so', async () => {
    const { place, calls } = hanging();
    expect(await calls.stop()).toBe(true);
    const other = new FileCaller({ threads: new FileThreads(place.startThread), deadlineMs: 50 });
    ends.push(async () => {
      place.release();
      await vi.waitFor(() => expect(other.hangs()).toBe(false), { timeout: 5000 });
    });
    await other.ask('dead', 'space', { directory: place.path });
    expect(await other.stop()).toBe(false);
    expect(await other.ask('alive', 'space', { directory: '/' })).toBe('stuck');
  });

  it('does not keep a process from ending by the signal that ends it', async () => {
    const { place } = hanging();
    const compiled = temporaryDirectory();
    writeFileSync(join(compiled, 'package.json'), '{"type":"module"}');
    const sources = fileURLToPath(new URL('../../src/logs', import.meta.url));
    for (const file of (await readdir(sources)).filter((name) => name.startsWith('file'))) {
      const { outputText } = ts.transpileModule(readFileSync(join(sources, file), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
      });
      writeFileSync(join(compiled, file.replace(/\.ts$/, '.js')), outputText);
    }
    writeFileSync(
      join(compiled, 'main.js'),
      `import { Worker } from 'node:worker_threads';
       import { FileCaller } from './fileCaller.js';
       import { FileThreads } from './fileThreads.js';
       const startThread = () => new Worker("require('node:fs').openSync(" + ${JSON.stringify(JSON.stringify(place.path))} + ", 'r')", { eval: true });
       const calls = new FileCaller({ threads: new FileThreads(startThread), deadlineMs: 50 });
       process.on('SIGTERM', async () => {
         if (await calls.stop()) process.exit(0);
         process.removeAllListeners('SIGTERM');
         process.kill(process.pid, 'SIGTERM');
       });
       process.stdout.write(await calls.ask('dead', 'space', { directory: '/' }));
       setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [join(compiled, 'main.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    ends.push(() => child.kill('SIGKILL'));
    expect(String(await once(child.stdout, 'data'))).toBe('stuck');
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
  });
});
