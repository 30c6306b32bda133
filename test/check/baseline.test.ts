import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditFixtures, root, runCheck } from './checking.js';

const bad = `${auditFixtures}/port-twice.bad.yaml`;
let folder: string;
let baseline: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-baseline-'));
  baseline = join(folder, 'baseline.yaml');
});

afterEach(() => rm(folder, { recursive: true }));

async function held(text: string, today?: string, only: readonly string[] = []) {
  await writeFile(baseline, text);
  const { code, output } = await runCheck({ files: [bad], baseline, only, format: 'json' }, today);
  const report = JSON.parse(output);
  const codes = (list: readonly { code: string }[]) => list.map((each) => each.code);
  return { code, found: codes(report.findings), accepted: codes(report.accepted ?? []) };
}

const entry = (more: string) => `- { code: port-twice, until: 2026-12-01, reason: known, ${more} }\n`;
const accepted = { code: 0, found: [], accepted: ['port-twice'] };
const unmatched = { code: 1, found: ['baseline-unmatched', 'port-twice'], accepted: [] };

describe('an entry', () => {
  it.each([
    ['agent: Planner', accepted],
    ['agent: Registry', unmatched],
    [`message: '\`health_check_port\` 5000 of \`Planner\` is also \`port\` of \`Registry\`, line 99'`, accepted],
    ['message: something else', unmatched],
    [`file: ${join(root, bad)}`, accepted],
    ['file: other.yaml', unmatched],
  ])('with %s', async (more, expected) => {
    expect(await held(entry(more))).toEqual(expected);
  });

  it('may name the file from where the baseline is', async () => {
    expect(await held(entry(`file: ${relative(folder, join(root, bad))}`))).toEqual(accepted);
  });

  it('counts to the end of its last day, and is a finding from then on', async () => {
    expect(await held(entry('agent: Planner'), '2026-12-01')).toEqual(accepted);
    expect(await held(entry('agent: Planner'), '2026-12-02')).toEqual({
      code: 1,
      found: ['baseline-expired', 'port-twice'],
      accepted: [],
    });
  });

  it('is not called unmatched where its code was not looked for', async () => {
    expect(await held(entry('agent: Registry'), undefined, ['graph'])).toEqual({ code: 0, found: [], accepted: [] });
  });

  it('has its place in the baseline', async () => {
    await writeFile(baseline, `# known\n${entry('agent: Nobody')}`);
    const { output } = await runCheck({ files: [bad], baseline, only: ['port-twice'] });
    expect(output).toContain(
      `${baseline}:2:3: warning: no \`port-twice\` of \`Nobody\` was found [baseline-unmatched, risk G]`,
    );
  });
});

describe('a baseline that cannot be used', () => {
  it.each([
    ['- { code: port-twice, until: 2026-12-01 }', 'lacks `reason`'],
    [
      '- { code: port-twice, until: tomorrow, reason: r }',
      'write the last day on which they are accepted as YYYY-MM-DD',
    ],
    ['- { code: port-twice, until: 2026-12-01, reason: r, agnt: A }', 'unknown key `agnt`, did you mean `agent`?'],
    ['accepted: []', 'must be a list'],
    ['- {', 'not valid YAML'],
  ])('%s', async (text, message) => {
    await writeFile(baseline, text);
    const { code, output } = await runCheck({ files: [bad], baseline });
    expect(output).toContain(message);
    expect(code).toBe(2);
  });

  it('is one that is not there', async () => {
    const { code, output } = await runCheck({ files: [bad], baseline });
    expect(output).toContain('[file-unreadable, risk G]');
    expect(code).toBe(2);
  });

  it('never accepts what keeps a machine from being audited', async () => {
    await writeFile(baseline, '- { code: file-unreadable, until: 2099-01-01, reason: r }\n');
    const { code, output } = await runCheck({ files: ['nowhere.yaml'], baseline });
    expect(output).toContain('not audited: nowhere');
    expect(code).toBe(2);
  });
});

describe('--write-baseline', () => {
  const write = (today?: string) => runCheck({ files: [bad], baseline, writeBaseline: true }, today);

  it('accepts all there is for 90 days', async () => {
    expect(await write()).toMatchObject({ code: 0, output: `${baseline}: written, accepted findings: 1\n` });
    expect(await readFile(baseline, 'utf8')).toBe(`\
# Findings that are accepted for now. Each comes back when its day is over.
- code: port-twice
  agent: Planner
  file: ${relative(folder, join(root, bad))}
  message: "\`health_check_port\` 5000 of \`Planner\` is also \`port\` of \`Registry\`, line 7"
  until: 2027-02-20
  reason: not looked into yet
`);
    expect((await runCheck({ files: [bad], baseline })).code).toBe(0);
  });

  it('keeps entries that hold, and leaves out those that do not', async () => {
    const kept = '- code: port-twice\n  agent: Planner\n  until: 2026-12-01\n  reason: it moves soon\n';
    await writeFile(baseline, `${kept}${entry('agent: Registry')}`);
    await write();
    expect((await readFile(baseline, 'utf8')).split('\n').slice(1).join('\n')).toBe(kept);
  });

  it('writes nothing while a machine cannot be audited', async () => {
    const { code } = await runCheck({ files: [bad, 'nowhere.yaml'], baseline, writeBaseline: true });
    expect(code).toBe(2);
    await expect(readFile(baseline)).rejects.toThrow('ENOENT');
  });
});
