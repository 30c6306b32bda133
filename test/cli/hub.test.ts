import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubCompareCommand } from '../../src/cli/hub.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
});
afterEach(() => rm(folder, { recursive: true }));

const machines = 'machines:\n  - { name: one, startup_file: a.yaml }\n  - { name: two, startup_file: b.yaml }\n';
/** Port 2 of loopback: nobody listens there. */
const server = (name: string) =>
  `    - { machine: ${name}, prometheus_url: 'http://127.0.0.1:2', alertmanager_url: 'http://127.0.0.1:2' }\n`;

async function compare(settings: string) {
  const config = join(folder, 'fleetwatch.yaml');
  await writeFile(config, settings);
  const problems: string[] = [];
  const written: string[] = [];
  const code = await hubCompareCommand(
    { config, window: 3600, json: false },
    { write: (text) => written.push(text), problem: (line) => problems.push(line), now: () => 1_795_341_600_000 },
  );
  return { code, problems, written };
}

describe('fleetwatch hub compare cannot run', () => {
  it.each<[string, string, RegExp]>([
    ['without hubs', machines, /the settings name fewer than two hubs/],
    ['with one hub', `${machines}hubs:\n  servers:\n${server('one')}`, /the settings name fewer than two hubs/],
    ['with settings that have findings', `${machines}hubs: {}\n`, /cannot use the settings\n.*lacks `servers`/],
    [
      'while a hub is away: that the others agree says nothing',
      `${machines}hubs:\n  servers:\n${server('one')}${server('two')}`,
      /^the hub of one does not answer at http:.+\n {4}why: no connection \(ECONNREFUSED\)\n {4}do: {2}start/,
    ],
  ])('%s', async (_what, settings, problem) => {
    const { code, problems, written } = await compare(settings);
    expect(code).toBe(2);
    expect(problems[0]).toMatch(problem);
    expect(written).toStrictEqual([]);
  });
});
