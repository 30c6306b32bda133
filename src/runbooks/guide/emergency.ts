import type { Runbook } from '../model.js';
import { actsList } from './acts.js';
import { generatedNote, page, table } from './markdown.js';
import type { Guide } from './read.js';

/** What to do when something goes wrong: the fastest way back, critical agents, whom to tell, whom to call. */
export function emergencyPage({ emergency }: Guide, runbooks: readonly Runbook[]): string {
  const { about, rollbacks, recovery, communication, escalation } = emergency;
  return page(
    '# Emergency protocols',
    about,
    '## Fast rollback',
    ...rollbacks.flatMap(({ title, runbooks: ids = [], acts }) => [
      `### ${title}`,
      pagesOf(ids, runbooks),
      actsList(acts),
    ]),
    '## Recovery of critical agents',
    ...recovery.flatMap(({ title, acts }) => [`### ${title}`, actsList(acts)]),
    '## Communication',
    table(
      ['when', 'to whom', 'what'],
      communication.map(({ when, to, says }) => [when, to, says]),
    ),
    '## Escalation',
    table(
      ['after', 'who', 'does what'],
      escalation.map(({ after, who, does }) => [after, who, does]),
    ),
    generatedNote,
  );
}

function pagesOf(ids: readonly string[], runbooks: readonly Runbook[]): string {
  const known = ids.filter((id) => runbooks.some((one) => one.id === id));
  return known.length === 0 ? '' : `Pages: ${known.map((id) => `[${id}](${id}.md)`).join(', ')}`;
}
