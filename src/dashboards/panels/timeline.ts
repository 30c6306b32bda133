import * as common from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type Frame, framed } from './frame.js';

/** States over time, one line a series; what a number stands for is in the mappings. */
export function timeline(frame: Frame & { readonly rowsPerPage?: number }): Panel {
  const builder = new PanelBuilder()
    .mergeValues(true)
    .showValue(common.VisibilityMode.Never)
    .perPage(frame.rowsPerPage ?? 30)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    );
  return framed(builder, frame, 'over-time');
}
