import type { Combination } from './combination.js';
import { agentsOfDemo, type Place, silentAgents, whoNeeds } from './demoAgents.js';
import { agentOf } from './extent.js';

/** Of rules without patience worth mentioning. */
const soon = 60;
/** Notifications of a group follow each other after `group_interval` at the earliest, 30 s. */
const resolve = 75;

const down = (place: Place) => `firing critical FleetAgentDown ${place}` as const;
const up = (place: Place) => `resolved critical FleetAgentDown ${place}` as const;

const speaks = (place: Place) => !silentAgents.has(agentOf(place));
const fifty = whoNeeds('RailRegistry').filter(speaks).slice(0, 50);
const speaking = [...agentsOfDemo('alpha'), ...agentsOfDemo('beta')].filter(speaks);
/** What FareCalculator needs, in the start-up file of alpha and in the copy that beta has. */
const cycle = ['fleet/alpha/startup_config.yaml', 'views/beta/alpha.yaml'];
const farther = 'dependencies:\n        - TopologyStore\n        - TimetableKeeper\n    SeatReserver:';
const nearer = farther.replace('TopologyStore', 'RefundClerk\n        - TopologyStore');

/** Agents that fail together. */
export const agentCombinations: readonly Combination[] = [
  {
    id: 'root and dependent fail for different reasons',
    quick: false,
    phases: [
      {
        what: 'both fail',
        acts: [
          { fault: 'kill', on: ['alpha/StockInventory'] },
          { fault: 'garbage', on: ['alpha/WearPredictor'] },
        ],
        brings: [down('alpha/StockInventory')],
        seconds: soon,
      },
      {
        what: 'the root recovers, the dependent does not',
        acts: [{ fault: 'clear', on: ['alpha/StockInventory'] }],
        brings: [up('alpha/StockInventory'), 'firing critical FleetAgentInvalid alpha/WearPredictor'],
        // Who waited for its root has 30 s to recover.
        seconds: resolve + 30,
      },
      {
        what: 'the dependent recovers',
        acts: [{ fault: 'clear', on: ['alpha/WearPredictor'] }],
        brings: ['resolved critical FleetAgentInvalid alpha/WearPredictor'],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'two roots at once, one seen after those who miss it',
    quick: false,
    phases: [
      {
        // That a root hangs is found out later than that those who need it say so.
        what: 'both fail, and three who need them',
        acts: [
          { fault: 'hang', on: ['beta/CameraReader'] },
          { fault: 'unhealthy', on: ['beta/ObstacleSpotter'] },
          { fault: 'kill', on: ['alpha/TrainTracker'] },
          { fault: 'unhealthy', on: ['alpha/DelayForecaster', 'alpha/HeadwayRegulator'] },
        ],
        brings: [down('alpha/TrainTracker'), 'firing critical FleetAgentHung beta/CameraReader'],
        seconds: soon + 15,
      },
      {
        what: 'all recover',
        acts: [
          { fault: 'clear', on: ['alpha/TrainTracker', 'beta/CameraReader', 'beta/ObstacleSpotter'] },
          { fault: 'clear', on: ['alpha/DelayForecaster', 'alpha/HeadwayRegulator'] },
        ],
        brings: [up('alpha/TrainTracker'), 'resolved critical FleetAgentHung beta/CameraReader'],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'a healthy agent stands between two that fail',
    quick: false,
    phases: [
      {
        what: 'RailRegistry and, through others, TimetableKeeper',
        acts: [{ fault: 'kill', on: ['alpha/RailRegistry', 'alpha/TimetableKeeper'] }],
        brings: [down('alpha/RailRegistry'), down('alpha/TimetableKeeper')],
        seconds: soon,
      },
      {
        what: 'both recover',
        acts: [{ fault: 'clear', on: ['alpha/RailRegistry', 'alpha/TimetableKeeper'] }],
        brings: [up('alpha/RailRegistry'), up('alpha/TimetableKeeper')],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'a root, and 50 agents that need it',
    quick: false,
    alone: true,
    phases: [
      {
        what: 'the root is killed, the others become unhealthy',
        acts: [
          { fault: 'kill', on: ['alpha/RailRegistry'] },
          { fault: 'unhealthy', on: fifty },
        ],
        brings: [down('alpha/RailRegistry')],
        seconds: soon,
      },
      {
        what: 'the root recovers, the others after it',
        acts: [
          { fault: 'clear', on: ['alpha/RailRegistry'] },
          { fault: 'clear', on: fifty },
        ],
        brings: [up('alpha/RailRegistry')],
        seconds: resolve,
      },
    ],
  },
  {
    id: 'a member of a dependency cycle',
    quick: false,
    // Their faults write start-up files, too, and put back what they found; and beta must be able to read its copy.
    also: ['alpha/TractionBalancer', 'beta/EdgeBuffer'],
    phases: [
      {
        what: 'FareCalculator comes to need RefundClerk, which needs it',
        acts: [{ write: cycle, edit: (text) => text.replace(farther, nearer), reload: ['alpha', 'beta'] }],
        brings: ['firing warning FleetDependencyCycle alpha'],
        seconds: soon + 60,
      },
      {
        what: 'SeatReserver dies, and DemandForecaster misses it',
        acts: [
          { fault: 'kill', on: ['alpha/SeatReserver'] },
          { fault: 'unhealthy', on: ['alpha/DemandForecaster'] },
        ],
        brings: [down('alpha/SeatReserver')],
        seconds: soon,
      },
      {
        what: 'all is as before',
        acts: [
          { fault: 'clear', on: ['alpha/SeatReserver', 'alpha/DemandForecaster'] },
          { write: cycle, edit: (text) => text.replace(nearer, farther), reload: ['alpha', 'beta'] },
        ],
        brings: [up('alpha/SeatReserver'), 'resolved warning FleetDependencyCycle alpha'],
        seconds: resolve + 120,
      },
    ],
  },
  {
    id: 'every agent degraded at once',
    quick: false,
    alone: true,
    phases: [
      {
        what: 'as when Redis is away',
        acts: [{ fault: 'degraded', on: speaking }],
        brings: ['firing warning FleetSharedCause'],
        seconds: soon + 150,
      },
      {
        what: 'it is back',
        acts: [{ fault: 'clear', on: speaking }],
        brings: ['resolved warning FleetSharedCause'],
        seconds: resolve,
      },
    ],
  },
];
