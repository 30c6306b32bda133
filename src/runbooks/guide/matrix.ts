import type { Runbook } from '../model.js';
import { downtimeWords, hours } from '../plan/text.js';
import { generatedNote, page, table } from './markdown.js';

/** From here on an impact or a complexity counts as high, of 10. */
const high = 5.5;

/** The risk matrix: impact against complexity, from the data of the runbooks that mend a risk as a whole. */
export function matrixPage(runbooks: readonly Runbook[]): string {
  const whole = runbooks.filter(({ kind }) => kind === 'risk').toSorted(byRisk);
  return page(
    '# Risk matrix',
    'What a risk costs when it strikes (impact) against how hard it is to mend (complexity), each from 1 to 10.',
    grid(whole),
    '## What that means',
    quadrants(whole),
    '## In figures',
    'The ratio of impact to complexity says where an hour of work saves most. It is not the order of the work: that also depends on what must be finished before, see [the plan](README.md#the-plan).',
    table(
      ['risk', 'runbook', 'impact', 'complexity', 'ratio', 'effort', 'the fleet'],
      whole
        .toSorted((a, b) => ratio(b) - ratio(a))
        .map((runbook) => [
          runbook.risk,
          link(runbook),
          String(runbook.impact),
          String(runbook.complexity),
          ratio(runbook).toFixed(1),
          hours(runbook.effortHours),
          downtimeWords[runbook.downtime],
        ]),
    ),
    generatedNote,
  );
}

/** Rows of impact, the highest first; columns of complexity. Rows without a risk are left out at both ends. */
function grid(whole: readonly Runbook[]): string {
  const impacts = whole.map(({ impact }) => impact);
  const rows = Array.from({ length: 10 }, (_, index) => 10 - index).filter(
    (impact) => impact >= Math.min(...impacts) && impact <= Math.max(...impacts),
  );
  const columns = Array.from({ length: 10 }, (_, index) => index + 1);
  return table(
    ['impact \\ complexity', ...columns.map(String)],
    rows.map((impact) => [
      `**${impact}**`,
      ...columns.map((complexity) =>
        whole
          .filter((one) => one.impact === impact && one.complexity === complexity)
          .map(({ risk }) => risk)
          .join(', '),
      ),
    ]),
  );
}

function quadrants(whole: readonly Runbook[]): string {
  const kinds = [
    ['Much for little: first', true, false],
    ['Much for much: with a rehearsal each', true, true],
    ['Little for little: in between', false, false],
    ['Little for much: last', false, true],
  ] as const;
  return kinds
    .flatMap(([name, isGrave, isHard]) => {
      const those = whole.filter(({ impact, complexity }) => impact > high === isGrave && complexity > high === isHard);
      return those.length === 0 ? [] : [`- ${name}: ${those.map(({ risk }) => risk).join(', ')}`];
    })
    .join('\n');
}

function ratio({ impact, complexity }: Runbook): number {
  return impact / complexity;
}

function link({ id }: Runbook): string {
  return `[${id}](${id}.md)`;
}

function byRisk(a: Runbook, b: Runbook): number {
  return a.risk < b.risk ? -1 : 1;
}
