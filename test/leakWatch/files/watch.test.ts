import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFileGaps } from '../../../src/leakWatch/files/gaps.js';
import { Selection } from '../../../src/leakWatch/files/selection.js';
import { type FileView, FileWatch } from '../../../src/leakWatch/files/watch.js';
import { fingerprinter } from '../../../src/leakWatch/fingerprint.js';
import { Reader, type Wanted } from '../../../src/leakWatch/reading/reader.js';
import { FileCaller } from '../../../src/logs/fileCaller.js';
import { mark, markScanner } from '../markScanner.js';

/** A year before the tests are young no more. */
const longAgo = new Date('2025-01-01T00:00:00Z');

let folder = '';
let root = '';
let elapsed = 0;
let reads: string[] = [];
let caller: FileCaller;
let reader: Reader;
let watch: FileWatch;

/** Notes what is read. */
class NotedReader extends Reader {
  override read(files: readonly Wanted[], take: Parameters<Reader['read']>[1]): Promise<void> {
    reads.push(...files.map(({ path }) => path.slice(folder.length + 1)));
    return super.read(files, take);
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetwatch-files-'));
  root = join(folder, 'project');
  mkdirSync(root);
  elapsed = 0;
  reads = [];
  caller = new FileCaller();
  reader = new NotedReader();
  watch = new FileWatch({
    procRoot: '/proc',
    caller,
    reader,
    scanner: markScanner,
    fingerprint: fingerprinter(Buffer.from('a key for tests')),
    maxFileBytes: 300_000,
    elapsed: () => elapsed,
    now: Date.now,
    containers: [join(folder, 'containers', '*', 'config.json')],
  });
  look([]);
});

afterEach(async () => {
  await Promise.all([caller.stop(), reader.stop()]);
  rmSync(folder, { recursive: true });
});

/** Names files besides those of the project. */
function look(named: readonly string[]): void {
  watch.setScope({
    root,
    named: named.map((name) => join(folder, name)),
    selection: new Selection({ root, apart: [join(root, 'logs')] }),
    agentOf: (path) => (path === join(root, 'agents/router.py') ? 'Router' : undefined),
  });
}

function put(name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, longAgo, longAgo);
}

/** The next pass, all of it. */
async function pass(): Promise<FileView> {
  elapsed += 60_000;
  reads = [];
  for (;;) {
    const view = await watch.look();
    if (view !== undefined) return view;
  }
}

const shown = ({ sightings }: FileView) =>
  [...sightings.values()]
    .flat()
    .map(({ surface, place, agent }) =>
      place.kind === 'file'
        ? `${surface} ${place.file.slice(folder.length + 1)}:${place.line}:${place.column} ${agent ?? '-'}`
        : 'a process',
    )
    .sort();

