import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseListen, parseMilliseconds, parsePort } from '../../src/cli/parsers.js';
import { version } from '../../src/version.js';
import { run } from './program.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usage-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('fleetwatch', () => {
  it.each([
    [['--help'], /Usage: fleetwatch .*serve.*up.*pager.*demo/s],
    [['serve', '--help'], /Usage: fleetwatch serve .*--config <file>/s],
    [['help', 'up'], /Usage: fleetwatch up /],
    [['demo', 'fault', '--help'], /Usage: fleetwatch demo fault .*<agent> <fault>/],
    [['--version'], new RegExp(`^${version.replaceAll('.', '\\.')}\n$`)],
  ])('%j answers on stdout', async (commandLine, stdout) => {
    const ended = await run(commandLine, folder);
    expect(ended.stdout).toMatch(stdout);
    expect({ code: ended.code, stderr: ended.stderr }).toStrictEqual({ code: 0, stderr: '' });
  });

  it.each([
    [[], /Usage: fleetwatch/],
    [
      ['serv'],
      /^fleetwatch: unknown command 'serv'\n\(Did you mean serve\?\)\n`fleetwatch --help` says how it is used\n$/,
    ],
    [
      ['demo', 'falt'],
      /^fleetwatch: unknown command 'falt'\n\(Did you mean fault\?\)\n`fleetwatch demo --help` says how it is used\n$/,
    ],
    [
      ['serve'],
      /^fleetwatch: required option '--config <file>' not specified\n`fleetwatch serve --help` says how it is used\n$/,
    ],
    [
      ['serve', '--config', 'a', '--machin', 'x'],
      /^fleetwatch: unknown option '--machin'\n\(Did you mean --machine\?\)\n`fleetwatch serve --help` says/,
    ],
    [['up', '--prometheus-port', '70000'], /a port is a whole number from 1 to 65535\n`fleetwatch up --help`/],
    [['pager', '--listen', 'here'], /an address is host:port, such as 127\.0\.0\.1:9879\n`fleetwatch pager --help`/],
    [['demo', 'fault', 'Planner'], /^fleetwatch: missing required argument 'fault'\n`fleetwatch demo fault --help`/],
    [
      ['demo', 'fault', 'Planner', 'hang', '--ms', '-1'],
      /it takes a positive number of milliseconds\n`fleetwatch demo fault --help`/,
    ],
    [
      ['check', '--format', 'jsn'],
      /is invalid\. Did you mean json\? Allowed choices are text, json, sarif, github\.\n/,
    ],
    [['change', 'begin', 'x', '--rollback', 'aprove'], /is invalid\. Did you mean approve\? Allowed choices are /],
    [['completion', 'bsh'], /is invalid for argument 'shell'\. Did you mean bash\? Allowed choices are /],
    [['serve', '--config', 'a', 'b'], /^fleetwatch: too many arguments for 'serve'/],
  ])('%j is refused on stderr', async (commandLine, stderr) => {
    const ended = await run(commandLine, folder);
    expect(ended.stderr).toMatch(stderr);
    expect({ code: ended.code, stdout: ended.stdout }).toStrictEqual({ code: 2, stdout: '' });
  });

  it.each([
    ['up', ['up', '--run-directory', 'run']],
    ['demo run', ['demo', 'run', '--run-directory', 'run']],
  ])('%s says what is wrong with its settings', async (_what, commandLine) => {
    await writeFile(join(folder, 'bad.yaml'), 'machines:\n  - { name: alpha, startup: s.yaml }\n');
    const ended = await run([...commandLine, '--config', join(folder, 'bad.yaml')], folder);
    expect(ended.stderr).toMatch(/bad\.yaml:2:\d+: error: .*startup/);
    expect({ code: ended.code, stdout: ended.stdout }).toStrictEqual({ code: 2, stdout: '' });
  });

  it('up refuses machines that are elsewhere', async () => {
    const settings = join(folder, 'far.yaml');
    await writeFile(settings, 'machines:\n  - { name: far, address: 192.0.2.1, startup_file: s.yaml }\n');
    const ended = await run(['up', '--run-directory', 'run', '--config', settings], folder);
    expect(ended.stderr).toBe(
      `fleetwatch: cannot start\nno machine in ${settings} has an address of this machine; nothing could be watched from here\n`,
    );
    expect(ended.code).toBe(2);
  });
});

describe('arguments', () => {
  it.each([
    ['127.0.0.1:9879', { host: '127.0.0.1', port: 9879 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['alpha:65535', { host: 'alpha', port: 65_535 }],
  ])('%s is an address', (text, expected) => {
    expect(parseListen(text)).toStrictEqual(expected);
  });

  it.each(['', '9879', ':9879', '::1:9879', 'a:0', 'a:65536', 'a:1.5', 'a:', '[x]:1'])('%j is none', (text) => {
    expect(() => parseListen(text)).toThrow();
  });

  it.each(['0', '-1', '1e3', '0x50', ' 80', '65536', ''])('%j is no port', (text) => {
    expect(() => parsePort(text)).toThrow('whole number from 1 to 65535');
  });

  it.each(['0', '-5', 'NaN', 'Infinity', ''])('%j is no number of milliseconds', (text) => {
    expect(() => parseMilliseconds(text)).toThrow('positive number');
  });
});
