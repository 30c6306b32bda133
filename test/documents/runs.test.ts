import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { marked, type Token } from 'marked';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fleetwatchProgram } from '../../src/cli/program.js';
import { commandsIn, fleetwatchWords, type ShownCommand } from './commands.js';
import { allDocuments } from './documents.js';

/** Commands that ask no server and change nothing outside their folder. */
const alone = [
  ['check'],
  ['ports'],
  ['plan'],
  ['migrate', '--check'],
  ['scan', 'secrets'],
  ['gate', 'lint'],
  ['runbook', 'lint'],
  ['runbook', 'list'],
  ['runbook', 'show'],
  ['alertmanager', 'render'],
  ['completion'],
];

/** Words for which the reader puts something in, places outside the folder, and options that want more than it. */
const unfilled = /^[<$/~]|[A-Z]{3,}|--audit|--stdin|--accept|…/;

/** What a document says to run, that stands alone and whole. Wherever it is shown, it is run once. */
function runnable(): ShownCommand[] {
  const commands = allDocuments()
    .flatMap(commandsIn)
    .filter(({ words, shown }) => {
      const own = fleetwatchWords(words) ?? [];
      const isAlone = alone.some((needed) =>
        needed.every((word, index) => (index === 0 ? own[0] === word : own.includes(word))),
      );
      return shown === 'block' && isAlone && !words.some((word) => unfilled.test(word));
    });
  return [...new Map(commands.map((one) => [fleetwatchWords(one.words)?.join(' '), one])).values()];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  // Where a reader stands: settings that say which machine this is, the files that documents name, the project beside them.
  await cp('examples/demo', folder, { recursive: true, filter: (path) => !/__pycache__|\.fleetwatch/.test(path) });
  const settings = await readFile('examples/demo/fleetwatch.yaml', 'utf8');
  await writeFile(join(folder, 'fleetwatch.yaml'), `machine: alpha\n${settings}`);
  for (const [from, to] of [
    ['alpha/startup_config.yaml', 'startup_config.yaml'],
    ['beta/startup_config.yaml', 'edge/startup_config.yaml'],
    ['alpha/agents/crew', 'src'],
    ['alpha/boot.py', 'deploy/.env'],
  ] as const) {
    await cp(join(folder, from), join(folder, to), { recursive: true });
  }
  // Agents that have run leave logs.
  await mkdir(join(folder, 'logs'), { recursive: true });
  await writeFile(join(folder, 'logs/Planner.log'), 'started\n');
  // Beside the settings, or beside the bundled ones.
  await cp('runbooks', join(folder, 'runbooks'), { recursive: true });
  for (const [id, text] of shownRunbooks()) {
    for (const place of ['', 'runbooks/risks']) await writeFile(join(folder, place, `${id}.yaml`), text);
  }
  const present = new Set(await readdir(folder));
  for (const name of ['examples', 'prometheus', 'docs']) {
    if (!present.has(name)) await symlink(resolve(name), join(folder, name));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Runbooks that documents show, by their ids: a reader saves them under these names. */
function shownRunbooks(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { text } of allDocuments()) {
    marked.walkTokens(marked.lexer(text), (token: Token) => {
      const id = token.type === 'code' && token.lang === 'yaml' ? /^id: ([a-z-]+)/.exec(token.text)?.[1] : undefined;
      if (id !== undefined && token.type === 'code') found.set(id, `${token.text}\n`);
    });
  }
  return found;
}

/** Runs the program here: to start it forty times would take a minute. */
async function run(words: readonly string[]): Promise<{ readonly code: unknown; readonly said: string }> {
  let said = '';
  const take = (text: unknown) => {
    said += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
  ];
  try {
    await fleetwatchProgram().parseAsync(words, { from: 'user' });
    return { code: process.exitCode, said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}

describe('the commands of documents that need no running stack', () => {
  const before = process.cwd();
  const commands = runnable();
  beforeEach(() => process.chdir(folder));
  afterEach(() => process.chdir(before));

  it('are many', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands.map((one) => [one.words.join(' '), one] as const))('%s', async (_text, { file, line, words }) => {
    const { code, said } = await run(fleetwatchWords(words) ?? []);
    // What they find in the demo fleet is theirs to say; that they could not run is not.
    expect([0, 1], `${file}:${line}: ${said.slice(0, 500)}`).toContain(code);
  });
});
