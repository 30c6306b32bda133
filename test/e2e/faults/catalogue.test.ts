import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TendedStack } from '../tendedStack.js';
import { agentCombinations } from './agentCombinations.js';
import { catalogue } from './catalogue.js';
import { chosen } from './chosen.js';
import { type Played, play } from './play.js';
import { outcomeTable } from './table.js';
import { watcherCombinations } from './watcherCombinations.js';

const said = process.env.FLEETWATCH_FAULTS;
const faults = chosen(catalogue, said);
const allCombinations = [...agentCombinations, ...watcherCombinations];
const combinations = chosen(allCombinations, said);
const phases = combinations.flatMap(({ id, phases: own }) => own.map((phase) => ({ id, phase })));
const longestMinutes = 60;
const heading =
  '# The last whole run of the fault catalogue\n\nWritten by `npm run faults`; [what it plays](faults.md#the-catalogue).';

describe('the fault catalogue under two real Prometheus servers and Alertmanager', () => {
  let stack: TendedStack;
  let played: Played;

  beforeAll(async () => {
    if (faults.length + combinations.length === 0) throw new Error(`nothing of the catalogue is named like ${said}`);
    stack = await TendedStack.start();
    await stack.untilKnown();
    played = await play(stack, faults, combinations);
    const table = outcomeTable(played);
    process.stdout.write(`\n${table}\n`);
    const file = process.env.FLEETWATCH_FAULTS_TABLE;
    if (file !== undefined) await writeFile(file, `${heading}\n\n${table}\n`);
  }, longestMinutes * 60_000);

  afterAll(async () => {
    await stack.remove();
  });

  it('names alerts that there are', async () => {
    const rules = new Set(await stack.alertNames());
    const named = [
      ...catalogue.flatMap(({ expect }) => (expect === 'nothing' ? [] : [expect.alert])),
      ...allCombinations.flatMap((one) => one.phases.flatMap(({ brings }) => brings.map(alertOf))),
    ];
    expect(named.filter((alert) => !rules.has(alert))).toEqual([]);
  });

  it.each(faults.map((fault) => [fault.id, fault] as const))(
    '%s: one page, resolved when it is cleared',
    (_, fault) => {
      const outcome = played.faults.find((one) => one.fault === fault);
      expect(outcome?.problem).toBeUndefined();
      expect(outcome?.wrong).toEqual([]);
      expect(outcome?.pages).toBe(fault.expect === 'nothing' ? 0 : 1);
      if (fault.expect === 'nothing') return;
      expect(outcome?.secondsToPage).toBeLessThanOrEqual(fault.pageSeconds);
      expect(outcome?.secondsToResolve).toBeLessThanOrEqual(fault.resolveSeconds);
    },
  );

  it.each(phases.map(({ id, phase }) => [id, phase.what, phase] as const))(
    '%s: %s: what it brings, and nothing else',
    (_, __, phase) => {
      const outcome = played.phases.find((one) => one.phase === phase);
      expect(outcome).toMatchObject({ missing: [], wrong: [], problem: undefined });
      if (phase.brings.length > 0) expect(outcome?.seconds).toBeLessThanOrEqual(phase.seconds);
    },
  );

  it('brings no page that belongs to no fault', () => {
    expect(played.nobodys).toEqual([]);
  });

  it('leaves no alert behind', () => {
    expect(played.left).toEqual([]);
  });

  it('ends and leaves nothing behind', async () => {
    await stack.stop();
    expect(await stack.leftProcesses()).toEqual([]);
  });

  function alertOf(notice: string): string {
    return notice.split(' ')[2] ?? '';
  }
});
