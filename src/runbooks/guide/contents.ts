import type { Runbook } from '../model.js';
import { planMermaid } from '../plan/mermaid.js';
import type { Plan } from '../plan/model.js';
import { downtimeWords, hours } from '../plan/text.js';
import { code, fenced, generatedNote, page, table } from './markdown.js';
import { effortLine } from './phase0.js';

/** The first page of the guide: the plan, and what there is to read. */
export function contentsPage(runbooks: readonly Runbook[], plan: Plan): string {
  const { waves } = plan;
  return page(
    '# Procedures',
    'How the eight known risks are mended in a running fleet, and how every change is taken back within five minutes.',
    [
      '- [Phase 0 guide](phase-0.md): what is done on which day, and when it is over',
      '- [Risk matrix](risk-matrix.md): impact against complexity',
      '- [Emergency protocols](emergency.md): the fastest way back, and whom to call',
    ].join('\n'),
    '## The plan',
    `As if nothing were done yet; ${code('fleetwatch plan')} has it as of today.`,
    table(
      ['wave', 'risk', 'runbook', 'after', 'not beside', 'effort', 'the fleet'],
      waves.flatMap((wave, index) =>
        wave.map(({ runbook: { risk, id, effortHours, downtime }, after, inTurnAfter }) => [
          String(index + 1),
          risk,
          `[${id}](${id}.md)`,
          links(after),
          links(inTurnAfter),
          hours(effortHours),
          downtimeWords[downtime],
        ]),
      ),
    ),
    effortLine(plan),
    fenced('mermaid', planMermaid(plan)),
    '## All procedures',
    table(
      ['runbook', 'what it does', 'risk'],
      runbooks.map(({ id, title, risk }) => [`[${id}](${id}.md)`, title, risk]),
    ),
    generatedNote,
  );
}

function links(ids: readonly string[]): string {
  return ids.map((id) => `[${id}](${id}.md)`).join(', ');
}
