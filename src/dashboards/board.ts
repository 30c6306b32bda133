import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations.js';
import { boardMenu } from './links.js';
import { type BoardName, boardTitles, uidOf } from './names.js';
import { variables } from './variables.js';

/** Panels under one heading, laid from left to right. */
export interface Row {
  readonly title: string;
  readonly panels: readonly dashboard.Panel[];
}

export interface Board {
  readonly name: BoardName;
  readonly about: string;
  readonly variables: readonly dashboard.QueryVariableBuilder[];
  readonly rows: readonly Row[];
  /** How far back it looks at first. */
  readonly hours: number;
}

/** Columns of Grafana's grid. */
const gridWidth = 24;

/** A whole dashboard: head, variables and panels, each in its place and with an id. */
export function dashboardOf(board: Board): dashboard.Dashboard {
  const head = new dashboard.DashboardBuilder(`fleetwatch / ${boardTitles[board.name]}`)
    .uid(uidOf(board.name))
    .description(board.about)
    .tags(['fleetwatch'])
    .refresh('10s')
    .time({ from: `now-${board.hours}h`, to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables(variables(board.variables))
    .annotations(annotations())
    .link(boardMenu())
    .build();
  return { ...head, panels: laidOut(board.rows) };
}

/** Ids count up from 1 in the order of reading. */
function laidOut(rows: readonly Row[]): (dashboard.Panel | dashboard.RowPanel)[] {
  const placed: (dashboard.Panel | dashboard.RowPanel)[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    const heading = new dashboard.RowBuilder(title).id(placed.length + 1).gridPos({ x: 0, y, w: gridWidth, h: 1 });
    placed.push(heading.build());
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of panels) {
      const { w, h } = panel.gridPos ?? { w: gridWidth, h: 8 };
      if (x + w > gridWidth) {
        y += lineHeight;
        x = 0;
        lineHeight = 0;
      }
      placed.push({ ...panel, id: placed.length + 1, gridPos: { x, y, w, h } });
      x += w;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  return placed;
}
