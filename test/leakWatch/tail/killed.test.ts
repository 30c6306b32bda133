import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { formatPlace } from '../../../src/finding.js';
import { LeakBook } from '../../../src/leakWatch/book/book.js';
import { Journal } from '../../../src/leakWatch/book/journal.js';
import { compile, TailProcess } from './tailProcess.js';

const leaks = 200;
const logs = 50;
const kills = 10;

let folder: string;
let compiled: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'killed-')));
  compiled = compile(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Numbers that are the same in every run: which log is written to, and what happens to it. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

it(`finds ${leaks} leaks in ${logs} logs that are rotated and cut, each once, although it is killed ${kills} times`, async () => {
  const tree = join(folder, 'logs');
  const journal = join(folder, 'state', 'leaks.journal');
  mkdirSync(tree);
  const random = numbers(7);
  const below = (most: number) => Math.floor(random.next().value * most);
  const written: string[] = [];
  const ofLog = new Map<string, string[]>();
  let tail = new TailProcess(compiled, tree, journal);

  const untilKept = (values: readonly string[]) =>
    vi.waitFor(() => expect(tail.last?.kept).toEqual(expect.arrayContaining([...values])), {
      timeout: 30_000,
      interval: 5,
    });
  const isUp = () => vi.waitFor(() => expect(tail.last).toBeDefined(), { timeout: 30_000, interval: 5 });
  const rotate = {
    rename: (log: string) => {
      renameSync(log, `${log}.${written.length}`);
      ofLog.delete(log);
    },
    copy: (log: string) => {
      copyFileSync(log, `${log}.${written.length}`);
      truncateSync(log);
      ofLog.delete(log);
    },
    // What is cut away before anybody has read it cannot be found; so it is read first.
    cut: async (log: string) => {
      await untilKept(ofLog.get(log) ?? []);
      truncateSync(log);
      ofLog.delete(log);
    },
    // The same with a file that goes.
    remove: async (log: string) => {
      await untilKept(ofLog.get(log) ?? []);
      rmSync(log);
      ofLog.delete(log);
    },
  };

  try {
    await isUp();
    for (let number = 0; number < leaks; number++) {
      const value = `leak${String(number).padStart(4, '0')}${'abcdefgh'.repeat(2)}`;
      const log = join(tree, `agent${below(logs)}.log`);
      const line = `${'an ordinary line\n'.repeat(below(20))}{"message": "token=${value}"}\n`;
      const split = below(line.length);
      appendFileSync(log, line.slice(0, split));
      if (number % 3 === 0) await delay(below(10));
      appendFileSync(log, line.slice(split));
      written.push(value);
      ofLog.set(log, [...(ofLog.get(log) ?? []), value]);
      const what = below(20);
      const other = join(tree, `agent${below(logs)}.log`);
      const names = ['rename', 'rename', 'copy', 'copy', 'cut', 'remove'] as const;
      const name = names[what];
      if (name !== undefined && existsSync(other)) await rotate[name](other);
      if (number % (leaks / kills) === leaks / kills - 1) {
        await delay(below(40));
        await tail.kill();
        tail = new TailProcess(compiled, tree, journal);
        await isUp();
      }
    }
    await untilKept(written);
    await vi.waitFor(() => expect(tail.last?.backlogBytes).toBe(0), { timeout: 10_000 });
  } finally {
    await tail.kill();
  }

  const opened = await Journal.open(journal);
  expect(opened.damage).toBeUndefined();
  const book = new LeakBook({ ...opened, now: Date.now });
  const found = [...book.open(), ...book.ended()].map((leak) => ({
    value: leak.fingerprint,
    place: formatPlace(leak.place),
  }));
  expect(new Set(found.map(({ value }) => value))).toEqual(new Set(written));
  const places = found.map(({ value, place }) => `${value} ${place}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
}, 120_000);
