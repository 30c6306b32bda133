import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { guidanceOf } from '../../src/cli/guidance.js';
import { fleetwatchProgram } from '../../src/cli/program.js';
import { pathOf } from '../../src/cli/usage.js';
import { fleetwatchWords } from '../documents/commands.js';

/** Commands that do something themselves. */
function working(command: Command): Command[] {
  const own = command.commands.length === 0 || command.registeredArguments.length > 0 ? [command] : [];
  return [...own, ...command.commands.flatMap(working)];
}

const commands = working(fleetwatchProgram()).map((command) => [pathOf(command), command] as const);

describe.each(commands)('%s', (path, command) => {
  const guidance = guidanceOf(command);

  it('has examples of itself', () => {
    const called = (guidance?.examples ?? []).map(([commandLine]) => commandLine);
    expect(called).not.toStrictEqual([]);
    for (const commandLine of called) expect(`${commandLine} `).toContain(`${path} `);
  });

  it('says its exit codes', () => {
    expect(Object.keys(guidance?.exits ?? {})).toStrictEqual(expect.arrayContaining(['0', '2']));
  });

  it('shows both in its help', () => {
    let help = '';
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    expect(help).toMatch(/\nExamples:\n {2}# .+\n {2}(?:mkdir .+ && )?fleetwatch .+\n/);
    expect(help).toMatch(/\nExit codes:\n {2}0 {2}.+\n(?: {2}1 {2}.+\n)? {2}2 {2}.+\n$/);
  });

  it('describes itself and all of its options', () => {
    const descriptions = [command, ...command.options, ...command.registeredArguments].map((one) =>
      typeof one.description === 'string' ? one.description : one.description(),
    );
    expect(descriptions.filter((text) => text === '')).toStrictEqual([]);
  });
});

describe('examples', () => {
  it('are called as documents call the program', () => {
    const examples = commands.flatMap(([, command]) => guidanceOf(command)?.examples ?? []);
    for (const [commandLine] of examples) {
      const called = commandLine.split(' && ').at(-1) ?? '';
      expect(fleetwatchWords(called.split(' ')), commandLine).toBeDefined();
    }
  });
});
