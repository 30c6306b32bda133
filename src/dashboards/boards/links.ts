import type { Row } from '../board.js';
import { bad, good, states } from '../colours.js';
import { series } from '../panels/series.js';
import { timeline } from '../panels/timeline.js';

const reached = states({ 0: { text: 'not reached', color: bad }, 1: { text: 'reached', color: good } });
const alone = 'The fleet has one machine.';

/** How the machines reach each other. */
export function links(): Row {
  return {
    title: 'Links between machines',
    panels: [
      timeline({
        title: 'Peers',
        about: 'Whether a machine reaches the fleetwatch of another, by TCP and by HTTP.',
        queries: [{ expr: 'fleet_peer_up{machine=~"$machine"}', legend: '{{machine}} to {{peer}} via {{via}}' }],
        mappings: [reached],
        none: alone,
        width: 8,
        height: 8,
      }),
      series({
        title: 'Round trip',
        about: 'From a machine to another and back.',
        queries: [
          { expr: 'fleet_peer_round_trip_seconds{machine=~"$machine"}', legend: '{{machine}} to {{peer}} via {{via}}' },
        ],
        unit: 's',
        between: [0],
        none: alone,
        width: 8,
      }),
      series({
        title: 'Heartbeats lost',
        about: 'Share of the heartbeats of another machine that did not arrive.',
        queries: [{ expr: 'fleet_peer_heartbeats_lost_ratio{machine=~"$machine"}', legend: '{{peer}} at {{machine}}' }],
        unit: 'percentunit',
        between: [0, 1],
        none: alone,
        width: 8,
      }),
    ],
  };
}
