import type { Alerting } from '../settingsAlerting.js';
import { is, like } from './matchers.js';
import type { Route } from './model.js';
import type { Recipients } from './recipients.js';

/** What one cause brings for many agents of a machine at once, and is one piece of work. */
const manyAtOnce = [
  'FleetAdoptionUnknown',
  'FleetAgent(AdoptedSilent|Duplicate|ScriptDrift|Unknown|Unverified)',
  'FleetAuditErrors',
  'FleetCollector(Failing|Stale)',
  'FleetConfig(Disagreement|Findings)',
  'FleetLeak(Environment|File)',
  'FleetLog(Oversize|RotatedOpen)',
  'FleetPortSilent',
  'FleetScriptMissing',
].join('|');

/** What is told of a link, over which the Alertmanagers themselves talk. */
const ofLinks = {
  why: 'After trouble of a link the Alertmanagers on both sides come round at different times, and one that waits for the other may\nrepeat what is over. The less often they come round, the less often that is.',
  matchers: [like('alertname', 'FleetLink(Down|Lossy|OneWay|Slow)')],
  group_interval: '1m',
};

/** The tree that alerts go down. */
export function routeTree({ muteTimes, escalation }: Alerting, to: Recipients): Route {
  const muted = muteTimes.size === 0 ? {} : { mute_time_intervals: [...muteTimes.keys()] };
  return {
    why: 'Critical alerts, and all that no route below knows.',
    receiver: to.oncall,
    group_by: ['alertname', 'machine', 'agent'],
    group_wait: '5s',
    group_interval: '30s',
    repeat_interval: '4h',
    routes: [
      {
        why: 'Fires always: when it does not arrive once a minute, alerting is broken. It is repeated when group_interval\ncomes round and repeat_interval is over.',
        matchers: [is('alertname', 'FleetWatchdog')],
        receiver: to.watchdog,
        group_by: ['alertname'],
        group_wait: '0s',
        group_interval: '20s',
        repeat_interval: '50s',
      },
      {
        why: 'What could not be delivered must not take the same way again.',
        matchers: [is('alertname', 'FleetDeliveryFailing')],
        receiver: to.fallback,
        group_by: ['alertname'],
      },
      ...rollbackRoutes(to),
      {
        why: 'Critical alerts that nobody has acknowledged, from one level of the ladder to the next.',
        matchers: [is('alertname', 'FleetEscalation')],
        group_by: ['alertname', 'escalation_to', 'escalated_alert', 'machine', 'agent'],
        routes: escalation.map((level) => ({
          matchers: [is('escalation_to', level.to)],
          receiver: to.level(level.to),
        })),
      },
      {
        ...ofLinks,
        matchers: [...ofLinks.matchers, is('severity', 'critical')],
        receiver: to.oncall,
      },
      {
        why: "Shown on Prometheus' own page, never sent.",
        matchers: [is('severity', 'info')],
        receiver: to.nobody,
      },
      {
        why: 'Read in working hours.',
        matchers: [is('severity', 'warning')],
        receiver: to.chat,
        repeat_interval: '24h',
        ...muted,
        routes: [
          { ...ofLinks, ...muted },
          {
            why: 'What one cause brings for many agents at once, and is one piece of work: one notification a machine.',
            matchers: [like('alertname', manyAtOnce)],
            group_by: ['alertname', 'machine'],
            ...muted,
          },
        ],
      },
    ],
  };
}

/** A change that does harm: told to those who can take it back, and to on-call, once a change. */
function rollbackRoutes({ rollback, oncall }: Recipients): Route[] {
  const matchers = [is('action', 'rollback')];
  const page: Route = {
    why: 'One page a change, whatever else it brings.',
    matchers,
    receiver: oncall,
    group_by: ['change'],
  };
  if (rollback === undefined) return [page];
  const start: Route = {
    why: 'Starts the rollback of a change. Repeated, as it may have been lost; a change is rolled back once.',
    matchers,
    receiver: rollback,
    continue: true,
    group_by: ['change'],
    group_wait: '0s',
    group_interval: '10s',
    repeat_interval: '30s',
  };
  return [start, page];
}
