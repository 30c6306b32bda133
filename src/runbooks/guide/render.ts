import type { Runbook } from '../model.js';
import { planOf } from '../plan/plan.js';
import type { RunbookCycle } from '../problems/cycles.js';
import { nobodyLooked } from '../standing/standing.js';
import { contentsPage } from './contents.js';
import { emergencyPage } from './emergency.js';
import { matrixPage } from './matrix.js';
import { phase0Page } from './phase0.js';
import { procedurePage } from './procedure.js';
import type { Guide } from './read.js';

export type Rendered =
  | { readonly kind: 'pages'; readonly pages: ReadonlyMap<string, string> }
  | { readonly kind: 'cycles'; readonly cycles: readonly RunbookCycle[] };

/** The whole printed guide, by the names of its files. */
export function renderGuide(runbooks: readonly Runbook[], guide: Guide): Rendered {
  const result = planOf(runbooks, nobodyLooked);
  if (result.kind === 'cycles') return result;
  const { plan } = result;
  const pages = new Map([
    ['README.md', contentsPage(runbooks, plan)],
    ['phase-0.md', phase0Page(guide, plan, runbooks)],
    ['risk-matrix.md', matrixPage(runbooks)],
    ['emergency.md', emergencyPage(guide, runbooks)],
    ...runbooks.map((runbook): [string, string] => [`${runbook.id}.md`, procedurePage(runbook, runbooks)]),
  ]);
  return { kind: 'pages', pages };
}
