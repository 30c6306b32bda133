import { conditionText } from '../../gate/condition.js';
import { durationText } from '../../gate/duration.js';
import type { GateQuery } from '../../gate/model.js';
import type { Runbook, Step } from '../model.js';
import { downtimeWords, hours } from '../plan/text.js';
import { actionText, commandText, machineText, stepText, verifyText } from './commands.js';
import { code, fenced, generatedNote, item, page, table } from './markdown.js';
import { shellLine } from './shell.js';
import { valuesBlock } from './values.js';

/** The page of one runbook: what it is, and eight sections. `all` are those that it may be related to. */
export function procedurePage(runbook: Runbook, all: readonly Runbook[]): string {
  const { title, issue, solution, risks } = runbook;
  return page(
    `# ${title}`,
    summary(runbook),
    '## Issue',
    issue,
    '## Solution',
    solution,
    '## Steps',
    ...stepsSection(runbook),
    '## Tests',
    ...testsSection(runbook),
    '## Rollback',
    ...rollbackSection(runbook),
    '## Dependencies',
    dependenciesSection(runbook, all),
    '## Risks',
    risks.length === 0
      ? 'None known.'
      : table(
          ['what may go wrong', 'likelihood', 'what is done about it'],
          risks.map(({ hazard, likelihood, mitigation }) => [hazard, likelihood, mitigation]),
        ),
    '## Success',
    ...successSection(runbook),
    generatedNote,
  );
}

function summary(runbook: Runbook): string {
  const { id, risk, kind, impact, complexity, effortHours, downtime, machines, bakeSeconds } = runbook;
  return table(
    ['runbook', 'risk', 'impact', 'complexity', 'effort', 'machines', 'the fleet', 'bake time'],
    [
      [
        code(id),
        kind === 'risk' ? risk : `part of ${risk}`,
        String(impact),
        String(complexity),
        hours(effortHours),
        machines === 'each' ? 'one change a machine' : 'one change for all',
        downtimeWords[downtime],
        durationText(bakeSeconds),
      ],
    ],
  );
}

function stepsSection(runbook: Runbook): string[] {
  const sets = runbook.parameters.flatMap(({ name, default: usual }) =>
    usual === undefined ? [`--set ${name}="$${name}"`] : [],
  );
  const begin = changeLine('begin', runbook.id, '--by', 'NAME');
  return [
    'These values are asked for. Set them, and go to the project root (`cd "$project_root"`) to do the steps by hand:',
    valuesBlock(runbook),
    'fleetwatch does the steps, records each before it begins, and takes all back if it must:',
    fenced('sh', [[begin, ...sets].join(' '), changeLine('apply'), changeLine('commit', '--by', 'NAME')].join('\n')),
    ...runbook.steps.flatMap((step, index) => stepText(step, index + 1)),
  ];
}

/** A command on the change, on the machine that keeps it. */
function changeLine(...words: readonly string[]): string {
  return shellLine(['fleetwatch', 'change', ...words, '--config', '{config}', '--on', '{machine}']);
}

function testsSection({ tests }: Runbook): string[] {
  if (tests.length === 0) return ['None besides the verifies of the steps.'];
  return [
    'After all steps each of these must end with 0:',
    ...tests.map(({ title, machine, command }) => {
      const lead = `${title}, ${machineText(machine)}, within ${command.deadlineSeconds} s:`;
      return item(lead, fenced('sh', commandText(command)));
    }),
  ];
}

/** Undos in the order in which they are done: the last step first. */
function rollbackSection({ steps, rollback }: Runbook): string[] {
  const undos = steps.filter(({ undo }) => undo !== undefined).reverse();
  return [
    fenced('sh', changeLine('rollback', 'CHANGE', '--by', 'NAME')),
    undos.length === 0 && rollback.length === 0
      ? 'Nothing is to be taken back.'
      : `By hand, in this order. Only what was done is undone; ${upperBound(steps, rollback)}`,
    ...undos.flatMap((step, index) => undoText(step, index + 1)),
    ...rollback.flatMap((step, index) => stepText(step, undos.length + index + 1)),
  ];
}

function undoText({ id, title, machine, undo }: Step, number: number): string[] {
  if (undo === undefined) return [];
  return [
    `### ${number}. Undo: ${title}`,
    `Step ${code(id)}, ${machineText(machine)}.`,
    actionText(undo.action),
    ...verifyText('undone', undo.action, undo.verify),
  ];
}

/** By the deadlines, on one machine: what people do takes as long as it takes. */
function upperBound(steps: readonly Step[], rollback: readonly Step[]): string {
  const undos = steps.flatMap(({ undo }) => (undo === undefined ? [] : [undo]));
  const seconds = [...undos, ...rollback].reduce(
    (sum, { action, verify }) =>
      sum + verify.deadlineSeconds + (action.kind === 'command' ? action.command.deadlineSeconds : 0),
    0,
  );
  return `the commands and their verifies take ${durationText(seconds)} at most on one machine.`;
}

function dependenciesSection({ id, dependencies, conflicts }: Runbook, all: readonly Runbook[]): string {
  const link = (other: string) => (all.some((one) => one.id === other) ? `[${other}](${other}.md)` : other);
  const list = (ids: readonly string[]) => (ids.length === 0 ? 'nothing' : ids.map(link).join(', '));
  const waiting = all.filter((other) => other.dependencies.includes(id)).map((other) => other.id);
  const conflicting = all.filter((other) => other.conflicts.includes(id)).map((other) => other.id);
  return [
    `- Finished before: ${list(dependencies)}`,
    `- Waits for this: ${list(waiting)}`,
    `- May not run beside: ${list([...new Set([...conflicts, ...conflicting])].sort())}`,
  ].join('\n');
}

function successSection({ success, abort }: Runbook): string[] {
  return [
    'The change has succeeded if its gate says go:',
    ...success.map(queryText),
    ...(abort.length === 0
      ? []
      : ['All the while, also during the bake time, these must hold. One that fails takes the change back:']),
    ...abort.map(queryText),
  ];
}

function queryText(query: GateQuery): string {
  const { title, condition, reduce, onNoData, onNaN, onError, count, interval } = query;
  const times = count === 1 ? 'once' : `${count} times, every ${durationText(interval)}`;
  return item(
    `${title}: ${code(conditionText(condition))}, measured ${times}. Several series: ${reduce}. No data: ${onNoData}. Not a number: ${onNaN}. Error: ${onError}.`,
    fenced('promql', query.query),
  );
}
