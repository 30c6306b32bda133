import type { Row } from '../board.js';
import { bad, good, states } from '../colours.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { timeline } from '../panels/timeline.js';

const works = states({ 0: { text: 'down', color: bad }, 1: { text: 'up', color: good } });
const checked = states({ 0: { text: 'fails', color: bad }, 1: { text: 'good', color: good } });
const unnamed = 'The settings name no hubs.';

/** Whether each hub does its work, as the fleetwatch of its machine sees it. */
export function hubHealth(): Row {
  return {
    title: 'Hubs',
    panels: [
      stat({
        title: 'Hubs',
        about: 'Whether the Prometheus and the Alertmanager of a machine do their work.',
        queries: [{ expr: 'fleet_hub_up{machine=~"$machine"}', legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: [works],
        alerts: ['FleetHubDown'],
        none: unnamed,
        width: 6,
        height: 8,
      }),
      timeline({
        title: 'Checks',
        about: 'Each check of each hub. That of the store is no part of the verdict.',
        queries: [{ expr: 'fleet_hub_check{machine=~"$machine"}', legend: '{{machine}} {{check}}' }],
        mappings: [checked],
        alerts: ['FleetHubDown', 'FleetHubLagging', 'FleetStoreUnreachable'],
        none: unnamed,
        width: 10,
        height: 8,
      }),
      series({
        title: 'Newest samples',
        about: 'Age of the newest sample of each machine in each hub.',
        queries: [
          {
            expr: 'time() - (fleet_hub_sample_timestamp_seconds{machine=~"$machine"} > 0)',
            legend: '{{of}} in the hub of {{machine}}',
          },
        ],
        unit: 's',
        between: [0],
        alerts: ['FleetHubLagging'],
        none: unnamed,
        width: 8,
      }),
    ],
  };
}