describe('the files of a project', () => {
  it('show where credentials stand, and whose file it is', async () => {
    put('project/startup.yaml', `# ß\nenv: { KEY: ${mark(1)} }\nother: ${mark(2)}\n`);
    put('project/agents/router.py', `import os\nKEY = "${mark(1)}"\n`);
    put('project/.env', mark(3));
    put('project/README.md', mark(4));
    put('project/logs/router.json', mark(5));
    put('project/node_modules/x/package.json', mark(6));
    const view = await pass();
    expect(shown(view)).toStrictEqual([
      'code project/agents/router.py:2:8 Router',
      'config project/.env:1:1 -',
      'config project/startup.yaml:2:13 -',
      'config project/startup.yaml:3:8 -',
    ]);
    expect(view).toMatchObject({ files: 3, gaps: noFileGaps });
    expect(view.passedAt).toBeGreaterThan(0);
  });

  it('are read again only when they have changed', async () => {
    put('project/a.yaml', mark(1));
    put('project/b.yaml', mark(2));
    await pass();
    expect(shown(await pass())).toHaveLength(2);
    expect(reads).toStrictEqual([]);
    put('project/a.yaml', 'gone');
    put('project/c.yaml', mark(3));
    expect(shown(await pass())).toStrictEqual(['config project/b.yaml:1:1 -', 'config project/c.yaml:1:1 -']);
    expect(reads.sort()).toStrictEqual(['project/a.yaml', 'project/c.yaml']);
    // Another file of the same size and time in its place.
    put('project/new.yaml', mark(9));
    renameSync(join(root, 'new.yaml'), join(root, 'b.yaml'));
    await pass();
    expect(reads).toStrictEqual(['project/b.yaml']);
  });

  it('are read again as long as they are young: times are coarse', async () => {
    put('project/a.yaml', mark(1));
    utimesSync(join(root, 'a.yaml'), new Date(), new Date());
    await pass();
    await pass();
    expect(reads).toStrictEqual(['project/a.yaml']);
  });

  it('end with their leaks when they are deleted, also with their folder', async () => {
    put('project/a.yaml', mark(1));
    put('project/below/b.yaml', mark(2));
    await pass();
    rmSync(join(root, 'below'), { recursive: true });
    const view = await pass();
    expect(shown(view)).toStrictEqual(['config project/a.yaml:1:1 -']);
    expect(view.mayHold(join(root, 'below/b.yaml'))).toBe(false);
  });

  it('that are named are read wherever they are, through links, once, and at each pass', async () => {
    put('elsewhere/startup.yaml', mark(1));
    put('project/settings.txt', mark(2));
    symlinkSync(join(folder, 'elsewhere/startup.yaml'), join(folder, 'link.yaml'));
    put('project/startup.yaml', mark(3));
    look(['link.yaml', 'project/settings.txt', 'project/startup.yaml', 'missing.yaml']);
    await pass();
    const view = await pass();
    expect(shown(view)).toStrictEqual([
      'config link.yaml:1:1 -',
      'config project/settings.txt:1:1 -',
      'config project/startup.yaml:1:1 -',
    ]);
    expect(reads.sort()).toStrictEqual(['link.yaml', 'missing.yaml', 'project/settings.txt', 'project/startup.yaml']);
    expect(view.gaps).toStrictEqual(noFileGaps);
  });

  it('that describe containers are read as configuration', async () => {
    put('containers/abc/config.json', `{"Env": ["KEY=${mark(1)}"]}`);
    expect(shown(await pass())).toStrictEqual(['config containers/abc/config.json:1:15 -']);
  });

  it('that are long are read in pieces, up to the limit', async () => {
    const line = `${'x'.repeat(99)}\n`;
    put('project/long.yaml', `${line.repeat(2900)}${mark(1)}`);
    put('project/longer.yaml', `${line.repeat(3100)}${mark(2)}`);
    const view = await pass();
    expect(shown(view)).toStrictEqual(['config project/long.yaml:2901:1 -']);
    expect(view.gaps).toStrictEqual({ ...noFileGaps, large: 1 });
    expect(view.gapExamples).toStrictEqual([{ reason: 'large', path: join(root, 'longer.yaml') }]);
    // What grew out of sight may well hold what it held.
    truncateSync(join(root, 'long.yaml'), 400_000);
    const grown = await pass();
    expect(shown(grown)).toStrictEqual([]);
    expect(grown.mayHold(join(root, 'long.yaml'))).toBe(true);
  });

  it('behind links, and what only looks like a file, are not read', async () => {
    put('outside/a.yaml', mark(1));
    symlinkSync(join(folder, 'outside'), join(root, 'out.yaml'));
    symlinkSync('inside.yaml', join(root, 'in.yaml'));
    put('project/inside.yaml', mark(2));
    execFileSync('mkfifo', [join(root, 'fifo.yaml')]);
    const view = await pass();
    expect(shown(view)).toStrictEqual(['config project/inside.yaml:1:1 -']);
    expect(view.gaps).toStrictEqual({ ...noFileGaps, link: 1 });
  });

  it('are looked through only now and then', async () => {
    await pass();
    elapsed += 59_000;
    expect(await watch.look()).toBeUndefined();
    elapsed += 1000;
    expect(await watch.look()).toBeDefined();
  });

  it('that are not there are a gap, as long as they are not', async () => {
    rmSync(root, { recursive: true });
    const view = await pass();
    expect(view.gaps).toStrictEqual({ ...noFileGaps, failed: 1 });
    expect(view.mayHold(join(root, 'a.yaml'))).toBe(true);
  });
});

describe('a file system that does not answer', () => {
  it('leaves things as they were', async () => {
    put('project/a.yaml', mark(1));
    const { passedAt } = await pass();
    const asks = caller.ask.bind(caller);
    caller.ask = async (place, call, question) =>
      'directory' in question && question.directory === root && call === 'list' ? 'stuck' : asks(place, call, question);
    const view = await pass();
    expect(view.gaps).toStrictEqual({ ...noFileGaps, stuck: 1 });
    expect(view.passedAt).toBe(passedAt);
    expect(view.mayHold(join(root, 'a.yaml'))).toBe(true);
  });
});
