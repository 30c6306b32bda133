import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phase0Command } from '../../src/cli/phase0.js';
import { planCommand } from '../../src/cli/plan.js';
import { goodRunbook } from '../runbooks/goodRunbook.js';

let folder: string;
let output: string;
let problems: string[];
let asked: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-'));
  output = '';
  problems = [];
  asked = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** What the exporters answer; nothing where none runs. */
let exporter: string | undefined;
beforeEach(() => {
  exporter = undefined;
});

const around = {
  workingDirectory: process.cwd(),
  environment: {},
  now: () => 1_795_341_600_000,
  write: (text: string) => {
    output += text;
  },
  problem: (line: string) => problems.push(line),
  read: async (url: string) => {
    asked.push(url);
    return exporter;
  },
};

/** Two machines with one agent each; `agent` is the rest of its entry on the first one. */
async function fleet(agent = ''): Promise<string> {
  await mkdir(join(folder, 'own'));
  await writeFile(join(folder, 'a.py'), '');
  for (const [index, name] of ['alpha', 'beta'].entries()) {
    const ports = `port: ${7200 + index}, health_check_port: ${8200 + 10 * index}`;
    const entry = `Agent${index}: { script_path: a.py, ${ports}${index === 0 ? agent : ''} }`;
    await writeFile(join(folder, `${name}.yaml`), `global_settings: {}\nagent_groups:\n  core:\n    ${entry}\n`);
  }
  const config = join(folder, 'fleetwatch.yaml');
  const machines = `
  - { name: alpha, startup_file: alpha.yaml, listen: { host: 0.0.0.0, port: 9877 }, address: 10.0.0.1 }
  - { name: beta, startup_file: beta.yaml, listen: { host: '::1', port: 9878 } }`;
  await writeFile(config, `machines:${machines}\nchanges: { runbooks: own }\nstate_directory: state\n`);
  return config;
}

async function risksIn(config: string): Promise<Record<string, { kind: string; findings?: number }>> {
  expect(await planCommand({ config, format: 'json' }, around)).toBe(0);
  return JSON.parse(output).risks;
}

describe('fleetwatch plan', () => {
  it('plans as if nothing were done, without settings', async () => {
    expect(await planCommand({ format: 'mermaid' }, around)).toBe(0);
    expect(output).toMatch(/^flowchart LR\n {2}subgraph wave1 \[Wave 1\]\n {4}risk-g-schema\["G: /);
    expect(asked).toStrictEqual([]);
  });

  it('knows by a check what is done, and leaves open what nobody could look at', async () => {
    expect(await risksIn(await fleet())).toMatchObject({
      ...{ A: { kind: 'done' }, B: { kind: 'done' }, C: { kind: 'done' }, G: { kind: 'done' } },
      ...{ E: { kind: 'unknown' }, F: { kind: 'unknown' }, H: { kind: 'unknown' } },
    });
    expect(asked).toStrictEqual(['http://10.0.0.1:9877/metrics', 'http://[::1]:9878/metrics']);
    expect(JSON.parse(output).done.map(({ risk }: { risk: string }) => risk)).toStrictEqual(['A', 'B', 'C', 'G']);
  });

  it('counts what is open', async () => {
    expect(await risksIn(await fleet(', dependencies: [Nobody]'))).toMatchObject({ B: { kind: 'open', findings: 1 } });
  });

  it('believes exporters of what only they can see', async () => {
    exporter = ['E', 'H']
      .map((risk) => `fleet_risk_mitigation{machine="x",risk="${risk}",state="mitigated"} 1\n`)
      .concat('fleet_risk_open_findings{machine="x",risk="C"} 2\n')
      .join('');
    expect(await risksIn(await fleet())).toMatchObject({
      ...{ C: { kind: 'open', findings: 4 }, E: { kind: 'done' }, F: { kind: 'unknown' }, H: { kind: 'done' } },
    });
  });

  it('is not sure of anything where a start-up file cannot be read', async () => {
    const config = await fleet();
    await rm(join(folder, 'beta.yaml'));
    expect(await risksIn(config)).toMatchObject({ A: { kind: 'unknown' }, G: { kind: 'open' } });
  });

  it('refuses runbooks that go in a circle, and names them', async () => {
    const config = await fleet();
    const text = (id: string, needs: string) =>
      goodRunbook
        .replace('every-key', id)
        .replace('[risk-b]', '[]')
        .replace('dependencies: []', `dependencies: [${needs}]`);
    await writeFile(join(folder, 'own/one.yaml'), text('one', 'two'));
    await writeFile(join(folder, 'own/two.yaml'), text('two', 'one'));
    expect(await planCommand({ config, format: 'text' }, around)).toBe(2);
    expect(problems.join()).toContain('dependencies go in a circle: one -> two -> one');
    expect(output).toBe('');
  });

  it('cannot run with settings that cannot be used', async () => {
    expect(await planCommand({ config: join(folder, 'none.yaml'), format: 'text' }, around)).toBe(2);
    expect(problems.join()).toContain('there is no such file');
  });
});

describe('fleetwatch phase0', () => {
  it('is not over while anything could not be measured, and says so', async () => {
    const config = await fleet();
    expect(await phase0Command({ config, prometheus: 'http://127.0.0.1:1', json: true }, around)).toBe(1);
    const { met, criteria } = JSON.parse(output);
    const verdicts = Object.fromEntries(criteria.map(({ id, verdict }: Record<string, string>) => [id, verdict]));
    expect(met).toBe(false);
    expect(verdicts).toMatchObject({
      scripts_found: 'met',
      no_credential_visible: 'not-measured',
      all_adopted: 'not-measured',
      rehearsed: 'not-met',
    });
  });

  it('ends with 2 where nothing is known to be missing, and something could not be measured', async () => {
    const config = await fleet();
    await writeFile(join(folder, 'base.py'), 'class BaseAgent:\n    pass\n');
    await writeFile(join(folder, 'a.py'), 'from base import BaseAgent\n\nclass Agent(BaseAgent):\n    pass\n');
    await mkdir(join(folder, 'state/changes'), { recursive: true });
    await writeFile(join(folder, 'state/changes/journal.jsonl'), 'what nobody wrote\n{}\n');
    expect(await phase0Command({ config, prometheus: 'http://127.0.0.1:1', json: true }, around)).toBe(2);
    const { criteria } = JSON.parse(output);
    const verdicts = criteria.map(({ verdict }: Record<string, string>) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['met', 'not-measured']));
  });

  it('is printed for people', async () => {
    expect(await phase0Command({ config: await fleet(), prometheus: 'http://127.0.0.1:1', json: false }, around)).toBe(
      1,
    );
    expect(output).toMatch(/^met +Nothing is wrong with start-up files and settings +no open finding$/m);
    expect(output).toMatch(/\nPhase 0 is not over\. Criteria: 12; met: \d+, /);
  });

  it.each([
    ['an address that is none', { prometheus: 'nowhere' }, 'the address of Prometheus is a URL'],
    ['settings that are not there', { config: '/nonexistent.yaml' }, 'there is no such file'],
  ])('cannot run with %s', async (_what, changes, problem) => {
    const config = await fleet();
    expect(await phase0Command({ config, json: false, ...changes }, around)).toBe(2);
    expect(problems.join()).toContain(problem);
    expect(output).toBe('');
  });
});
