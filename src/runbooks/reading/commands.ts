import type { Path } from '../../document/parse.js';
import type { Command, RunbookFile } from '../runbook.generated.js';

/** A command of a file, and where it stands in it. */
export interface PlacedCommand {
  readonly argv: readonly string[];
  /** Path of the argument vector. */
  readonly path: Path;
  readonly directory: string | undefined;
  readonly directoryPath: Path;
}

/** All commands of a file that the schema has let through, in their order. */
export function commandsIn(file: RunbookFile): PlacedCommand[] {
  const lists = [
    ['steps', file.steps],
    ['rollback', file.rollback ?? []],
  ] as const;
  const ofSteps = lists.flatMap(([key, steps]) =>
    steps.flatMap(({ when, verify, undo, ...step }, index) => {
      const path = [key, index];
      return [
        ...placed([...path, 'when'], when),
        ...runOf(path, step),
        ...placed([...path, 'verify'], verify),
        ...(typeof undo === 'object' ? runOf([...path, 'undo'], undo) : []),
        ...(typeof undo === 'object' ? placed([...path, 'undo', 'verify'], undo.verify) : []),
      ];
    }),
  );
  return [...ofSteps, ...file.tests.flatMap((test, index) => runOf(['tests', index], test))];
}

function placed(path: Path, command: Command | undefined): PlacedCommand[] {
  if (command === undefined) return [];
  if (!Array.isArray(command)) return runOf(path, command);
  return [{ argv: command, path, directory: undefined, directoryPath: path }];
}

function runOf(path: Path, { run, directory }: { run?: readonly string[]; directory?: string }): PlacedCommand[] {
  if (run === undefined) return [];
  return [{ argv: run, path: [...path, 'run'], directory, directoryPath: [...path, 'directory'] }];
}
