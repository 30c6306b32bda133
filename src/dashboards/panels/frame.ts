import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { thresholds } from '../colours.js';
import type { Limit } from '../limits.js';
import { link, type Target, toRunbook } from '../links.js';
import { type Asking, type Query, targets } from '../queries.js';
import { dataSource } from '../variables.js';

/** What every panel says, however it shows it. */
export interface Frame {
  readonly title: string;
  /** What is shown and how to read it. */
  readonly about: string;
  readonly queries: readonly Query[];
  /** Of 24. */
  readonly width: number;
  /** In units of 30 pixels. */
  readonly height?: number;
  /** A unit as Grafana calls it. */
  readonly unit?: string;
  readonly decimals?: number;
  /** What an empty answer means. */
  readonly none?: string;
  /** Where a rule begins to mind. */
  readonly limits?: readonly Limit[];
  readonly mappings?: readonly dashboard.ValueMapping[];
  /** Alerts that speak of the same, without a number. */
  readonly alerts?: readonly string[];
  /** Where a panel leads as a whole. */
  readonly links?: readonly Target[];
  /** Where a value of it leads. */
  readonly valueLinks?: readonly Target[];
}

/** What all panels of Grafana have in common. */
interface PanelBuilder extends cog.Builder<dashboard.Panel> {
  title(text: string): this;
  description(text: string): this;
  span(width: number): this;
  height(height: number): this;
  datasource(reference: { readonly type: string; readonly uid: string }): this;
  targets(queries: cog.Builder<cog.Dataquery>[]): this;
  links(links: cog.Builder<dashboard.DashboardLink>[]): this;
  dataLinks(links: cog.Builder<dashboard.DashboardLink>[]): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  noValue(text: string): this;
  mappings(mappings: dashboard.ValueMapping[]): this;
  thresholds(thresholds: cog.Builder<dashboard.ThresholdsConfig>): this;
}

/** Puts the frame around a panel and finishes it. */
export function framed<Builder extends PanelBuilder>(builder: Builder, frame: Frame, asking: Asking): dashboard.Panel {
  const { limits = [], alerts = [], links = [], valueLinks = [], mappings = [] } = frame;
  const told = [...new Set([...limits.map(({ alert }) => alert), ...alerts])];
  builder
    .title(frame.title)
    .description([frame.about, ...limits.map(inWords)].join('\n\n'))
    .span(frame.width)
    .height(frame.height ?? 8)
    .datasource(dataSource)
    .targets(targets(frame.queries, asking))
    .thresholds(thresholds(limits))
    .mappings([...mappings])
    .links([...links, ...told.map((alert) => toRunbook(alert))].map(link))
    .noValue(frame.none ?? 'No data: nobody has looked');
  if (valueLinks.length > 0) builder.dataLinks(valueLinks.map(link));
  if (frame.unit !== undefined) builder.unit(frame.unit);
  if (frame.decimals !== undefined) builder.decimals(frame.decimals);
  return builder.build();
}

function inWords({ alert, severity, above, value }: Limit): string {
  return `${above ? 'From' : 'Below'} ${value}: ${alert} (${severity}).`;
}
