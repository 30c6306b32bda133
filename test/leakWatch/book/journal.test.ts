import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../src/leakWatch/book/journal.js';

const NOBODY = 65_534;

let folder: string;
let file: string;
const open: Journal[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'state', 'leaks.journal');
});
afterEach(async () => {
  for (const journal of open.splice(0)) await journal.close();
  rmSync(folder, { recursive: true });
});

async function opened() {
  const result = await Journal.open(file);
  open.push(result.journal);
  return result;
}

async function content(): Promise<Record<string, unknown>> {
  const { entries, damage } = await opened();
  expect(damage).toBeUndefined();
  return Object.fromEntries(entries);
}

describe('a journal', () => {
  it('is empty where there is none', async () => {
    expect(await content()).toEqual({});
  });

  it('keeps what was committed, and nothing else', async () => {
    const { journal } = await opened();
    journal.put('a', { text: 'ä\n' });
    journal.put('b', [1, null]);
    await journal.commit();
    journal.put('b', 2);
    journal.remove('a');
    await journal.commit();
    journal.put('c', 3);
    expect(await content()).toEqual({ b: 2 });
  });

  it('keeps others out', async () => {
    const { journal } = await opened();
    journal.put('a', 1);
    await journal.commit();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
  });

  it('does not grow with what is replaced', async () => {
    const { journal } = await opened();
    for (let round = 0; round < 60; round++) {
      journal.put('a', `${round} ${'.'.repeat(50_000)}`);
      await journal.commit();
    }
    expect(statSync(file).size).toBeLessThan(1_500_000);
    expect(readdirSync(join(folder, 'state'))).toEqual(['leaks.journal']);
    expect(Object.keys(await content())).toEqual(['a']);
  });

  it('keeps each commit whole or not at all, wherever the process ended', async () => {
    const { journal } = await opened();
    const sizes: number[] = [];
    for (let round = 1; round <= 5; round++) {
      journal.put('left', round);
      journal.put('right', round);
      await journal.commit();
      sizes.push(statSync(file).size);
    }
    const whole = readFileSync(file);
    const [first = 0, ...others] = sizes;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: first, max: whole.length }), async (end) => {
        writeFileSync(file, whole.subarray(0, end));
        const round = 1 + others.filter((size) => size <= end).length;
        expect(await content()).toEqual({ left: round, right: round });
      }),
      { numRuns: 40 },
    );
  });

  it('goes on after a torn line as if that had never been begun', async () => {
    const { journal } = await opened();
    journal.put('a', 1);
    await journal.commit();
    appendFileSync(file, '[["a",2],["b"');
    const second = await opened();
    second.journal.put('c', 3);
    await second.journal.commit();
    expect(await content()).toEqual({ a: 1, c: 3 });
  });

  it('does not take zeros for a line, as a power cut leaves them behind', async () => {
    const { journal } = await opened();
    journal.put('a', 1);
    await journal.commit();
    const { size } = statSync(file);
    truncateSync(file, size + 100);
    expect(await content()).toEqual({ a: 1 });
  });
});

describe('a damaged journal', () => {
  it.each([
    ['of another program', 'something else\n', {}],
    ['with a broken line before others', '["fleetwatch leaks",1]\n[["a",1]]\n[["b",\n[["c",3]]\n', { a: 1 }],
    ['with a line of another shape', '["fleetwatch leaks",1]\n[["a",1]]\n{"b":2}\n[["c",3]]\n', { a: 1 }],
  ])('%s is put aside, and what stands before the damage is kept', async (_what, text, kept) => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(file, text);
    const { journal, entries, damage } = await opened();
    expect(damage).toMatch(/is damaged \(.*\); it was put aside as .*\.damaged$/);
    expect(Object.fromEntries(entries)).toEqual(kept);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    journal.put('new', 1);
    await journal.commit();
    expect(await content()).toEqual({ ...kept, new: 1 });
  });

  it('is no crash where it is a folder', async () => {
    mkdirSync(file, { recursive: true });
    const { journal, damage } = await opened();
    expect(damage).toContain('EISDIR');
    journal.put('a', 1);
    await journal.commit();
    expect(await content()).toEqual({ a: 1 });
  });
});

describe('a commit that fails', () => {
  it('rejects, and the next one writes what it would have', async () => {
    const { journal } = await opened();
    mkdirSync(join(folder, 'state'));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'state'), 0o555);
    journal.put('a', 1);
    // Root is refused nothing, so this runs as a user who is.
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
    try {
      await expect(journal.commit()).rejects.toMatchObject({ code: 'EACCES' });
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0);
      chmodSync(join(folder, 'state'), 0o755);
    }
    expect(existsSync(file)).toBe(false);
    journal.put('b', 2);
    await journal.commit();
    expect(await content()).toEqual({ a: 1, b: 2 });
  });
});
