import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatPlace } from '../src/finding.js';
import { loadMachines, loadSettings } from '../src/settings.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  file = join(folder, 'fleetwatch.yaml');
});

afterEach(() => rm(folder, { recursive: true }));

const twoMachines = `machines:
  - name: alpha
    startup_file: alpha.yaml
  - name: beta
    startup_file: beta.yaml
`;

/** What is wrong with a text, as `line:column code message`. */
async function wrongWith(text: string, machine?: string): Promise<string[]> {
  await writeFile(file, text);
  const { settings, findings } = await loadSettings(file, machine);
  expect(settings === undefined).toBe(findings.length > 0);
  return findings.map(({ code, place, message }) => `${formatPlace(place).slice(file.length + 1)} ${code} ${message}`);
}

describe('a schedule', () => {
  it('that is no cron expression is found at its place, and all of them at once', async () => {
    const text = `${twoMachines}collectors:
  machine: { schedule: every five minutes }
  discovery:
    schedule: '61 * * * * *'
  ready_keys: { schedule: '*/15 * * * * *' }
`;
    const found = await wrongWith(text, 'alpha');
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(
      /^7:24 invalid-schedule `collectors\.machine\.schedule` is no cron expression: .*six fields/,
    );
    expect(found[1]).toMatch(/^9:15 invalid-schedule `collectors\.discovery\.schedule` is no cron expression: .*61/);
  });

  it('that is one is taken', async () => {
    await writeFile(file, `${twoMachines}collectors: { machine: { schedule: '0 0 * * * *' } }\n`);
    const { settings } = await loadSettings(file, 'beta');
    expect(settings?.collectors.machine).toStrictEqual({ schedule: '0 0 * * * *' });
  });
});

describe('the machine to watch', () => {
  it.each([
    ['is not said', twoMachines, undefined, '1:1 unknown-machine it is not said which machine to watch'],
    [
      'is misspelt in the file',
      `machine: alpa\n${twoMachines}`,
      undefined,
      '1:10 unknown-machine no machine is called `alpa`, did you mean `alpha`?',
    ],
    [
      'is misspelt on the command line',
      twoMachines,
      'bata',
      '1:1 unknown-machine no machine is called `bata`, did you mean `beta`?',
    ],
    ['is unlike any other', twoMachines, 'gateway', '1:1 unknown-machine no machine is called `gateway`'],
  ])('%s', async (_what, text, machine, expected) => {
    expect(await wrongWith(text, machine)).toStrictEqual([expected]);
  });

  it('is told together with what else is wrong', async () => {
    const twice = `${twoMachines}  - name: beta\n    startup_file: other.yaml\n`;
    expect(await wrongWith(twice, 'gamma')).toStrictEqual([
      '6:11 duplicate-machine machine `beta` is listed twice',
      expect.stringContaining('unknown-machine'),
    ]);
  });
});

describe('loadMachines', () => {
  it('gives all machines, whichever is watched from here', async () => {
    await writeFile(file, twoMachines);
    const { machines, findings } = await loadMachines(file);
    expect(machines.map(({ name }) => name)).toStrictEqual(['alpha', 'beta']);
    expect(findings).toStrictEqual([]);
  });

  it.each([
    ['a file that is not there', undefined, 'file-unreadable'],
    ['an empty file', '', expect.any(String)],
    ['broken YAML', 'machines: [', expect.any(String)],
    ['an unknown key', `${twoMachines}helth: {}\n`, 'unknown-key'],
    ['a machine listed twice', `${twoMachines}  - { name: alpha, startup_file: x }\n`, 'duplicate-machine'],
  ])('gives none and says why: %s', async (_what, text, code) => {
    if (text !== undefined) await writeFile(file, text);
    const { machines, findings } = await loadMachines(file);
    expect(machines).toStrictEqual([]);
    expect(findings[0]).toMatchObject({ code, severity: 'error' });
  });
});
