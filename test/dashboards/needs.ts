import type { Fault } from '../../src/simulator/faults.js';
import type { PlacedQuery } from './built.js';

/** What has to be wrong for a query to have an answer, and where that is played. */
export interface Need {
  readonly place: string;
  readonly agent: `${'alpha' | 'beta'}/${string}`;
  readonly fault: Fault;
}

/** Queries that have no answer while all is well: tables of what is wrong. */
export const faultNeeds: readonly Need[] = [
  { place: 'fleet / Alerts / A', agent: 'alpha/TrainTracker', fault: 'kill' },
  { place: 'fleet / Root causes / A', agent: 'alpha/TrainTracker', fault: 'kill' },
  { place: 'ports / Ports that are not as they should be / A', agent: 'alpha/IncidentDesk', fault: 'port-steal' },
  { place: 'ports / Taken ports / A', agent: 'alpha/IncidentDesk', fault: 'port-steal' },
  { place: 'ports / Who listens there / A', agent: 'alpha/CalendarExpander', fault: 'port-rogue' },
  { place: 'logs / Largest logs / B', agent: 'alpha/ReroutingAdvisor', fault: 'log-rotate' },
  { place: 'logs / Whose logs / A', agent: 'alpha/HeadwayRegulator', fault: 'log-race' },
  { place: 'logs / Whose logs / B', agent: 'alpha/ReroutingAdvisor', fault: 'log-rotate' },
  { place: 'logs / Whose logs / C', agent: 'alpha/ConnectionKeeper', fault: 'log-deleted' },
  { place: 'credentials / Leaks / A', agent: 'beta/AxleCounterReader', fault: 'leak-cmdline' },
  { place: 'credentials / Leaks / B', agent: 'beta/AxleCounterReader', fault: 'leak-cmdline' },
  { place: 'credentials / Leaks / C', agent: 'beta/AxleCounterReader', fault: 'leak-cmdline' },
];

/** Queries that are answered from what Prometheus works out once in four minutes. */
export const slow: readonly string[] = ['fleet / Error budget left / A', 'agent / Error budget left / A'];

/** Whether a query is about a change, and has no answer while there is none. One is played: see `test/e2e/dashboards.test.ts`. */
export function needsChange({ board, expr }: PlacedQuery): boolean {
  return board === 'cutover' && /\$change|fleet_change_info|fleet_rollback_triggers_total/.test(expr);
}

/** Of these, the ones that have no answer until the change is taken back. */
export const needsRollback: ReadonlySet<string> = new Set([
  'cutover / Triggers / A',
  'cutover / Rollback begun / A',
  'cutover / It took / A',
  'cutover / What asked for rollbacks / A',
]);
