import { appendFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createScanner } from '../../../src/leaks/scanner.js';
import { LeakBook } from '../../../src/leakWatch/book/book.js';
import { Journal } from '../../../src/leakWatch/book/journal.js';
import { LogTail } from '../../../src/leakWatch/tail/tail.js';
import { FileCaller } from '../../../src/logs/fileCaller.js';
import { LogWatch } from '../../../src/logs/watch.js';
import { plainly } from './tokenScanner.js';

let folder: string;
let caller: FileCaller;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'watched-')));
  caller = new FileCaller();
  ends.push(
    () => rmSync(folder, { recursive: true }),
    () => caller.stop(),
  );
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('follows the files that the watch over the logs meets, and knows whose they are, with the real rules', async () => {
  const log = join(folder, 'Planner.log');
  writeFileSync(log, 'begin\n');
  const clocks = { now: Date.now, elapsed: () => performance.now() };
  const watch = new LogWatch({
    ...{ procRoot: '/proc', directory: folder, caller, agentOf: async () => undefined },
    ...clocks,
  });
  watch.setAgents(['Planner']);
  const { journal, entries } = await Journal.open(join(folder, 'state', 'leaks.journal'));
  const book = new LeakBook({ journal, entries, now: Date.now });
  const tail = new LogTail({
    ...{ journal, entries, book, caller, start: 'end', share: 0.5, scanner: createScanner(), fingerprint: plainly },
    ...clocks,
    agentOf: (path) => watch.agentOfFile(path),
  });
  watch.tell(tail.files);
  ends.push(() => watch.stop());
  const failures: unknown[] = [];
  tail.start((error) => failures.push(error));
  ends.push(
    () => journal.close(),
    () => tail.stop(),
  );
  await watch.look();
  // Put together here, so that no literal credential stands in this file.
  const password = ['q7Rk2', 'vTz9W', 'mX4sLp'].join('');
  appendFileSync(log, `connecting to nats://planner:${password}@10.0.0.1:4222\n`);
  await vi.waitFor(() => expect(book.open()).toHaveLength(1), { timeout: 10_000 });
  expect(book.open()).toMatchObject([
    { surface: 'log', agent: 'Planner', fingerprint: password, place: { file: log } },
  ]);
  expect(failures).toEqual([]);
});
