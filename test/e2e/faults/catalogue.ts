import type { Fault } from '../../../src/simulator/faults.js';
import type { MachineName } from '../stackView.js';
import type { CatalogueFault, Expected, Make } from './fault.js';
import { machineFaults } from './machineFaults.js';

/** Of rules without patience worth mentioning. */
const soon = 60;
/** Notifications of a group follow each other after `group_interval` at the earliest, 30 s. */
const resolve = 75;

/** `severity AlertName`; `… of machine` where the alert names no agent. */
type Page = `${'critical' | 'warning'} ${string}`;

/** A fault of the simulator on `machine/agent` and what it brings; `patience` is the `for` of the rule, in seconds. */
function on(
  place: `${'alpha' | 'beta'}/${string}`,
  fault: Fault,
  page: Page | 'nothing',
  more: { patience?: number; resolve?: number; quick?: boolean; reload?: readonly MachineName[]; alone?: boolean } = {},
): CatalogueFault {
  const [machine, agent] = place.startsWith('alpha/')
    ? (['alpha', place.slice('alpha/'.length)] as const)
    : (['beta', place.slice('beta/'.length)] as const);
  const make: Make = { by: 'simulator', fault, reload: more.reload ?? [] };
  return {
    id: `${fault} ${place}`,
    machine,
    agent,
    make,
    expect: page === 'nothing' ? page : expected(page),
    pageSeconds: soon + (more.patience ?? 0),
    resolveSeconds: more.resolve ?? resolve,
    quick: more.quick ?? false,
    alone: more.alone ?? false,
  };
}

function expected(page: Page): Expected {
  const [severity, alert = '', of] = page.split(' ');
  return {
    alert,
    severity: severity === 'critical' ? severity : 'warning',
    names: of === undefined ? 'agent' : 'machine',
  };
}

const quick = true;

/** Agents that fail, each kind of agent in each way that it can. */
const health: readonly CatalogueFault[] = [
  on('alpha/RailRegistry', 'kill', 'critical FleetAgentDown', { quick }),
  on('alpha/DutyBalancer', 'kill', 'warning FleetAgentDown', { quick }),
  on('alpha/CustomsFiler', 'kill', 'critical FleetAgentDown'),
  on('beta/VantageHub', 'kill', 'critical FleetAgentDown'),
  on('beta/VegetationMonitor', 'kill', 'warning FleetAgentDown'),
  on('alpha/TrainTracker', 'refuse', 'critical FleetAgentDown', { quick }),
  on('beta/LoudspeakerRelay', 'refuse', 'critical FleetAgentDown'),
  on('alpha/PathAllocator', 'hang', 'critical FleetAgentHung', { quick }),
  on('alpha/FraudWatcher', 'hang', 'critical FleetAgentHung'),
  on('beta/SignalLampChecker', 'hang', 'critical FleetAgentHung'),
  on('alpha/FareCalculator', 'unhealthy', 'critical FleetAgentUnhealthy', { quick }),
  on('alpha/PhraseTranslator', 'unhealthy', 'warning FleetAgentUnhealthy'),
  on('alpha/TariffReader', 'unhealthy', 'critical FleetAgentUnhealthy'),
  on('alpha/StockInventory', 'garbage', 'critical FleetAgentInvalid', { quick }),
  on('alpha/BrakeAnalyst', 'garbage', 'critical FleetAgentInvalid'),
  on('alpha/CrewRoster', 'imposter', 'critical FleetAgentImposter', { quick }),
  on('alpha/PunctualityScorer', 'imposter', 'critical FleetAgentImposter'),
  on('alpha/JourneyPlanner', 'degraded', 'warning FleetAgentDegraded', { patience: 300 }),
  on('beta/WeatherStation', 'degraded', 'warning FleetAgentDegraded', { patience: 300 }),
  on('alpha/SeatReserver', 'slow', 'nothing', { quick }),
];

/** Which processes run, and how often. */
const processes: readonly CatalogueFault[] = [
  on('alpha/WearPredictor', 'duplicate', 'warning FleetAgentDuplicate', { patience: 60 }),
  on('alpha/DepotScheduler', 'wrong-script', 'warning FleetAgentScriptDrift', { patience: 60 }),
  // Three restarts within 10 minutes: it is over when they are that long ago.
  on('alpha/ArchiveWriter', 'restart-loop', 'warning FleetAgentRestarting', { patience: 60, resolve: 700 }),
];

/** Who has which file open is looked up once a minute. */
const logs: readonly CatalogueFault[] = [
  on('alpha/DelayForecaster', 'log-flood', 'warning FleetLogOversize', { patience: 90 }),
  on('alpha/HeadwayRegulator', 'log-race', 'warning FleetLogRace', { patience: 360, resolve: 135 }),
  on('alpha/ConnectionKeeper', 'log-deleted', 'warning FleetLogDeletedOpen', { patience: 360, resolve: 135 }),
  on('alpha/ReroutingAdvisor', 'log-rotate', 'warning FleetLogRotatedOpen', { patience: 360, resolve: 135 }),
];

const ports: readonly CatalogueFault[] = [
  on('alpha/IncidentDesk', 'port-steal', 'critical FleetPortTaken', { patience: 60 }),
  on('alpha/CalendarExpander', 'port-rogue', 'warning FleetPortRogue of machine', { patience: 180 }),
  on('alpha/StandbyCaller', 'accept-queue', 'warning FleetAcceptQueueGrowing', { patience: 120 }),
  on('alpha/CrewMessenger', 'socket-hang', 'warning FleetSocketsHanging', { patience: 120, resolve: 200 }),
];

/** What runs and what is written down are two things, or two machines have it written down in two ways. */
const drift: readonly CatalogueFault[] = [
  on('alpha/AnnouncementComposer', 'script-missing', 'warning FleetScriptMissing', { patience: 150, resolve: 150 }),
  on('alpha/YardSorter', 'port-drift', 'warning FleetAgentPortDrift', { patience: 60 }),
  on('beta/CameraReader', 'port-drift', 'critical FleetAgentPortDrift', { patience: 15 }),
  on('beta/PointsHeater', 'extra-agent', 'warning FleetProcessUnconfigured of machine', { patience: 60 }),
  on('beta/EdgeBuffer', 'file-changed', 'warning FleetStartupFileStale of machine', { patience: 150, alone: true }),
  on('alpha/TractionBalancer', 'disagree', 'warning FleetConfigDisagreement', { patience: 330, reload: ['beta'] }),
];

const adoption: readonly CatalogueFault[] = [
  on('alpha/AccessibilityGuide', 'adoption-syntax', 'warning FleetAdoptionUnknown of machine', {
    patience: 540,
    resolve: 450,
  }),
  on('alpha/LoadForecaster', 'adopted-silent', 'warning FleetAgentAdoptedSilent', { patience: 330 }),
];

const leaks: readonly CatalogueFault[] = [
  on('beta/AxleCounterReader', 'leak-cmdline', 'critical FleetLeakCommandLine'),
  on('beta/HotAxleDetector', 'leak-environ', 'warning FleetLeakEnvironment', { patience: 60 }),
  on('beta/PositionReporter', 'leak-config', 'warning FleetLeakFile of machine', { patience: 120, resolve: 150 }),
  on('beta/AlarmForwarder', 'leak-log', 'critical FleetLeakLog'),
];

/** The whole catalogue. */
export const catalogue: readonly CatalogueFault[] = [
  ...health,
  ...processes,
  ...logs,
  ...ports,
  ...drift,
  ...adoption,
  ...leaks,
  ...machineFaults,
];
