import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { defineChange } from '../../src/cli/define/change.js';
import { defineCheck } from '../../src/cli/define/check.js';
import { defineFiles } from '../../src/cli/define/files.js';
import { defineJournal } from '../../src/cli/define/journal.js';
import { definePhase0 } from '../../src/cli/define/phase0.js';
import { definePlan } from '../../src/cli/define/plan.js';
import { defineReload } from '../../src/cli/define/reload.js';
import { defineRestart } from '../../src/cli/define/restart.js';
import { defineRollback } from '../../src/cli/define/rollback.js';
import { loadGuide } from '../../src/runbooks/guide/read.js';
import { renderGuide } from '../../src/runbooks/guide/render.js';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';

const [{ guide }, { runbooks }] = await Promise.all([loadGuide(), loadRunbooks([bundledRunbooks])]);
if (guide === undefined) throw new Error('the data of the guide have findings');
const rendered = renderGuide(runbooks, guide);
if (rendered.kind !== 'pages') throw new Error('there is a cycle');

/** Lines of shell on the pages that call fleetwatch to work on a change, or that the data of the guide name. */
const lines = [...rendered.pages.values()]
  .flatMap((text) => [...text.matchAll(/^ *(fleetwatch (?:change|rollback|journal|plan|phase0|reload|restart) .*)$/gm)])
  .map(([, line = '']) => line);

/** The command that would run; fails where fleetwatch has none such. */
async function commandFor(words: readonly string[]): Promise<string> {
  const program = new Command('fleetwatch').exitOverride().configureOutput({ writeErr: () => {} });
  for (const define of [
    ...[defineChange, defineCheck, defineFiles, defineJournal, definePhase0],
    ...[definePlan, defineReload, defineRestart, defineRollback],
  ]) {
    define(program);
  }
  let ran = '';
  const watch = (command: Command) => {
    command.exitOverride().action(() => {
      ran = command.name();
    });
    command.commands.forEach(watch);
  };
  program.commands.forEach(watch);
  await program.parseAsync([...words], { from: 'user' });
  return ran;
}

describe('a command on a page of the guide', () => {
  it('is there', () => expect(new Set(lines).size).toBeGreaterThan(20));

  it.each([...new Set(lines)])('%s is one that fleetwatch has', async (line) => {
    const words = line.split(' ').map((word) => word.replaceAll(/["']/g, '').replace('$', ''));
    expect(await commandFor(words.slice(1))).not.toBe('');
  });

  it('is refused where fleetwatch has it not', async () => {
    await expect(commandFor(['change', 'commence'])).rejects.toThrow();
    await expect(commandFor(['change', 'apply'])).rejects.toThrow("required option '--config <file>' not specified");
  });
});
