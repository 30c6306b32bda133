import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { type BoardName, boardTitles, uidOf } from './names.js';

/** What Grafana puts a value for, in links and texts. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** The value of a column in the row that was clicked. */
export function column(name: string): string {
  return variable(`__data.fields.${name}`);
}

/** A label of the series that was clicked. */
export function label(name: string): string {
  return variable(`__field.labels.${name}`);
}

/** A place to go to. */
export interface Target {
  readonly title: string;
  readonly url: string;
}

/** A dashboard with the same data source and time, and with variables set. */
export function toBoard(name: BoardName, set: Readonly<Record<string, string>> = {}): Target {
  const variables = Object.entries({ datasource: variable('datasource'), ...set });
  const query = [...variables.map(([key, value]) => `var-${key}=${value}`), variable('__url_time_range')].join('&');
  return { title: boardTitles[name], url: `/d/${uidOf(name)}?${query}` };
}

/** The page of an alert, as each exporter serves it. */
export function toRunbook(alert: string, title = `Runbook: ${alert}`): Target {
  return { title, url: `${variable('scheme')}://${variable('exporter')}/runbooks/${alert}` };
}

/** What a machine's own exporter says is wrong, with place and remedy. */
export const toFindings: Target = {
  title: 'Findings, with place and remedy',
  url: `${variable('scheme')}://${variable('exporter')}/findings`,
};

/** What a finding code means. */
export function toFinding(code: string): Target {
  return { title: 'What this means', url: `${variable('scheme')}://${variable('exporter')}/findings/${code}` };
}

/** A link as a panel, or a cell of it, has it. */
export function link({ title, url }: Target): cog.Builder<dashboard.DashboardLink> {
  return inPlace(
    new dashboard.DashboardLinkBuilder(title).type(dashboard.DashboardLinkType.Link).url(url).targetBlank(false),
  );
}

/** Every other dashboard, on top of each. */
export function boardMenu(): cog.Builder<dashboard.DashboardLink> {
  return inPlace(
    new dashboard.DashboardLinkBuilder('fleetwatch')
      .type(dashboard.DashboardLinkType.Dashboards)
      .tags(['fleetwatch'])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
  );
}

/** The SDK puts what it builds into a menu that newer versions of Grafana have, and has no word for anything else. */
export function inPlace<Built extends { placement?: unknown }>(builder: cog.Builder<Built>): cog.Builder<Built> {
  return {
    build: () => {
      const built = builder.build();
      delete built.placement;
      return built;
    },
  };
}
