import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { configurationOf } from '../../src/alerting/configuration.js';
import type { Route } from '../../src/alerting/model.js';
import { alertingWith, everyRole, machine, rendered, tokenFile } from '../alerting/example.js';
import { readAlerts } from '../prometheus/alerts.js';
import { amtool } from './amtool.js';
import { labelsOf, matches } from './matching.js';

const shipped = 'alertmanager/alertmanager.yml';
const alerts = readAlerts();
const configuration = configurationOf(everyRole, [], tokenFile);
let every: Awaited<ReturnType<typeof rendered>>;

beforeAll(async () => {
  every = await rendered(everyRole, [machine('alpha')], tokenFile);
});

afterAll(() => every.remove());

const receiverOf = (file: string, ...labels: string[]) =>
  amtool('config', 'routes', 'test', `--config.file=${file}`, ...labels);

/** Whom each severity is for, where every role is somebody. */
const readers: Record<string, string> = { critical: 'oncall', warning: 'chat', info: 'nobody' };
/** Alerts with a way of their own. */
const ownWays: Record<string, string> = { FleetWatchdog: 'watchdog', FleetDeliveryFailing: 'fallback' };

describe('each alert of the rules', () => {
  const routed = alerts.map(({ alert, labels: { severity = '', escalation_to: level, action } }) => {
    const labels = [
      `alertname=${alert}`,
      `severity=${severity}`,
      ...(level ? [`escalation_to=${level}`] : []),
      ...(action ? [`action=${action}`, 'change=c1'] : []),
    ];
    const receiver = ownWays[alert] ?? level ?? readers[severity];
    return { labels, receiver: action === 'rollback' ? `rollback,${receiver}` : receiver };
  });
  it.each(routed)('$labels reaches $receiver', async ({ labels, receiver }) => {
    const place = ['machine=alpha', 'agent=planner', 'risk=D', 'code=port-twice'];
    expect(await receiverOf(every.file, ...labels, ...place)).toBe(receiver);
    expect(await receiverOf(shipped, ...labels, ...place)).toMatch(
      receiver === 'nobody' || receiver === 'watchdog' ? receiver : 'pager',
    );
  });
});

