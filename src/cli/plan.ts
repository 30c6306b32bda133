import { audits } from '../audits/registry.js';
import { check } from '../check/check.js';
import { select } from '../check/selection.js';
import { type Surroundings, sourcesOf, type Target, WrongTarget } from '../check/sources.js';
import { formatFindings } from '../document/report.js';
import { exporterUrl } from '../exporterAddress.js';
import type { Risk } from '../finding.js';
import { loadRunbooks } from '../runbooks/load.js';
import { planJson } from '../runbooks/plan/json.js';
import { planMermaid } from '../runbooks/plan/mermaid.js';
import type { Plan } from '../runbooks/plan/model.js';
import { planOf } from '../runbooks/plan/plan.js';
import { planText } from '../runbooks/plan/text.js';
import { exporterStandings, type ReadPage } from '../runbooks/standing/exporters.js';
import { nobodyLooked, type Standings, standingsBy, together } from '../runbooks/standing/standing.js';
import { loadMachines } from '../settings.js';
import { exitCodes } from './exit.js';
import { foldersOf } from './runbook.js';

export type PlanFormat = 'text' | 'json' | 'mermaid';

export interface PlanArguments {
  /** Settings file; without it the plan is made as if nothing were done yet. */
  readonly config?: string | undefined;
  readonly format: PlanFormat;
}

/** What the command needs of the process it runs in. */
export interface PlanSurroundings extends Surroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Reads the metrics of an exporter. */
  readonly read: ReadPage;
}

const renderers: Record<PlanFormat, (plan: Plan) => string> = {
  text: planText,
  json: planJson,
  mermaid: planMermaid,
};

/** `fleetwatch plan`: in which order the risks are mended, from the runbooks and from what is found today. */
export async function planCommand({ config, format }: PlanArguments, around: PlanSurroundings): Promise<number> {
  const folders = await foldersOf(config, around);
  if (folders === undefined) return exitCodes.couldNotRun;
  const { runbooks, findings } = await loadRunbooks(folders);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    around.problem(`no plan can be made of runbooks with errors\n${formatFindings(errors)}`);
    return exitCodes.couldNotRun;
  }
  const standings = config === undefined ? nobodyLooked : await standingsToday({ files: [], config }, around);
  if (standings === undefined) return exitCodes.couldNotRun;
  const result = planOf(runbooks, standings);
  if (result.kind === 'cycles') {
    for (const cycle of result.cycles) around.problem(`dependencies go in a circle: ${cycle.join(' -> ')}`);
    return exitCodes.couldNotRun;
  }
  around.write(renderers[format](result.plan));
  return exitCodes.clean;
}

/** Risks that show in the fleet as it is written down. */
const written: readonly Risk[] = ['A', 'B', 'C', 'D', 'G'];

/**
 * How the risks stand: by a check of the files now, and by what the exporters say, where they answer. Nothing, once it has
 * been said, where the fleet cannot be found.
 */
export async function standingsToday(target: Target, around: PlanSurroundings): Promise<Standings | undefined> {
  try {
    const found = await sourcesOf(target, around);
    if ('findings' in found) {
      around.problem(`cannot use the settings\n${formatFindings(found.findings)}`);
      return undefined;
    }
    const report = await check(found.sources, {
      selection: select(written, audits),
      minimumSeverity: 'info',
      strict: false,
      baseline: undefined,
      now: around.now(),
    });
    // Of a machine that could not be audited nobody knows how any risk stands.
    const looked = new Set(report.notAudited.length === 0 ? written : []);
    const { machines } = await loadMachines(target.config ?? '');
    const urls = machines.map(exporterUrl);
    return together(standingsBy(report.findings, looked), await exporterStandings(urls, around.read));
  } catch (error) {
    if (!(error instanceof WrongTarget)) throw error;
    around.problem(error.message);
    return undefined;
  }
}
