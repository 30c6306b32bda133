import type { Runbook } from '../model.js';
import { planMermaid } from '../plan/mermaid.js';
import type { Plan } from '../plan/model.js';
import { downtimeWords, hours } from '../plan/text.js';
import { code, fenced, generatedNote, page, table } from './markdown.js';
import { effortLine } from './phase0.js';

const demo = '--config .fleetwatch/run/fleet/fleetwatch.yaml --state-directory .fleetwatch/run/state-alpha --on alpha';
const tryOut = [
  `npx fleetwatch change begin risk-a-script-paths ${demo} --by NAME`,
  `npx fleetwatch change apply ${demo}`,
  `npx fleetwatch change rollback ${demo} --by NAME`,
].join('\n');

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
    // The demo runs on a copy: with the settings of examples/demo a change would alter files that nobody runs by.
    [
      'The patches of the risks fit the demo fleet, which is there to try them on. While `npm start` runs:',
      fenced('sh', tryOut),
    ].join('\n\n'),
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
