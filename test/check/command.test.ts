import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFixtures, runCheck } from './checking.js';

let folder: string;
let settings: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-check-'));
  settings = join(folder, 'fleetwatch.yaml');
  const machine = (name: string, file: string, port: number) =>
    `  - { name: ${name}, startup_file: ${join(process.cwd(), auditFixtures, file)}, listen: { port: ${port} } }\n`;
  await writeFile(
    settings,
    `machines:\n${machine('east', 'fleet.good.yaml', 9877)}${machine('west', 'port-twice.bad.yaml', 9878)}`,
  );
});

afterAll(() => rm(folder, { recursive: true }));

describe('fleetwatch check', () => {
  it('prints what is wrong, figures, and one line that sums up', async () => {
    const { code, output } = await runCheck({
      files: [`${auditFixtures}/dependency-cycle.bad.yaml`, `${auditFixtures}/fleet.good.yaml`],
    });
    expect(output).toBe(`\
test/fixtures/audits/dependency-cycle.bad.yaml:10:22: error: dependencies go in a circle: Desk -> Planner -> Registry -> Desk [dependency-cycle, risk B]
    why: none of these agents can be started before the others: the boot script leaves all of them out
    do:  remove one of these dependencies; this one closes the circle
test/fixtures/audits/fleet.good.yaml:5:5: info: \`Registry\` also stands on \`dependency-cycle.bad\`, line 5, with another \`dependencies\` [agent-differs, risk G]
    why: whoever knows agents by name alone, as the ready keys in Redis do, takes the two for one
    do:  make them the same, or give one of them another name; nothing, where they differ on purpose

scripts       dependency-cycle.bad  3 of 3 found
              fleet.good            2 of 2 found
              all                   5 of 5 found
dependencies  dependencies          4 between 5 agents
              start-up              2 waves; 3 agents in or behind a circle have none
              deepest               Planner: a chain of 1 must run before it
              most wanted           Registry: needed directly by 1
              most needed           Registry: 2 agents cannot work without it
ports         dependency-cycle.bad  9 used, 3992 free of 5000-9000, largest free block 6006-9000
              fleet.good            6 used, 3995 free of 5000-9000, largest free block 6004-9000

5 agents on 2 machines: 1 error, 0 warnings, 1 info
`);
    expect(code).toBe(1);
  });

  it('prints figures alone where nothing is wrong', async () => {
    const { code, output } = await runCheck({ files: [`${auditFixtures}/fleet.good.yaml`], only: ['paths'] });
    expect(output).toBe(`\
scripts  fleet.good  2 of 2 found

2 agents on 1 machine: 0 errors, 0 warnings, 0 infos
`);
    expect(code).toBe(0);
  });

  it.each([
    ['pc2.startup_config.yaml', 'pc2'],
    ['edge/startup_config.yaml', 'edge'],
    ['edge/startup-config.yml', 'edge'],
    ['edge/fleet.yaml', 'fleet'],
  ])('calls the machine of %s %s', async (file, name) => {
    const { output } = await runCheck({ files: [file], format: 'json' });
    expect(JSON.parse(output).summary.not_audited).toEqual([name]);
  });

  it('reads a file that is named twice once', async () => {
    const file = `${auditFixtures}/fleet.good.yaml`;
    const { output } = await runCheck({ files: [file, file], format: 'json' });
    expect(JSON.parse(output).summary).toMatchObject({ machines: 1, agents: 2, error: 0 });
  });

  it('tells machines apart by their paths where their names would be the same', async () => {
    const { output } = await runCheck({ files: ['a/edge.yaml', 'b/edge.yaml'], format: 'json' });
    expect(JSON.parse(output).summary.not_audited).toEqual(['a/edge.yaml', 'b/edge.yaml']);
  });
});

describe('what fails a check', () => {
  const error = `${auditFixtures}/port-twice.bad.yaml`;
  const warning = `${auditFixtures}/port-well-known.bad.yaml`;
  it.each([
    [error, 'warning', 1],
    [error, 'error', 1],
    [error, 'never', 0],
    [warning, 'warning', 1],
    [warning, 'error', 0],
    [warning, 'never', 0],
    ['nowhere.yaml', 'never', 2],
  ] as const)('%s with --fail-on %s gives %i', async (file, failOn, code) => {
    expect((await runCheck({ files: [file], failOn })).code).toBe(code);
  });

  it('leaves out what is less grave than asked for', async () => {
    expect((await runCheck({ files: [warning], minSeverity: 'error' })).code).toBe(0);
  });

  it('takes unknown keys for errors if asked to', async () => {
    const file = join(folder, 'unknown.yaml');
    await writeFile(
      file,
      'global_settings: {}\nthe_services: [{ name: A, script_path: unknown.yaml, port: 5000, health_check_port: 6000, hots: x }]\n',
    );
    const severities = async (strict: boolean) =>
      JSON.parse((await runCheck({ files: [file], strict, format: 'json' })).output).findings.map(
        ({ code, severity }: { code: string; severity: string }) => `${severity} ${code}`,
      );
    expect(await severities(false)).toEqual(['warning unknown-key']);
    expect(await severities(true)).toEqual(['error unknown-key']);
  });
});

