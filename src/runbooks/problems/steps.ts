import type { ParsedDocument, Path } from '../../document/parse.js';
import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import { fleetwatchWord } from '../model.js';
import type { RunbookFile, Step } from '../runbook.generated.js';
import { problem } from './problem.js';

/** What is wrong with the steps and tests of a file, one by one and beside each other. */
export function stepProblems(file: RunbookFile, document: ParsedDocument): Finding[] {
  const steps = placedSteps(file);
  const ids = [...steps.map(([path, { id }]) => [path, id] as const), ...testIds(file)];
  return [
    ...steps.flatMap(([path, step]) => actionProblems(path, step, document)),
    ...steps.flatMap(([path, { undo }]) =>
      typeof undo === 'object' ? actionProblems([...path, 'undo'], undo, document) : [],
    ),
    ...steps.flatMap(([path, step]) => (path[0] === 'steps' ? undoProblems(path, step, document) : [])),
    ...ids.flatMap(([path, id], index) => {
      const first = ids.findIndex(([, other]) => other === id);
      return first === index ? [] : [twice(id, [...path, 'id'], document)];
    }),
  ];
}

function placedSteps({ steps, rollback = [] }: RunbookFile): [Path, Step][] {
  return [
    ...steps.map((step, index): [Path, Step] => [['steps', index], step]),
    ...rollback.map((step, index): [Path, Step] => [['rollback', index], step]),
  ];
}

function testIds({ tests }: RunbookFile): [Path, string][] {
  return tests.map(({ id }, index) => [['tests', index], id]);
}

function actionProblems(path: Path, { run, instruct }: Pick<Step, 'run' | 'instruct'>, document: ParsedDocument) {
  if ((run === undefined) !== (instruct === undefined)) return [];
  return [
    problem('runbook-action', 'error', document.placeOfValue(path), {
      message: run === undefined ? 'neither `run` nor `instruct` is given' : 'both `run` and `instruct` are given',
      why: 'a step is done by the program or by a person, and somebody must know by whom',
      remedy: 'give `run` for a command, or `instruct` for what a person does',
    }),
  ];
}

/** Commands of fleetwatch that leave everything as it is, but for copies in the folder of the change. */
const readers: readonly (readonly string[])[] = [
  ...['check', 'ports', 'scan', 'gate', 'plan', 'phase0', 'journal'].map((command) => [command]),
  ...[
    ['runbook', 'lint'],
    ['runbook', 'list'],
    ['files', 'keep'],
    ['files', 'same'],
  ],
];

function undoProblems(path: Path, { undo, run, id }: Step, document: ParsedDocument): Finding[] {
  if (undo !== undefined || (run !== undefined && leavesAllAsItIs(run))) return [];
  return [
    problem('runbook-no-undo', 'warning', document.placeOfValue(path), {
      message: `step \`${shown(id)}\` does not say how it is taken back`,
      why: 'every change can be taken back within five minutes, by anybody',
      remedy: 'give `undo`, or `undo: none` where there is nothing to take back',
    }),
  ];
}

function leavesAllAsItIs([program, ...words]: readonly string[]): boolean {
  return program === fleetwatchWord && readers.some((reader) => reader.every((word, index) => words[index] === word));
}

function twice(id: string, path: Path, document: ParsedDocument): Finding {
  return problem('runbook-twice', 'error', document.placeOfValue(path), {
    message: `\`${shown(id)}\` is the id of an earlier step or test too`,
    why: 'the journal knows a step by its id: of two with one id nobody could say which was done',
    remedy: 'give each step and test an id of its own',
  });
}
