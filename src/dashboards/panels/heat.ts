import * as common from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { type Frame, framed } from './frame.js';

/** How much there is of something in each of several rows, over time; a row is a series, named by its legend. */
export function heat(frame: Frame & { readonly rows: string }): Panel {
  const builder = new heatmap.PanelBuilder()
    .calculate(false)
    .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Oranges').steps(32))
    .yAxis(new heatmap.YAxisConfigBuilder().axisLabel(frame.rows).axisPlacement(common.AxisPlacement.Left))
    .cellGap(1)
    .filterValues(new heatmap.FilterValueRangeBuilder().le(1e-9));
  return framed(builder, frame, 'over-time');
}