describe('a start-up file that cannot be used', () => {
  it('is reported whatever was selected', async () => {
    const { code, output } = await runCheck({ files: ['nowhere.yaml'], only: ['ports'], minSeverity: 'error' });
    expect(output).toContain('cannot read the file: there is no such file [file-unreadable, risk G]');
    expect(output).toContain('0 agents on 1 machine: 1 error, 0 warnings, 0 infos; not audited: nowhere\n');
    expect(code).toBe(2);
  });

  it('does not say twice that a script is missing', async () => {
    const codes = async (only: readonly string[]) => {
      const { output } = await runCheck({ files: [`${auditFixtures}/script-missing.bad.yaml`], only, format: 'json' });
      return JSON.parse(output).findings.map(({ code }: { code: string }) => code);
    };
    expect(await codes(['A'])).toContain('script-missing');
    expect(await codes(['D'])).toContain('adoption-script-missing');
    const both = await codes(['A', 'D']);
    expect(both).toContain('script-missing');
    expect(both).not.toContain('adoption-script-missing');
    // Of scripts only their letter case is asked for.
    expect(await codes(['script-case', 'D'])).toContain('adoption-script-missing');
  });

  it('keeps no other machine from being audited', async () => {
    const { code, output } = await runCheck({ files: ['nowhere.yaml', `${auditFixtures}/port-twice.bad.yaml`] });
    expect(output).toContain('[port-twice, risk C]');
    expect(code).toBe(2);
  });
});

describe('with --config', () => {
  it('audits all machines of the settings', async () => {
    const { output, code } = await runCheck({ config: settings, format: 'json' });
    const report = JSON.parse(output);
    expect(report.summary).toMatchObject({ machines: 2, agents: 4, error: 1 });
    expect(report.findings).toMatchObject([
      { code: 'agent-differs', machine: 'west', line: 11, column: 5 },
      { code: 'port-twice', machine: 'west', line: 14, column: 26 },
    ]);
    expect(report.findings[0].file).toBe(`${auditFixtures}/port-twice.bad.yaml`);
    expect(code).toBe(1);
  });

  it.each([
    [{ machine: 'east' }, 0],
    [{ machine: 'west' }, 1],
    [{ files: [`${auditFixtures}/fleet.good.yaml`] }, 0],
    [{ files: [`${auditFixtures}/port-twice.bad.yaml`] }, 1],
  ])('reports on %j alone', async (given, code) => {
    expect((await runCheck({ config: settings, ...given })).code).toBe(code);
  });

  it('says so where what another machine has cannot be known', async () => {
    const file = join(folder, 'half.yaml');
    const east = join(process.cwd(), auditFixtures, 'dependency-unresolved.bad.yaml');
    await writeFile(
      file,
      `machines: [{ name: east, startup_file: ${east} }, { name: west, startup_file: gone.yaml }]\n`,
    );
    const { code, output } = await runCheck({ config: file, machine: 'east', only: ['dependency-unresolved'] });
    expect(output).toMatch(/\n2 agents on 1 machine: 0 errors, 0 warnings, 0 infos; not audited: west\n$/);
    expect(code).toBe(0);
  });

  it('reports what is wrong in the settings', async () => {
    const file = join(folder, 'broken.yaml');
    await writeFile(file, 'machines: 5\n');
    const { code, output } = await runCheck({ config: file });
    expect(output).toContain('`machines` must be a list, found an integer [wrong-type, risk G]');
    expect(code).toBe(2);
  });
});

describe('wrong arguments', () => {
  it.each([
    [{}, 'name start-up files, or a settings file with --config'],
    [{ files: ['a.yaml'], machine: 'a' }, '--machine chooses a machine of the settings: it needs --config'],
    [{ files: ['a.yaml'], only: ['port-twise'] }, '`port-twise` is no audit, risk or code, did you mean `port-twice`?'],
    [
      { files: ['a.yaml'], writeBaseline: true },
      'a baseline is written of everything: --write-baseline needs --baseline and excludes --only',
    ],
  ])('%j are refused', async (given, problem) => {
    expect(await runCheck(given)).toEqual({ code: 2, output: '', problems: [problem] });
  });

  it('such as a file of no machine in the settings are refused', async () => {
    const { code, problems } = await runCheck({ config: settings, files: ['other.yaml'] });
    expect(problems).toEqual([
      expect.stringMatching(/other\.yaml is the start-up file of no machine in .*fleetwatch\.yaml$/),
    ]);
    expect(code).toBe(2);
  });
});
