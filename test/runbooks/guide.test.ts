import { describe, expect, it } from 'vitest';
import { matrixPage } from '../../src/runbooks/guide/matrix.js';
import { procedurePage } from '../../src/runbooks/guide/procedure.js';
import { loadGuide, readGuide } from '../../src/runbooks/guide/read.js';
import { renderGuide } from '../../src/runbooks/guide/render.js';
import type { Runbook } from '../../src/runbooks/model.js';
import { readRunbook } from '../../src/runbooks/reading/read.js';
import { goodRunbook } from './goodRunbook.js';

function runbook(changes: Partial<Runbook> = {}): Runbook {
  const read = readRunbook('every-key.yaml', goodRunbook);
  if (read.runbook === undefined) throw new Error('the fixture has findings');
  return { ...read.runbook, conflicts: [], ...changes };
}

/** The sections of a page, by their headings. */
function sections(text: string): Map<string, string> {
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
}

describe('the page of a procedure', () => {
  const other = runbook({ id: 'other', dependencies: ['every-key'], conflicts: [] });
  const text = procedurePage(runbook({ conflicts: ['other'] }), [runbook(), other]);
  const parts = sections(text);

  it('has eight sections', () => {
    expect([...parts.keys()]).toStrictEqual([
      ...['Issue', 'Solution', 'Steps', 'Tests', 'Rollback', 'Dependencies', 'Risks', 'Success'],
    ]);
  });

  it('has the values that commands ask for, and the commands to copy', () => {
    const steps = parts.get('Steps');
    expect(steps).toContain("\nagent='Planner'  # the agent to migrate\n");
    expect(steps).toContain("\nother=''  # the machine it runs on\n");
    expect(steps).toContain('\nfleetwatch files keep "$project_root"/boot.py --in "$change_directory"\n');
    expect(steps).toContain(`\n(cd "$state_directory"/changes && python3 -c 'print({"a": 1})' "$agent")\n`);
    expect(steps).toContain(
      'fleetwatch change begin every-key --by NAME --config "$config" --on "$machine" --set other="$other"\n',
    );
    expect(steps).toContain('Needed only if this ends with 0:\n\n```sh\ngrep -q wrong "$project_root"/boot.py\n```');
    expect(steps).toContain('on the machine `{other}`. A person does it.\n\nSay so in the channel.');
  });

  it('takes back the last step first, and then does what comes after', () => {
    const rollback = parts.get('Rollback') ?? '';
    expect([...rollback.matchAll(/^### (.*)$/gm)].map(([, title]) => title)).toStrictEqual([
      '1. Undo: Put the right root in',
      '2. Look that all is as before',
    ]);
    // 10 s and the 30 s of the verify; the verify of the last step.
    expect(rollback).toContain('take 1m10s at most on one machine');
  });

  it('names what it waits for, and what waits for it', () => {
    expect(parts.get('Dependencies')?.trim().split('\n')).toStrictEqual([
      '- Finished before: nothing',
      '- Waits for this: [other](other.md)',
      '- May not run beside: [other](other.md)',
    ]);
  });

  it('says what each gate query makes of silence', () => {
    expect(parts.get('Success')).toContain(
      '- As many agents are up as before: `>= baseline`, measured 4 times, every 15s. Several series: only. No data: inconclusive. Not a number: fail. Error: inconclusive.',
    );
    expect(parts.get('Success')).toContain('\n  ```promql\n  count(fleet_agent_up{machine="{machine}"');
  });

  it('does not print a long command twice', () => {
    const [, edit] = runbook().steps;
    if (edit?.action.kind !== 'command') throw new Error('the fixture has another step there');
    const { command } = edit.action;
    const long = { ...command, argv: ['fleetwatch', 'files', 'patch', 'a\nb\nc\nd'] as const };
    const verify = { ...long, argv: [...long.argv, '--check'] as const };
    const page = procedurePage(
      runbook({ steps: [{ ...edit, action: { kind: 'command', command: long }, verify }] }),
      [],
    );
    expect(page).toContain('It is done if the same command with `--check` at its end ends with 0.');
  });
});

describe('the risk matrix', () => {
  it('has each risk at its impact and complexity', () => {
    const whole = (risk: 'A' | 'B', impact: number, complexity: number) =>
      runbook({ id: `risk-${risk}`, kind: 'risk', risk, impact, complexity });
    const page = matrixPage([whole('A', 8, 2), whole('B', 5, 7), runbook({ risk: 'C' })]);
    expect(page).toContain('| **8** |  | A |');
    expect(page).toContain('| **5** |  |  |  |  |  |  | B |');
    expect(page).not.toContain('| C |');
    expect(page).toContain('- Much for little: first: A\n- Little for much: last: B\n');
    expect(page).toContain('| 8 | 2 | 4.0 |');
  });
});

describe('the guide', () => {
  it('is refused with the places of its mistakes', async () => {
    const { guide } = await loadGuide();
    expect(guide).toBeDefined();
    expect(readGuide('guide.yaml', 'criteria: []\n').findings.map(({ code }) => code)).toContain('missing-key');
    expect(readGuide('guide.yaml', 'a: [').findings.map(({ code }) => code)).toContain('yaml-syntax');
  });

  it('is not made of runbooks that go in a circle', async () => {
    const { guide } = await loadGuide();
    if (guide === undefined) throw new Error('the bundled data have findings');
    expect(renderGuide([runbook({ dependencies: ['every-key'] })], guide)).toStrictEqual({
      kind: 'cycles',
      cycles: [['every-key']],
    });
  });

  it('has a page for each runbook, and no link that leads nowhere', async () => {
    const { guide } = await loadGuide();
    if (guide === undefined) throw new Error('the bundled data have findings');
    const result = renderGuide([runbook(), runbook({ id: 'other', kind: 'risk' })], guide);
    if (result.kind !== 'pages') throw new Error('there is a cycle');
    const { pages } = result;
    expect([...pages.keys()].sort()).toStrictEqual([
      ...['README.md', 'emergency.md', 'every-key.md', 'other.md', 'phase-0.md', 'risk-matrix.md'],
    ]);
    for (const text of pages.values()) {
      for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) expect(pages.has(target)).toBe(true);
    }
    expect(pages.get('phase-0.md')).toMatch(
      /## Daily tasks[\s\S]*## Checkpoints[\s\S]*## Rollback triggers[\s\S]*## Success measures/,
    );
    expect(pages.get('emergency.md')).toMatch(
      /## Fast rollback[\s\S]*## Recovery of critical agents[\s\S]*## Communication[\s\S]*## Escalation/,
    );
  });
});
