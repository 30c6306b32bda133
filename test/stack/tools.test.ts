import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureTools } from '../../src/stack/tools.js';
import { writeScript } from './scripts.js';

let folder: string;
let bin: string;
let home: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
  bin = join(folder, 'bin');
  // A name that a careless script would trip over.
  home = join(folder, "unpacked 'here'");
  printed = [];
  await mkdir(bin);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function ensure<Name extends Parameters<typeof ensureTools>[0][number]>(wanted: readonly Name[], directory = home) {
  return ensureTools(wanted, { directory, path: bin, print: (line) => printed.push(line) });
}

/**
 * Stands for apt-get and dpkg-deb: notes how it is called, "downloads" one package, and "unpacks" the programs. Only
 * these two are found on PATH before the system's own.
 */
async function fakeDebian(programs: readonly string[]): Promise<void> {
  const debian = join(folder, 'debian');
  await writeScript(
    join(debian, 'apt-get'),
    `echo "$*" >> '${folder}/calls'
for option; do case "$option" in Dir::Cache::archives=*) archives="\${option#*=}";; esac; done
case "$*" in *install*) : > "$archives/thing_1_all.deb";; esac`,
  );
  const unpack = programs.map(
    (program) =>
      `printf '#!/bin/sh\\necho ran "$@" with "$LD_LIBRARY_PATH"\\n' > "$3/usr/bin/${program}"; chmod +x "$3/usr/bin/${program}"`,
  );
  await writeScript(join(debian, 'dpkg-deb'), [`mkdir -p "$3/usr/bin" "$3/usr/lib/x-linux-gnu"`, ...unpack].join('\n'));
  vi.stubEnv('PATH', `${debian}${delimiter}${process.env.PATH}`);
}

/** Where an unpacked program finds its libraries, before those that it would find anyway. */
function libraries(): string {
  return `${join(home, 'root/usr/lib/x-linux-gnu')}:${process.env.LD_LIBRARY_PATH ?? ''}`;
}

describe('ensureTools', () => {
  it('finds programs on the path, by their preferred name first, and fetches nothing', async () => {
    for (const name of ['redis-server', 'node_exporter', 'prometheus-node-exporter']) {
      await writeScript(join(bin, name), 'exit 0');
    }
    expect(await ensure(['redis-server', 'node-exporter'])).toStrictEqual({
      'redis-server': join(bin, 'redis-server'),
      'node-exporter': join(bin, 'prometheus-node-exporter'),
    });
    expect(printed).toStrictEqual([]);
  });

  it('takes neither a folder nor a file that cannot be run for a program', async () => {
    await mkdir(join(bin, 'prometheus-blackbox-exporter'));
    await writeFile(join(bin, 'blackbox_exporter'), '');
    await fakeDebian(['blackbox_exporter']);
    const found = await ensure(['blackbox-exporter']);
    expect(found['blackbox-exporter'].startsWith(home)).toBe(true);
  });

  it('unpacks what is missing, once, and the programs run', async () => {
    await writeScript(join(bin, 'redis-server'), 'exit 0');
    await fakeDebian(['prometheus-process-exporter']);
    const first = await ensure(['redis-server', 'process-exporter']);
    expect(printed).toStrictEqual([
      `not found: process-exporter; unpacking the Debian packages prometheus-process-exporter into ${home}`,
    ]);
    const { stdout, stderr } = spawnSync(first['process-exporter'], ['--flag', 'two words']);
    expect(`${stdout}${stderr}`).toBe(`ran --flag two words with ${libraries()}\n`);

    expect(await ensure(['redis-server', 'process-exporter'])).toStrictEqual(first);
    expect(printed).toHaveLength(1);
  });

  it('lets a program find the data that Debian wrote the place of into it', async () => {
    await fakeDebian(['alertmanager']);
    await writeScript(
      join(folder, 'debian', 'dpkg-deb'),
      `mkdir -p "$3/usr/bin" "$3/usr/share/prometheus/alertmanager"
echo templates > "$3/usr/share/prometheus/alertmanager/default.tmpl"
printf '#!/bin/sh\\ncat /usr/share/prometheus/alertmanager/default.tmpl "$@"\\n' > "$3/usr/bin/prometheus-alertmanager"
chmod +x "$3/usr/bin/prometheus-alertmanager"`,
    );
    await writeFile(join(folder, 'own'), 'own\n');
    const { alertmanager } = await ensure(['alertmanager']);
    const { stdout, stderr } = spawnSync(alertmanager, ['own'], { cwd: folder });
    expect(`${stdout}${stderr}`).toBe('templates\nown\n');
  });

  it("asks apt for no privileges: nothing of the system's own state is touched", async () => {
    await fakeDebian(['prometheus-process-exporter']);
    await ensure(['process-exporter']);
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
    expect(calls).toHaveLength(2);
    for (const call of calls) {
      expect(call).toContain(`Dir::State::lists=${home}`);
      expect(call).toContain(`Dir::Cache::archives=${home}`);
    }
    expect(calls[0]).toMatch(/ update$/);
    expect(calls[1]).toMatch(/ --download-only .* install prometheus-process-exporter$/);
  });

  it('gives absolute paths also for a relative directory', async () => {
    await fakeDebian(['prometheus-process-exporter']);
    const found = await ensure(['process-exporter'], relative(process.cwd(), home));
    expect(isAbsolute(found['process-exporter'])).toBe(true);
    // As a service of the stack runs: in another working directory.
    expect(spawnSync(found['process-exporter'], [], { cwd: '/' }).stdout.toString()).toBe(`ran with ${libraries()}\n`);
  });

  it('says which program the packages do not hold', async () => {
    await fakeDebian([]);
    await expect(ensure(['process-exporter'])).rejects.toThrow('do not hold process-exporter; install them by hand');
  });

  it("passes on apt's own words when it fails", async () => {
    await fakeDebian([]);
    await writeScript(join(folder, 'debian', 'apt-get'), 'echo "E: no network" >&2; exit 100');
    await expect(ensure(['process-exporter'])).rejects.toThrow(/^apt-get failed; .*\nE: no network$/);
  });

  it('says what to do where there is no apt-get', async () => {
    vi.stubEnv('PATH', bin);
    await expect(ensure(['process-exporter'])).rejects.toThrow(
      'there is no apt-get here; put the missing programs on PATH',
    );
  });
});
