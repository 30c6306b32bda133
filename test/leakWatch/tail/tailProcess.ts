import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const sources = fileURLToPath(new URL('../../../src', import.meta.url));
/** What the program of a tail consists of. */
const leaks = ['leaks', 'leaks/checksum', 'leaks/rules', 'leaks/value', 'redaction'];
const parts = [
  'leakWatch/book',
  'leakWatch/tail',
  'logs',
  'system',
  ...leaks,
  'document',
  'finding.ts',
  'isRecord.ts',
  'parsedJson.ts',
  'systemCode.ts',
];

/** Follows a tree, tells after each commit what it has kept, and never ends by itself. */
const main = `
import { setTimeout as delay } from 'node:timers/promises';
import { statSync } from 'node:fs';
import { Journal } from './leakWatch/book/journal.js';
import { LeakBook } from './leakWatch/book/book.js';
import { LogTail } from './leakWatch/tail/tail.js';
import { FileCaller } from './logs/fileCaller.js';
import { Walk } from './logs/walk.js';
const [, , logs, file] = process.argv;
const caller = new FileCaller();
const { journal, entries, damage } = await Journal.open(file);
if (damage !== undefined) throw new Error(damage);
const now = Date.now;
const book = new LeakBook({ journal, entries, now });
const scanner = {
  window: 64,
  scan: (bytes, form, from = 0) =>
    Array.from(Buffer.from(bytes).toString('latin1').matchAll(/(?<=token=)[a-z0-9]{8,24}/g))
      .map((match) => ({ rule: 'token', start: match.index, end: match.index + match[0].length }))
      .filter(({ start }) => start >= from),
};
const fingerprint = (value) => Buffer.from(value).toString('latin1');
const elapsed = () => performance.now();
const agentOf = () => undefined;
const tail = new LogTail({ journal, entries, book, caller, scanner, fingerprint, agentOf, now, elapsed, start: 'beginning', share: 1 });
const root = { path: logs, device: statSync(logs).dev, place: 'here' };
for (;;) {
  tail.files.begin(root);
  const walk = new Walk(caller, root.place, root, tail.files);
  while ((await walk.slice(5)) === 'more');
  tail.files.end();
  await tail.round();
  await journal.commit();
  const kept = [...book.open(), ...book.ended()].map(({ fingerprint }) => fingerprint);
  process.send({ kept, backlogBytes: tail.figures().backlogBytes });
  await delay(2);
}
`;

export interface Kept {
  readonly kept: readonly string[];
  readonly backlogBytes: number;
}

/** Compiles the program into a folder below `parent`, which is given back. */
export function compile(parent: string): string {
  const folder = mkdtempSync(join(parent, 'compiled-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'main.js'), main);
  for (const part of parts) {
    const files = part.endsWith('.ts') ? [part] : readdirSync(join(sources, part)).map((name) => `${part}/${name}`);
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const { outputText } = ts.transpileModule(readFileSync(join(sources, file), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
      });
      const compiled = join(folder, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(compiled), { recursive: true });
      writeFileSync(compiled, outputText);
    }
  }
  return folder;
}

/** A tail in a process of its own, which can be killed at any moment. */
export class TailProcess {
  readonly #child: ChildProcess;
  #last: Kept | undefined;

  constructor(compiled: string, logs: string, journal: string) {
    this.#child = spawn(process.execPath, [join(compiled, 'main.js'), logs, journal], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: Kept) => {
      this.#last = message;
    });
  }

  /** What it last said it has kept. */
  get last(): Kept | undefined {
    return this.#last;
  }

  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (!this.#child.kill('SIGKILL')) return;
    await ended;
  }
}
