import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JournalReader } from '../../src/changes/journal/reader.js';
import { CrashStage, steps } from './rollbackCrash/stage.js';

/** How often the program is killed. `FLEETWATCH_CRASHES=200` plays what the README tells. */
const crashes = Number(process.env.FLEETWATCH_CRASHES ?? 20);
let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'crash-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it(`a rollback that is killed ${crashes} times runs each step once, and loses none`, {
  timeout: 3_600_000,
}, async () => {
  const stage = new CrashStage(folder);
  const changes = [await stage.requested()];
  // As long as a rollback takes on this machine when nobody disturbs it: so the kills fall on all of its moments.
  const longest = await stage.undisturbed();
  const killedIn: Record<string, number> = {};
  let kills = 0;
  const starts = async () => {
    const { entries } = await stage.book.journal.read();
    return entries.filter((entry) => entry.kind === 'step-started' && entry.data.phase !== 'apply').length;
  };
  // Until one was killed between the journal and the end of a command, and that with it: the step is then started again.
  const hasRepeated = async () => (await starts()) > changes.length * steps.length;
  while (kills < crashes || (kills < 10 * crashes && !(await hasRepeated()))) {
    const id = await stage.requested();
    changes.push(id);
    while (!(await stage.keepFor(Math.random() * longest))) {
      kills++;
      const last = (await stage.book.journal.read()).entries.at(-1);
      killedIn[last?.kind ?? ''] = (killedIn[last?.kind ?? ''] ?? 0) + 1;
      // Every other time what it had started ends with it, as in a power cut.
      if (kills % 2 === 0) await stage.killSteps(id);
    }
  }

  const { entries, problem } = await new JournalReader(join(stage.directory, 'journal.jsonl')).look();
  expect(problem).toBeUndefined();
  for (const id of changes) {
    const record = await stage.book.record(id);
    expect(record.state).toBe('rolled-back');
    expect(await stage.runs(id)).toEqual(steps.map(() => 1));
    const ended = entries.filter(({ change, kind }) => change === id && kind === 'rollback-ended');
    expect(ended).toHaveLength(1);
  }
  const begun = entries.filter((entry) => entry.kind === 'step-started' && entry.data.phase !== 'apply');
  expect(begun.length).toBeGreaterThan(changes.length * steps.length);
  expect(begun.every((entry) => entry.kind === 'step-started' && entry.data.because === 'not-done')).toBe(true);
  process.stdout.write(
    `${kills} kills in ${changes.length} rollbacks, ${begun.length} starts; last entry before a kill: ${JSON.stringify(killedIn)}\n`,
  );
});
