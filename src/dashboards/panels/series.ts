import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type Frame, framed } from './frame.js';

interface SeriesLook {
  readonly stacked?: boolean;
  /** Where the axis ends, whatever the data. */
  readonly between?: readonly [min: number, max?: number];
  /** Colours of single series, by their name as shown. */
  readonly colours?: Readonly<Record<string, string>>;
  /** Series that are what others are held against. */
  readonly dashed?: readonly string[];
}

/** Numbers over time. */
export function series({
  stacked = false,
  between,
  colours = {},
  dashed = [],
  ...frame
}: Frame & SeriesLook): dashboard.Panel {
  const builder = new PanelBuilder()
    .lineWidth(1)
    .fillOpacity(stacked ? 60 : 0)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassicByName));
  if (stacked) builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
  if (between !== undefined) builder.min(between[0]);
  if (between?.[1] !== undefined) builder.max(between[1]);
  if ((frame.limits ?? []).length > 0) {
    builder.thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
    );
  }
  for (const [name, fixedColor] of Object.entries(colours)) {
    builder.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  for (const name of dashed) {
    builder.overrideByName(name, [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } }]);
  }
  return framed(builder, frame, 'over-time');
}
