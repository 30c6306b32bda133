/** Follows the logs of a folder as the exporter does, and tells on its IPC channel how far it has come. */

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [, , dist, folder, share] = process.argv;
const load = (name) => import(new URL(name, dist).href);
const [{ Journal }, { LeakBook }, { LogTail }, { createScanner }, { fingerprinter }, { FileCaller }, { LogWatch }] =
  await Promise.all(
    [
      'leakWatch/book/journal.js',
      'leakWatch/book/book.js',
      'leakWatch/tail/tail.js',
      'leaks/scanner.js',
      'leakWatch/fingerprint.js',
      'logs/fileCaller.js',
      'logs/watch.js',
    ].map(load),
  );

/** How often the exporter looks at the tree, and writes its book, in milliseconds. */
const passMilliseconds = 30_000;
const commitMilliseconds = 10_000;

const caller = new FileCaller();
const clocks = { now: Date.now, elapsed: () => performance.now() };
const { journal, entries } = await Journal.open(join(folder, 'state', 'leaks.journal'));
const book = new LeakBook({ journal, entries, now: Date.now });
const agentOf = async () => undefined;
const watch = new LogWatch({ procRoot: '/proc', directory: join(folder, 'logs'), caller, agentOf, ...clocks });
const tail = new LogTail({
  ...{ journal, entries, book, caller, start: 'beginning', share: Number(share), ...clocks },
  scanner: createScanner(),
  fingerprint: fingerprinter(new Uint8Array(32)),
  agentOf: (path) => watch.agentOfFile(path),
});
watch.tell(tail.files);
tail.start((error) => {
  throw error;
});
process.on('message', () => process.send({ ...tail.figures(), open: book.open().length + book.unlisted }));
setInterval(() => void journal.commit(), commitMilliseconds);
for (;;) {
  await watch.look();
  await delay(passMilliseconds);
}
