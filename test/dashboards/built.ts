import { readdirSync, readFileSync } from 'node:fs';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboards } from '../../src/dashboards/dashboards.js';
import { type Rule, readRules } from '../../src/dashboards/rules.js';

const folder = 'prometheus/rules';
const ruleTexts = readdirSync(folder)
  .filter((file) => file.endsWith('.rules.yml'))
  .sort()
  .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));

/** The rules as shipped. */
export const rules: readonly Rule[] = ruleTexts.flatMap(readRules);

/** A dashboard with the name of its file. */
export interface Built {
  readonly board: string;
  readonly dashboard: Dashboard;
}

/** All dashboards, made from the rules as shipped. */
export const built: readonly Built[] = [...dashboards(ruleTexts)].map(([file, dashboard]) => ({
  board: file.replace('.json', ''),
  dashboard,
}));

export function panelsOf({ panels = [] }: Dashboard): Panel[] {
  return panels.filter(isPanel);
}

export function isPanel(panel: Panel | RowPanel): panel is Panel {
  return panel.type !== 'row';
}

/** A query of a panel. */
export interface Target {
  readonly refId?: string;
  readonly expr?: string;
  /** Whether the panel looks back, or has only what is now. */
  readonly range?: boolean;
  readonly datasource?: unknown;
}

/** The queries of a panel, as Grafana reads them from the file. */
export function targetsOf({ targets = [] }: Panel): Target[] {
  return JSON.parse(JSON.stringify(targets));
}

/** A query of a panel, and where it stands. */
export interface PlacedQuery {
  /** `board / panel / refId` */
  readonly place: string;
  readonly board: string;
  readonly expr: string;
  readonly range: boolean;
}

export const queries: readonly PlacedQuery[] = built.flatMap(({ board, dashboard }) =>
  panelsOf(dashboard).flatMap((panel) =>
    targetsOf(panel).map(({ refId, expr = '', range = false }) => ({
      place: `${board} / ${panel.title} / ${refId}`,
      board,
      expr,
      range,
    })),
  ),
);
