import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { open, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReadingOrder } from '../../src/adoption/order.js';
import { ProjectReader } from '../../src/adoption/reader.js';
import { startReadingThread } from '../../src/adoption/startThread.js';
import { agentOf, directoryOf, projectOf } from './machine.js';

const files = {
  'core/base.py': 'class BaseAgent:\n    pass\n',
  'adopted.py': 'from core.base import BaseAgent\n\nclass Adopted(BaseAgent):\n    pass\n\nAdopted()\n',
  'legacy.py': 'class Legacy:\n    pass\n\nLegacy()\n',
  'broken.py': 'class Broken(:\n',
};
const agents = ['Adopted', 'Legacy', 'Broken'].map((name) => agentOf(name, `${name.toLowerCase()}.py`));

async function orderFor(texts: Readonly<Record<string, string>> = files): Promise<ReadingOrder> {
  const root = await directoryOf(texts);
  return {
    project: projectOf(root, agents),
    baseClass: { name: 'BaseAgent', files: [] },
    outlineFile: join(root, 'state/outlines.json'),
  };
}

function readerOf(startThread: (order: ReadingOrder) => Worker, silenceMs = 50): ProjectReader {
  return new ProjectReader({ startThread, silenceMs });
}

/** A thread that does as little as its text says. */
function threadOf(text: string): Worker {
  const thread = new Worker(text, { eval: true });
  onTestFinished(async () => void (await thread.terminate()));
  return thread;
}

describe('reading a project in a thread', () => {
  it('tells what is known of each agent, and which files are broken', async () => {
    const reading = await new ProjectReader().read(await orderFor());
    expect(reading).toMatchObject({
      states: new Map([
        ['Adopted', 'adopted'],
        ['Legacy', 'legacy'],
        ['Broken', 'unknown'],
      ]),
      brokenFiles: [{ file: 'broken.py', problem: 'syntax' }],
    });
    if (reading === 'stuck') throw new Error('nothing hangs here');
    expect(reading.findings.map(({ code, agent }) => `${code} ${agent}`)).toEqual([
      'adoption-syntax-error Broken',
      'adoption-legacy Legacy',
    ]);
  });

  it('has ended when the reading is there: its memory is free', async () => {
    const codes: number[] = [];
    const reader = readerOf((order) => startReadingThread(order).once('exit', (code) => codes.push(code)), 60_000);
    await reader.read(await orderFor());
    expect(codes).toEqual([0]);
    expect(await reader.stop()).toBe(true);
  });

  it('keeps outlines from one reading to the next, and writes them only where one has changed', async () => {
    const order = await orderFor();
    const reader = new ProjectReader();
    const first = await reader.read(order);
    const written = await stat(order.outlineFile);
    expect(written.mode & 0o777).toBe(0o600);
    await utimes(order.outlineFile, 1, 1);
    expect(await reader.read(order)).toEqual(first);
    expect((await stat(order.outlineFile)).mtimeMs).toBe(1000);
    await writeFile(join(order.project.root, 'legacy.py'), files['adopted.py']);
    const later = await reader.read(order);
    expect(later).toMatchObject({
      states: new Map([
        ['Adopted', 'adopted'],
        ['Legacy', 'adopted'],
        ['Broken', 'unknown'],
      ]),
    });
    expect((await stat(order.outlineFile)).mtimeMs).toBeGreaterThan(1000);
  });

  it('reads where nothing can be written down', async () => {
    const order = await orderFor();
    const reading = await new ProjectReader().read({ ...order, outlineFile: join(order.project.root, 'legacy.py/x') });
    expect(reading).toMatchObject({
      states: new Map([
        ['Adopted', 'adopted'],
        ['Legacy', 'legacy'],
        ['Broken', 'unknown'],
      ]),
    });
  });

  it('rejects where the thread fails', async () => {
    const reader = readerOf(() => threadOf('throw new Error("no such thing")'), 60_000);
    await expect(reader.read(await orderFor())).rejects.toThrow('no such thing');
  });

  it('rejects where the thread ends without a word', async () => {
    const reader = readerOf(() => threadOf(''), 60_000);
    await expect(reader.read(await orderFor())).rejects.toThrow('ended before it was done');
  });

  it('gives a thread up that says nothing, and reads again once it has come back', async () => {
    const order = await orderFor();
    const fifo = join(order.project.root, 'fifo');
    execFileSync('mkfifo', [fifo]);
    // Opening it waits for somebody who writes (fifo(7)), in the kernel: nobody can end that from outside.
    const caught = threadOf(`require('node:fs').openSync(${JSON.stringify(fifo)}, 'r')`);
    const threads = [caught];
    // Time enough for a thread that is not caught to start.
    const reader = readerOf((order) => threads.shift() ?? startReadingThread(order), 5000);
    expect(await reader.read(order)).toBe('stuck');
    expect(await reader.read(order)).toBe('stuck');
    expect(await reader.stop()).toBe(false);
    const ended = once(caught, 'exit');
    await (await open(fifo, 'w')).close();
    await ended;
    expect(await reader.read(order)).toMatchObject({ brokenFiles: [{ file: 'broken.py' }] });
  });

  it('waits as long as the thread says that it is alive', async () => {
    const said = "const { parentPort: port } = require('node:worker_threads');";
    const lively = `${said} let left = 20; const timer = setInterval(() => {
      port.postMessage(left-- > 0 ? { kind: 'alive' } : { kind: 'done', reading: 'the reading' });
      if (left < 0) clearInterval(timer);
    }, 25);`;
    const reader = readerOf(() => threadOf(lively), 400);
    expect(await reader.read(await orderFor())).toBe('the reading');
  });

  it('ends a reading that is under way when it is stopped', async () => {
    const reader = readerOf(() => threadOf('setInterval(() => {}, 1000)'), 60_000);
    const reading = reader.read(await orderFor());
    reading.catch(() => undefined);
    expect(await reader.stop()).toBe(true);
    await expect(reading).rejects.toThrow('ended before it was done');
  });
});
