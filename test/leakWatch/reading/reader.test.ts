import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reader, type ReaderOptions, type Wanted } from '../../../src/leakWatch/reading/reader.js';
import { outcomes } from '../../../src/logs/fileReading.js';
import { FileThreads } from '../../../src/logs/fileThreads.js';

let folder = '';
let readers: Reader[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetwatch-reader-'));
});

afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.stop()));
  readers = [];
  rmSync(folder, { recursive: true });
});

function newReader(options: ReaderOptions = {}): Reader {
  const reader = new Reader(options);
  readers.push(reader);
  return reader;
}

function wanted(name: string, changes: Partial<Wanted> = {}): Wanted {
  return { place: folder, path: join(folder, name), from: 0, followed: false, ...changes };
}

/** What each file gave: its text, with `…` where more follows, or why there is none. */
async function read(reader: Reader, files: readonly Wanted[]): Promise<string[]> {
  const results: string[] = files.map(() => 'nothing');
  await reader.read(files, (index, content) => {
    results[index] =
      content.kind === 'bytes' ? `${content.bytes.toString('utf8')}${content.end ? '' : '…'}` : content.kind;
  });
  return results;
}

describe('the reader', () => {
  it('tells files from what is none', async () => {
    writeFileSync(join(folder, 'file'), 'text');
    writeFileSync(join(folder, 'empty'), '');
    mkdirSync(join(folder, 'folder'));
    symlinkSync(join(folder, 'file'), join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const names = ['file', 'empty', 'folder', 'link', 'fifo', 'missing', 'file/below'];
    expect(
      await read(
        newReader(),
        names.map((name) => wanted(name)),
      ),
    ).toStrictEqual(['text', '', 'special', 'special', 'special', 'gone', 'gone']);
    expect(await read(newReader(), [wanted('link', { followed: true })])).toStrictEqual(['text']);
  });

  it.skipIf(process.getuid?.() === 0)('says what may not be read (root may read everything)', async () => {
    writeFileSync(join(folder, 'closed'), 'text');
    chmodSync(join(folder, 'closed'), 0);
    expect(await read(newReader(), [wanted('closed')])).toStrictEqual(['denied']);
  });

  it('hands over long files in pieces, from where it is asked to', async () => {
    writeFileSync(join(folder, 'long'), 'abcdefgh');
    const reader = newReader({ pieceBytes: 3 });
    const froms = [0, 3, 6, 8];
    expect(
      await read(
        reader,
        froms.map((from) => wanted('long', { from })),
      ),
    ).toStrictEqual(['abc…', 'def…', 'gh', '']);
  });

  it('reads more files than its memory holds', async () => {
    const names = Array.from({ length: 1200 }, (_, index) => `file-${index}`);
    for (const name of names) writeFileSync(join(folder, name), name);
    expect(
      await read(
        newReader({ pieceBytes: 100 }),
        names.map((name) => wanted(name)),
      ),
    ).toStrictEqual(names);
  });

  it('wipes what was read', async () => {
    writeFileSync(join(folder, 'file'), 'text');
    let kept: Buffer = Buffer.alloc(0);
    await newReader().read([wanted('file')], (_, content) => {
      if (content.kind === 'bytes') kept = content.bytes;
    });
    expect(kept.toString('latin1')).toBe('\0\0\0\0');
  });

  it('gives up on a file that hangs, and on what hangs together with it, until that comes back', async () => {
    writeFileSync(join(folder, 'file'), 'text');
    const hanging = new Int32Array(new SharedArrayBuffer(4));
    const threads = new FileThreads(() => hangingThread(hanging));
    const reader = newReader({ deadlineMs: 30, threads });
    const files = [
      wanted('file'),
      wanted('hangs', { place: 'dead' }),
      wanted('file', { place: 'dead' }),
      wanted('file'),
    ];
    expect(await read(reader, files)).toStrictEqual(['text', 'stuck', 'stuck', 'text']);
    expect(await read(reader, files)).toStrictEqual(['text', 'stuck', 'stuck', 'text']);
    Atomics.store(hanging, 0, 1);
    Atomics.notify(hanging, 0);
    await vi.waitFor(
      async () => expect(await read(reader, files)).toStrictEqual(['text', 'text', 'text', 'text']),
      10_000,
    );
    expect([await reader.stop(), await threads.stop()]).toStrictEqual([true, true]);
  });

  it('leaves threads that it shares to their owner, who is told that one is caught', async () => {
    const hanging = new Int32Array(new SharedArrayBuffer(4));
    const threads = new FileThreads(() => hangingThread(hanging));
    const reader = newReader({ deadlineMs: 30, threads });
    expect(await read(reader, [wanted('hangs')])).toStrictEqual(['stuck']);
    expect([await reader.stop(), await threads.stop()]).toStrictEqual([true, false]);
    Atomics.store(hanging, 0, 1);
    Atomics.notify(hanging, 0);
    await vi.waitFor(async () => expect(await threads.stop()).toBe(true), 10_000);
  });

  it('reads nothing once it was stopped', async () => {
    writeFileSync(join(folder, 'file'), 'text');
    const reader = newReader();
    await reader.stop();
    expect(await read(reader, [wanted('file')])).toStrictEqual(['stuck']);
  });
});

/** Hangs at a file of that name until it is let go, as the kernel would; all others read as `text`. */
function hangingThread(hanging: Int32Array): Worker {
  return new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     parentPort.on('message', ({ question: { paths, bytes, answers } }) => {
       const numbers = new Int32Array(answers);
       Atomics.store(numbers, numbers.length - 1, 1);
       for (const [nth, path] of paths.split('\\0').slice(0, -1).entries()) {
         if (path.endsWith('hangs')) Atomics.wait(workerData, 0, 0);
         new Uint8Array(bytes).set(Buffer.from('text'), nth * 4);
         numbers.set([nth * 4, 4], nth * 3 + 1);
         Atomics.store(numbers, nth * 3, ${outcomes.indexOf('whole')});
       }
       parentPort.postMessage(undefined);
     });`,
    { eval: true, workerData: hanging },
  );
}
