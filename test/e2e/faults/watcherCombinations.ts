import type { Combination, Phase } from './combination.js';
import { agentsOfDemo, type Place } from './demoAgents.js';

/** Of rules without patience worth mentioning. */
const soon = 60;
/** Notifications of a group follow each other after `group_interval` at the earliest, 30 s. */
const resolve = 75;

const down = (place: Place) => `firing critical FleetAgentDown ${place}` as const;
const up = (place: Place) => `resolved critical FleetAgentDown ${place}` as const;
const alpha = agentsOfDemo('alpha');

/** Nobody is to be called: longer than an alert that was forgotten needs to come again. */
function quietly(what: string, acts: Phase['acts']): Phase {
  return { what, acts, brings: [], seconds: 0 };
}

/** Agents that fail while those who watch them do, too. */
export const watcherCombinations: readonly Combination[] = [
  {
    id: 'the whole machine',
    quick: false,
    alone: true,
    phases: [
      {
        what: 'alpha dies with its 54 agents, and two of beta miss it',
        acts: [
          { kill: 'fleetwatch-alpha' },
          { fault: 'kill', on: alpha },
          { fault: 'unhealthy', on: ['beta/TracksideGateway', 'beta/LocalTimetableCache'] },
        ],
        brings: ['firing critical FleetExporterDown alpha'],
        seconds: soon + 50,
      },
      {
        what: 'it boots',
        acts: [
          { fault: 'clear', on: alpha },
          { run: 'fleetwatch-alpha' },
          { fault: 'clear', on: ['beta/TracksideGateway', 'beta/LocalTimetableCache'] },
        ],
        brings: ['resolved critical FleetExporterDown alpha'],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'restarts of those who watch, during an outage',
    quick: false,
    phases: [
      {
        what: 'an agent dies',
        acts: [{ fault: 'kill', on: ['alpha/PathAllocator'] }],
        brings: [down('alpha/PathAllocator')],
        seconds: soon,
      },
      quietly('its exporter is killed, and starts again', [{ kill: 'fleetwatch-alpha' }, { run: 'fleetwatch-alpha' }]),
      quietly('both Prometheus servers restart', [{ restart: 'prometheus' }, { restart: 'prometheus-beta' }]),
      quietly('Alertmanager restarts', [{ restart: 'alertmanager' }]),
      {
        what: 'the agent recovers',
        acts: [{ fault: 'clear', on: ['alpha/PathAllocator'] }],
        brings: [up('alpha/PathAllocator')],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'a fault during a scrape gap',
    quick: false,
    phases: [
      {
        what: 'an agent dies while its exporter answers nobody for 15 s',
        acts: [
          { pause: 'fleetwatch-alpha' },
          { lasts: 5 },
          { fault: 'kill', on: ['alpha/RestTimeGuard'] },
          { lasts: 10 },
          { resume: 'fleetwatch-alpha' },
        ],
        brings: [down('alpha/RestTimeGuard')],
        seconds: soon,
      },
      {
        what: 'it recovers in another gap',
        acts: [
          { pause: 'fleetwatch-alpha' },
          { lasts: 5 },
          { fault: 'clear', on: ['alpha/RestTimeGuard'] },
          { lasts: 10 },
          { resume: 'fleetwatch-alpha' },
        ],
        brings: [up('alpha/RestTimeGuard')],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'a fault while the exporter is down',
    quick: false,
    phases: [
      {
        what: 'the exporter stands still, an agent dies',
        acts: [{ pause: 'fleetwatch-beta' }, { fault: 'kill', on: ['beta/LevelCrossingWatcher'] }],
        brings: ['firing critical FleetExporterDown beta'],
        seconds: soon + 50,
      },
      {
        what: 'the exporter goes on',
        acts: [{ resume: 'fleetwatch-beta' }],
        brings: ['resolved critical FleetExporterDown beta', down('beta/LevelCrossingWatcher')],
        seconds: resolve,
      },
      {
        what: 'the agent recovers',
        acts: [{ fault: 'clear', on: ['beta/LevelCrossingWatcher'] }],
        brings: [up('beta/LevelCrossingWatcher')],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'the Prometheus of one machine',
    quick: false,
    phases: [
      {
        what: 'it dies, and then an agent',
        acts: [{ kill: 'prometheus-beta' }, { lasts: 5 }, { fault: 'kill', on: ['beta/WheelDefectListener'] }],
        brings: [down('beta/WheelDefectListener'), 'firing warning FleetPrometheusDown beta'],
        seconds: soon + 80,
      },
      {
        what: 'it comes back during the outage',
        acts: [{ run: 'prometheus-beta' }],
        brings: ['resolved warning FleetPrometheusDown beta'],
        seconds: resolve,
      },
      {
        what: 'the agent recovers',
        acts: [{ fault: 'clear', on: ['beta/WheelDefectListener'] }],
        brings: [up('beta/WheelDefectListener')],
        seconds: resolve,
      },
    ],
  },
];