describe('the routes', () => {
  const routes: [receiver: string, grouping: string, ...labels: string[]][] = [
    ['oncall', 'alertname,machine,agent', 'alertname=FleetAgentDown', 'severity=critical', 'machine=alpha', 'agent=a'],
    ['chat', 'alertname,machine,agent', 'alertname=FleetAgentDown', 'severity=warning', 'machine=alpha', 'agent=toy'],
    ['oncall', 'alertname,machine,agent', 'alertname=FleetExporterDown', 'severity=critical', 'machine=alpha'],
    ['oncall', 'alertname,machine,agent', 'alertname=SomebodyElses'],
    ['oncall', 'alertname,machine,agent', 'alertname=SomebodyElses', 'severity=page'],
    ['nobody', 'alertname,machine,agent', 'alertname=SomebodyElses', 'severity=info'],
    ['chat', 'alertname,machine', 'alertname=FleetAgentUnverified', 'severity=warning', 'machine=alpha', 'agent=old'],
    ['chat', 'alertname,machine', 'alertname=FleetScriptMissing', 'severity=warning', 'machine=alpha', 'agent=old'],
    ['chat', 'alertname,machine', 'alertname=FleetAuditErrors', 'severity=warning', 'machine=alpha', 'code=c'],
    ['chat', 'alertname,machine', 'alertname=FleetConfigDisagreement', 'severity=warning', 'machine=alpha', 'agent=a'],
    ['chat', 'alertname,machine', 'alertname=FleetLeakFile', 'severity=warning', 'machine=alpha', 'agent=a', 'rule=r'],
    ['oncall', 'alertname,machine,agent', 'alertname=FleetLeakLog', 'severity=critical', 'machine=alpha', 'agent=a'],
    ['rollback,oncall', 'change', 'alertname=FleetRollbackGate', 'severity=critical', 'action=rollback', 'change=c'],
    ['rollback,oncall', 'change', 'alertname=SomebodyElses', 'action=rollback', 'change=c'],
    ['oncall', 'alertname,machine,agent', 'alertname=FleetRollbackFailed', 'severity=critical', 'change=c'],
    ['oncall', 'alertname,machine,agent', 'alertname=FleetLinkDown', 'severity=critical', 'machine=alpha', 'peer=beta'],
    ['chat', 'alertname,machine,agent', 'alertname=FleetLinkOneWay', 'severity=warning', 'machine=alpha', 'peer=beta'],
    ['nobody', 'alertname,machine,agent', 'alertname=FleetChangeUnderWay', 'severity=info', 'change=c', 'agent=a'],
    ['nobody', 'alertname,machine,agent', 'alertname=FleetConfigFindings', 'severity=info', 'machine=alpha', 'code=c'],
    ['watchdog', 'alertname', 'alertname=FleetWatchdog', 'severity=info'],
    ['fallback', 'alertname', 'alertname=FleetDeliveryFailing', 'severity=critical'],
    ...['lead_sre', 'cto', 'vendor'].map((level): [string, string, ...string[]] => [
      level,
      'alertname,escalation_to,escalated_alert,machine,agent',
      'alertname=FleetEscalation',
      `escalation_to=${level}`,
      'severity=critical',
    ]),
    ['oncall', 'alertname,escalation_to,escalated_alert,machine,agent', 'alertname=FleetEscalation', 'escalation_to=x'],
  ];
  it.each(routes)('send to %s, grouped by %s: %s %s', async (receiver, grouping, ...labels) => {
    expect(await receiverOf(every.file, ...labels)).toBe(receiver);
    expect(groupingOf(configuration.route, labelsOf(labels.join(' ')))).toBe(grouping);
  });

  it('come round for pages and warnings of links once a minute', () => {
    const ofLinks = everyRoute(configuration.route).filter(({ matchers }) =>
      matchers?.some((matcher) => matcher.startsWith('alertname=~"FleetLink')),
    );
    expect(ofLinks.map(({ receiver, group_interval }) => [receiver, group_interval])).toEqual([
      ['oncall', '1m'],
      [undefined, '1m'],
    ]);
  });

  it('repeat what fires always every minute', () => {
    const { group_wait, group_interval, repeat_interval } = configuration.route.routes?.[0] ?? {};
    expect({ group_wait, group_interval, repeat_interval }).toEqual({
      group_wait: '0s',
      // The third time that it comes round is the first at which the other is over.
      group_interval: '20s',
      repeat_interval: '50s',
    });
  });

  it.each([undefined, tokenFile])('name receivers that are there, with the token file %s', (file) => {
    const { route, receivers } = configurationOf(alertingWith({}), [machine('alpha')], file);
    const names = receivers.map(({ name }) => name);
    const used = everyRoute(route).flatMap(({ receiver }) => receiver ?? []);
    expect(used.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('hand a rollback to every fleetwatch, with the token, and again should it have been lost', () => {
    const machines = [machine('alpha', '0.0.0.0'), machine('beta', '::1', 9900)];
    const { route, receivers } = configurationOf(everyRole, machines, tokenFile);
    const http_config = { authorization: { type: 'Bearer', credentials_file: tokenFile } };
    expect(receivers.find(({ name }) => name === 'rollback')?.webhook_configs).toEqual([
      { url: 'http://192.0.2.1:9877/webhooks/rollback', send_resolved: false, http_config },
      { url: 'http://[::1]:9900/webhooks/rollback', send_resolved: false, http_config },
    ]);
    const start = route.routes?.find(({ receiver }) => receiver === 'rollback');
    expect(start).toMatchObject({ continue: true, group_wait: '0s', group_interval: '10s', repeat_interval: '30s' });
  });

  it('tell on-call alone of a rollback where there is no token to know Alertmanager by', async () => {
    const { file, remove } = await rendered(everyRole);
    onTestFinished(remove);
    expect(await receiverOf(file, 'alertname=FleetRollbackGate', 'severity=critical', 'action=rollback')).toBe(
      'oncall',
    );
    expect(configurationOf(everyRole, [machine('alpha')]).receivers.map(({ name }) => name)).not.toContain('rollback');
  });

  it('name alerts that are there', () => {
    const wanted = everyRoute(configuration.route).flatMap(({ matchers = [] }) => matchers.flatMap(alternatives));
    const known = alerts.map(({ alert }) => alert);
    expect(wanted.length).toBeGreaterThan(15);
    expect(wanted.filter((pattern) => !known.some((alert) => new RegExp(`^${pattern}$`).test(alert)))).toEqual([]);
  });
});

describe('the inhibitions', () => {
  const cases: [muted: boolean, source: string, target: string][] = [
    [true, 'FleetExporterDown machine=alpha', 'FleetAgentDown machine=alpha agent=planner'],
    [true, 'FleetExporterDown machine=alpha', 'FleetCollectorFailing machine=alpha collector=health'],
    [true, 'FleetExporterDown machine=alpha', 'FleetStartupFileBroken machine=alpha'],
    [true, 'FleetExporterDown machine=alpha', 'FleetEscalation machine=alpha agent=p escalated_alert=FleetAgentDown'],
    [false, 'FleetExporterDown machine=alpha', 'FleetEscalation machine=alpha escalated_alert=FleetExporterDown'],
    [false, 'FleetExporterDown machine=alpha', 'FleetAgentDown machine=beta agent=planner'],
    [false, 'FleetExporterDown machine=alpha', 'FleetExporterDown machine=alpha'],
    [false, 'FleetExporterDown machine=alpha', 'FleetNoExporters'],
    [false, 'FleetExporterDown machine=alpha', 'FleetConfigReloadFailed machine=alpha'],
    [false, 'FleetExporterDown machine=alpha', 'FleetPrometheusDown machine=alpha'],
    [true, 'FleetAgentDown machine=alpha agent=planner', 'FleetAgentRestarting machine=alpha agent=planner'],
    [true, 'FleetAgentHung machine=alpha agent=planner', 'FleetPortTaken machine=alpha agent=planner role=port'],
    [true, 'FleetAgentHung machine=alpha agent=planner', 'FleetSocketsUnclosed machine=alpha agent=planner'],
    [
      true,
      'FleetAgentHung machine=alpha agent=planner',
      'FleetEscalation machine=alpha agent=planner escalated_alert=FleetPortTaken',
    ],
    [false, 'FleetAgentDown machine=alpha agent=planner', 'FleetAgentRestarting machine=alpha agent=memory'],
    [false, 'FleetAgentDown machine=alpha agent=planner', 'FleetAgentFileDescriptorsHigh machine=alpha agent=planner'],
    [false, 'FleetAgentRestarting machine=alpha agent=planner', 'FleetAgentDown machine=alpha agent=planner'],
    [true, 'FleetAgentPortDrift severity=critical machine=a agent=p', 'FleetPortSilent machine=a agent=p'],
    [false, 'FleetAgentPortDrift severity=warning machine=a agent=p', 'FleetPortSilent machine=a agent=p'],
    [
      true,
      'FleetDiskFilling severity=critical machine=a mountpoint=/',
      'FleetDiskFilling severity=warning machine=a mountpoint=/',
    ],
    [
      false,
      'FleetDiskFilling severity=critical machine=a mountpoint=/',
      'FleetDiskFilling severity=warning machine=a mountpoint=/srv',
    ],
    [
      false,
      'FleetPortTaken severity=critical machine=a agent=p role=port',
      'FleetPortTaken severity=warning machine=a agent=p role=http_health',
    ],
    [false, 'SomebodyElses severity=critical', 'SomebodyElses severity=warning'],
    [true, 'FleetDiskUnresponsive machine=a mountpoint=/srv', 'FleetAgentHung machine=a agent=p'],
    [true, 'FleetDiskUnresponsive machine=a mountpoint=/srv', 'FleetCollectorStale machine=a collector=logs'],
    [false, 'FleetDiskUnresponsive machine=a mountpoint=/srv', 'FleetCollectorStale machine=a collector=health'],
    [true, 'FleetDiskReadOnly severity=critical machine=a mountpoint=/', 'FleetLogUnreadable machine=a'],
    [true, 'FleetCollectorStale machine=a collector=health', 'FleetAgentUnknown machine=a agent=p'],
    [false, 'FleetCollectorStale machine=a collector=logs', 'FleetAgentUnknown machine=a agent=p'],
    [true, 'FleetAgentDuplicate machine=a agent=p', 'FleetLogRace machine=a agent=p'],
    [true, 'FleetLeakCommandLine machine=a agent=p rule=r', 'FleetLeakEnvironment machine=a agent=p rule=r'],
    [true, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetAgentDown machine=a agent=p severity=critical'],
    [true, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetLeakEnvironment machine=a agent=p'],
    [true, 'FleetChangeUnderWay machine=a agent=p', 'FleetEscalation machine=a agent=p escalated_alert=FleetAgentDown'],
    [
      false,
      'FleetChangeUnderWay machine=a agent=p',
      'FleetEscalation machine=a agent=p escalated_alert=FleetLeakCommandLine',
    ],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetAgentDown machine=a agent=other'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetAgentDown machine=b agent=p'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetDiskFilling machine=a mountpoint=/'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetLeakCommandLine machine=a agent=p'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetLeakLog machine=a agent=p'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetRollbackAvailability machine=a action=rollback'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'SomebodyElses machine=a agent=p action=rollback'],
    [false, 'FleetChangeUnderWay machine=a agent=p change=c', 'FleetExporterDown machine=a'],
    [false, 'FleetLeakCommandLine machine=a agent=p rule=r', 'FleetLeakEnvironment machine=a agent=p rule=other'],
  ];
  it.each(cases)('mute (%s): while %s, %s', (muted, source, target) => {
    expect(isMuted(target, [source])).toBe(muted);
  });

  /** Alerts that say something of a machine, and nothing that its fleetwatch has said. */
  const notOfExporters =
    /^Fleet(ExporterDown|NoExporters|Escalation|Watchdog.*|Delivery.*|Alertmanager.*|Prometheus.*|Rule.*|Mesh.*|Store.*|Notification.*|ConfigReload.*|Targets.*|ClockSkew|SharedCause|Flapping|Link.*|Machine(Down|Unseen)|ChangeUnderWay|Rollback(Availability|Failed|Findings|Gate|Latency|Restarts))$/;
  it.each([...new Set(alerts.map(({ alert }) => alert))].filter((alert) => !notOfExporters.test(alert)))(
    'mute %s of a machine that cannot be asked',
    (alert) => {
      expect(isMuted(`${alert} machine=alpha`, ['FleetExporterDown machine=alpha'])).toBe(true);
      expect(isMuted(`${alert} machine=alpha`, ['FleetExporterDown machine=beta'])).toBe(false);
    },
  );

  it('never mute an alert and its source by each other, nor a source itself', () => {
    const failing = alerts.map(
      ({ alert, labels }) => `${alert} severity=${labels.severity} machine=a agent=p collector=health`,
    );
    const mutual = failing.filter((one) =>
      failing.some((other) => isMuted(one, [other]) && (isMuted(other, [one]) || one === other)),
    );
    expect(mutual).toEqual([]);
  });

  it('name alerts that are there', () => {
    const wanted = configuration.inhibit_rules.flatMap((rule) =>
      [...rule.source_matchers, ...rule.target_matchers].flatMap(alternatives),
    );
    const known = alerts.map(({ alert }) => alert);
    expect(wanted.length).toBeGreaterThan(40);
    expect(wanted.filter((pattern) => !known.some((alert) => new RegExp(`^${pattern}$`).test(alert)))).toEqual([]);
  });
});

function isMuted(target: string, sources: readonly string[]): boolean {
  return sources.some((source) =>
    configuration.inhibit_rules.some(
      (rule) =>
        matches(rule.source_matchers, labelsOf(source)) &&
        matches(rule.target_matchers, labelsOf(target)) &&
        rule.equal.every((name) => labelsOf(source)[name] === labelsOf(target)[name]),
    ),
  );
}

/** The labels that an alert is grouped by: those of the nearest route that says so. */
function groupingOf(route: Route, labels: Record<string, string>, inherited: readonly string[] = []): string {
  const own = route.group_by ?? inherited;
  const child = route.routes?.find(({ matchers = [] }) => matches(matchers, labels));
  return child === undefined ? own.join(',') : groupingOf(child, labels, own);
}

function everyRoute(route: Route): Route[] {
  return [route, ...(route.routes ?? []).flatMap(everyRoute)];
}

/** The single names that a matcher for alerts lists: `A(B|C)|D` is three. */
function alternatives(matcher: string): string[] {
  const [, pattern] = /^(?:alertname|escalated_alert)(?:=|=~|!~)"(.*)"$/.exec(matcher) ?? [];
  if (pattern === undefined) return [];
  const parts = pattern.match(/(?:[^|(]|\([^)]*\))+/g) ?? [];
  return parts.flatMap((part) => {
    const [, before = '', inner, after = ''] = /^([^(]*)\((.*)\)(.*)$/.exec(part) ?? [];
    return inner === undefined ? [part] : inner.split('|').map((middle) => `${before}${middle}${after}`);
  });
}
