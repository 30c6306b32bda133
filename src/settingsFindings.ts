import { cronProblem } from './cron.js';
import { didYouMean, nearest } from './document/nearest.js';
import type { ParsedDocument } from './document/parse.js';
import { shown } from './document/wording.js';
import type { FilePlace, Finding } from './finding.js';
import { isLeakRule, leakRules } from './leaks/scanner.js';
import type { CollectorSettings } from './settings.generated.js';

/** What is wrong with the choice of the machine to watch, `wanted`, among the machines that there are. */
export function unknownMachine(wanted: string | undefined, names: readonly string[], place: FilePlace): Finding {
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  return {
    code: 'unknown-machine',
    risk: 'G',
    severity: 'error',
    place,
    message:
      wanted === undefined
        ? 'it is not said which machine to watch'
        : `no machine is called \`${wanted}\`${didYouMean(near)}`,
    why: 'one exporter watches one machine, and guessing could watch the wrong one',
    remedy: `set \`machine\`, or name one with --machine or --on: ${names.join(', ')}`,
  };
}

/** One finding for each machine whose name an earlier one has. */
export function duplicateMachines(names: readonly string[], document: ParsedDocument): Finding[] {
  return names.flatMap((name, index): Finding[] => {
    if (names.indexOf(name) === index) return [];
    return [
      {
        code: 'duplicate-machine',
        risk: 'G',
        severity: 'error',
        place: document.placeOfValue(['machines', index, 'name']),
        message: `machine \`${name}\` is listed twice`,
        why: 'the machine is a label: two of the same name cannot be told apart',
        remedy: 'give every machine a name of its own',
      },
    ];
  });
}

/** One finding for each rule that is to be left out, and that there is not. */
export function unknownLeakRules(rulesOff: readonly string[], document: ParsedDocument): Finding[] {
  return rulesOff.flatMap((id, index): Finding[] => {
    if (isLeakRule(id)) return [];
    const near = nearest(
      id,
      leakRules.map((rule) => rule.id),
    );
    return [
      {
        code: 'unknown-leak-rule',
        risk: 'G',
        severity: 'error',
        place: document.placeOfValue(['leaks', 'rules_off', index]),
        message: `there is no leak rule \`${shown(id)}\`${didYouMean(near)}`,
        why: 'the rule that was meant would go on finding what should be left alone',
        remedy: 'use an id of docs/leak-rules.md',
      },
    ];
  });
}

/** One finding for each collector whose schedule is no cron expression. */
export function invalidSchedules(collectors: CollectorSettings, document: ParsedDocument): Finding[] {
  return Object.entries(collectors).flatMap(([name, { schedule }]): Finding[] => {
    const problem = schedule === undefined ? undefined : cronProblem(schedule);
    if (problem === undefined) return [];
    return [
      {
        code: 'invalid-schedule',
        risk: 'G',
        severity: 'error',
        place: document.placeOfValue(['collectors', name, 'schedule']),
        message: `\`collectors.${name}.schedule\` is no cron expression: ${problem}`,
        why: 'the collector would never run',
        remedy: 'write six fields, seconds first, such as `0 */5 * * * *` for every five minutes',
      },
    ];
  });
}
