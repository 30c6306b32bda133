import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { configurationOf } from '../../src/alerting/configuration.js';
import { alertmanagerFiles } from '../../src/alerting/files.js';
import { unsetReceivers } from '../../src/alerting/unset.js';
import { loadAlerting } from '../../src/settings.js';
import type { Alerting, Target } from '../../src/settingsAlerting.js';
import { amtool } from '../alertmanager/amtool.js';
import { alertingWith, everyRole, machine, rendered, webhookTo } from './example.js';

const some = (...roles: string[]) =>
  alertingWith({
    receivers: new Map(roles.map((role): [string, Target[]] => [role, [webhookTo(`http://x/${role}`)]])),
  });

describe('the configuration', () => {
  const night = { from: '18:00', time_zone: 'Europe/Berlin' };
  const valid: [what: string, alerting: Alerting][] = [
    ['nothing', alertingWith({})],
    ['every role and kind', everyRole],
    ['on-call alone', some('oncall')],
    ['chat alone', some('chat')],
    ['a fallback alone', some('fallback')],
    ['one of the ladder alone', some('cto')],
    ["a dead man's switch alone", some('dead_mans_switch')],
    ['no ladder', alertingWith({ escalation: [] })],
    ['a ladder of others', alertingWith({ escalation: [{ afterSeconds: 90, to: 'night_watch' }] })],
    ['mute times', alertingWith({ muteTimes: new Map([['no', [night, { weekdays: ['saturday', 'sunday'] }]]]) })],
    [
      'quotes in a channel',
      alertingWith({
        receivers: new Map([['chat', [{ kind: 'slack', apiUrlFile: '/a "b" \'c\'', channel: '#a: "b"' }]]]),
      }),
    ],
  ];
  it.each(valid)('of %s is one that Alertmanager takes', async (_, alerting) => {
    const { file, remove } = await rendered(alerting);
    onTestFinished(remove);
    expect(await amtool('check-config', file)).toContain('SUCCESS');
  });

  it('is the same for the same settings, and says what the objects say', async () => {
    const machines = [machine('alpha')];
    const { configuration } = await alertmanagerFiles(everyRole, machines);
    expect((await alertmanagerFiles(everyRole, machines)).configuration).toBe(configuration);
    const withoutReasons = JSON.parse(
      JSON.stringify(configurationOf(everyRole, machines), (key, value) => (key === 'why' ? undefined : value)),
    );
    expect(parse(configuration)).toStrictEqual(withoutReasons);
  });

  it('that is shipped is that of the demo', async () => {
    const { alerting = everyRole, machines, findings } = await loadAlerting('examples/demo/fleetwatch.yaml');
    expect(findings).toEqual([]);
    const { configuration, templates } = await alertmanagerFiles(alerting, machines);
    expect(configuration, 'run `fleetwatch alertmanager render --output alertmanager/alertmanager.yml`').toBe(
      readFileSync('alertmanager/alertmanager.yml', 'utf8'),
    );
    expect([...templates.keys()]).toEqual(readdirSync('alertmanager/templates').map((name) => `templates/${name}`));
  });

  it('holds no secret, only the files that do', async () => {
    const { configuration } = await alertmanagerFiles(everyRole, []);
    const secrets = configuration.match(/^\s*-?\s*\w*(key|secret|token|password|api_url|credentials)\w*:/gm);
    expect(secrets?.map((line) => line.replaceAll(/[\s:-]/g, ''))).toEqual([
      'routing_key_file',
      'api_url_file',
      'auth_password_file',
      'credentials_file',
    ]);
  });
});

describe('a role that nobody has', () => {
  const stands: [roles: string[], role: string, receiver: string][] = [
    [[], 'oncall', 'pager'],
    [[], 'chat', 'pager'],
    [[], 'fallback', 'pager'],
    [[], 'lead_sre', 'pager'],
    [['oncall'], 'chat', 'oncall'],
    [['oncall'], 'fallback', 'oncall'],
    [['oncall'], 'vendor', 'oncall'],
    [['chat'], 'oncall', 'chat'],
    [['chat'], 'cto', 'chat'],
    [['oncall', 'chat'], 'fallback', 'fallback'],
    [['fallback'], 'oncall', 'fallback'],
    [['fallback'], 'chat', 'fallback'],
    [['vendor'], 'oncall', 'vendor'],
    [['dead_mans_switch'], 'oncall', 'pager'],
  ];
  it.each(stands)('of %j, is stood in for: %s by %s', (roles, role, receiver) => {
    const { route, receivers } = configurationOf(some(...roles), []);
    const routed: Record<string, string | undefined> = { oncall: route.receiver };
    for (const { matchers, receiver: to, routes = [] } of route.routes ?? []) {
      if (matchers?.includes('severity="warning"')) routed.chat = to;
      if (matchers?.includes('alertname="FleetDeliveryFailing"')) routed.fallback = to;
      for (const level of routes) {
        const [, name] = /^escalation_to="(.*)"$/.exec(level.matchers?.[0] ?? '') ?? [];
        if (name !== undefined) routed[name] = level.receiver;
      }
    }
    expect(routed[role]).toBe(receiver);
    const told = receivers.find(({ name }) => name === receiver);
    expect(told?.webhook_configs?.length).toBeGreaterThan(0);
  });

  it('is said, with who is told instead', () => {
    const messages = (alerting: Alerting) => unsetReceivers(alerting, 'f.yaml').map(({ message }) => message);
    expect(messages(everyRole)).toEqual([]);
    expect(messages(some())).toEqual([
      'no receiver is configured: every alert goes to the pager of fleetwatch on the machine of Alertmanager',
    ]);
    expect(messages(some('oncall', 'chat', 'lead_sre', 'cto'))).toEqual([
      'nobody is `fallback`: its alerts go to `oncall` and `chat` together',
      'nobody is `vendor`: its alerts go to `oncall`',
      'nobody outside the fleet hears that alerting works',
    ]);
    expect(messages(some('dead_mans_switch'))[0]).toBe('nobody is `oncall`: its alerts go to the pager of fleetwatch');
  });
});

describe('what fires always', () => {
  it('goes to the switch outside and to each fleetwatch, and its end is not told', () => {
    const machines = [machine('alpha', '0.0.0.0'), machine('beta', '::1', 9900), machine('gamma', '127.0.1.2')];
    const { receivers } = configurationOf(everyRole, machines);
    expect(receivers.find(({ name }) => name === 'watchdog')?.webhook_configs).toEqual([
      { url: 'https://hooks.example.org/alive', send_resolved: false },
      { url: 'http://192.0.2.1:9877/watchdog', send_resolved: false },
      { url: 'http://[::1]:9900/watchdog', send_resolved: false },
      { url: 'http://127.0.1.2:9877/watchdog', send_resolved: false },
    ]);
  });
});

describe('mute times', () => {
  it('hold for warnings alone', () => {
    const muteTimes = new Map([['nights', [{ from: '18:00' }]]]);
    const { route } = configurationOf(alertingWith({ muteTimes }), []);
    const muted = (route.routes ?? []).filter(({ mute_time_intervals }) => mute_time_intervals !== undefined);
    expect(muted.map(({ matchers }) => matchers)).toEqual([['severity="warning"']]);
    // Alertmanager does not hand them down.
    const below = muted[0]?.routes ?? [];
    expect(below).not.toEqual([]);
    expect(below.filter(({ mute_time_intervals }) => mute_time_intervals?.join() !== 'nights')).toEqual([]);
  });
});
