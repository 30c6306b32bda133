import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { bad, notice, warning } from './colours.js';
import { inPlace } from './links.js';
import { dataSource } from './variables.js';

/** What happened, across all panels: pages, and what was done to the fleet. */
export function annotations(): cog.Builder<dashboard.AnnotationQuery>[] {
  return [
    annotation('Pages', bad, 'ALERTS{alertstate="firing",severity="critical",machine=~"$machine|"}')
      .titleFormat('{{alertname}}')
      .textFormat('{{machine}} {{agent}}'),
    moment('Changes begun', notice, 'fleet_change_begun_timestamp_seconds'),
    moment('Changes committed', notice, 'fleet_change_committed_timestamp_seconds'),
    moment('Rollbacks', warning, 'fleet_rollback_started_timestamp_seconds'),
  ].map(inPlace);
}

/** The value itself is the time, in milliseconds. */
function moment(name: string, color: string, metric: string): dashboard.AnnotationQueryBuilder {
  return annotation(name, color, `${metric}{machine=~"$machine"} * 1000 > 0`)
    .useValueForTime(true)
    .titleFormat(name)
    .textFormat('{{change}} on {{machine}}');
}

function annotation(name: string, color: string, expr: string): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(dataSource)
    .enable(true)
    .iconColor(color)
    .expr(expr);
}
