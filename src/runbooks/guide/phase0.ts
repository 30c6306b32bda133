import { conditionText } from '../../gate/condition.js';
import type { Runbook } from '../model.js';
import type { Plan } from '../plan/model.js';
import { hours } from '../plan/text.js';
import { actsList } from './acts.js';
import { code, fenced, generatedNote, page, table } from './markdown.js';
import type { Criterion, Guide } from './read.js';

/** Hours of work of one person on one day. */
const hoursADay = 8;

/** The guide to phase 0: what is done on which day, when to stop and look, what takes a change back, what success is. */
export function phase0Page({ phase0, criteria }: Guide, plan: Plan, runbooks: readonly Runbook[]): string {
  return page(
    '# Phase 0 guide',
    phase0.about,
    '## Daily tasks',
    `Every day, with ${code('config')} the settings file of fleetwatch:`,
    actsList(phase0.each_day),
    `Day by day, where everything begins as soon as it can and somebody is there for each (${hoursADay} hours a day):`,
    table(
      ['day', 'begins', 'goes on', 'is finished'],
      daysOf(plan).map((day, index) => [String(index + 1), ...day]),
    ),
    '## Checkpoints',
    table(
      ['when', 'what must be so', 'what if it is not'],
      phase0.checkpoints.map(({ when, look, otherwise }) => [when, look, otherwise]),
    ),
    '## Rollback triggers',
    phase0.rollback_triggers.map((trigger) => `- ${trigger}`).join('\n'),
    'Besides these, each change has abort conditions of its own:',
    table(['runbook', 'must hold all the while', 'condition'], abortRows(plan, runbooks)),
    '## Success measures',
    `${code('fleetwatch phase0')} ends with 0 when all of these are met, and shows the evidence for each. What could not be measured is not met.`,
    table(
      ['criterion', 'what', 'evidence'],
      criteria.map(({ id, title, evidence }) => [code(id), title, evidenceWords(evidence)]),
    ),
    fenced('sh', 'fleetwatch phase0 --config "$config"'),
    generatedNote,
  );
}

/** For each day what begins, what goes on, and what is finished, of the plan as if nothing were done yet. */
function daysOf({ waves, criticalHours }: Plan): string[][] {
  const planned = waves.flat();
  const count = Math.ceil(criticalHours / hoursADay);
  return Array.from({ length: count }, (_, day) => {
    const [from, to] = [day * hoursADay, (day + 1) * hoursADay];
    const those = (is: (start: number, end: number) => boolean) =>
      planned
        .filter(({ startHours, runbook }) => is(startHours, startHours + runbook.effortHours))
        .map(({ runbook: { id, risk } }) => `[${risk}](${id}.md)`)
        .join(', ');
    return [
      those((start) => start >= from && start < to),
      those((start, end) => start < from && end > from),
      those((_start, end) => end > from && end <= to),
    ];
  });
}

function abortRows({ waves }: Plan, runbooks: readonly Runbook[]): string[][] {
  return waves.flat().flatMap(({ runbook: { id } }) => {
    const abort = runbooks.find((one) => one.id === id)?.abort ?? [];
    return abort.map(({ title, condition }) => [`[${id}](${id}.md)`, title, code(conditionText(condition))]);
  });
}

function evidenceWords(evidence: Criterion['evidence']): string {
  switch (evidence.kind) {
    case 'findings':
      return `no finding of risk ${evidence.risk} that is more than worth knowing`;
    case 'query':
      return `${evidence.query.title}: ${code(conditionText(evidence.query.condition))}, on each machine`;
    case 'rehearsals':
      return 'the journal';
  }
}

/** What the plan takes, in one line. */
export function effortLine({ criticalPath, criticalHours, effortHours }: Plan): string {
  return `${hours(effortHours)} of work; ${hours(criticalHours)} along ${criticalPath.map(code).join(' → ')}, which no number of people makes shorter.`;
}
