import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../src/settingsAlerting.js';
import { readListing, readNotification } from '../../src/triggers/notification.js';
import { alertingWith, machine, rendered } from '../alerting/example.js';
import { startAlertmanager, until } from './server.js';
import { httpSink, smtpSink } from './sinks.js';

let http: Awaited<ReturnType<typeof httpSink>>;
let smtp: Awaited<ReturnType<typeof smtpSink>>;
let files: Awaited<ReturnType<typeof rendered>>;
let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;

const secrets = { pagerduty: 'made-up-routing-key', hook: 'made-up-token', fleetwatch: 'made-up-common-token' };

beforeAll(async () => {
  [http, smtp] = await Promise.all([httpSink(), smtpSink()]);
  // Secrets are read when something is sent, so that they may come after the configuration.
  const folder = '/run/fleetwatch-test';
  const webhook = (path: string): Target => ({
    kind: 'webhook',
    url: `${http.url}/${path}`,
    bearerTokenFile: undefined,
  });
  const receivers = new Map<string, readonly Target[]>([
    ['oncall', [{ kind: 'pagerduty', routingKeyFile: `${folder}/pagerduty`, url: `${http.url}/pagerduty` }]],
    [
      'chat',
      [
        { kind: 'slack', apiUrlFile: `${folder}/slack`, channel: '#fleet' },
        {
          ...{
            kind: 'email',
            smarthost: smtp.address,
            from: 'fleet@example.org',
            to: ['a@example.org', 'b@example.org'],
          },
          ...{ username: undefined, passwordFile: undefined, requireTls: false },
        },
      ],
    ],
    ['cto', [{ kind: 'webhook', url: `${http.url}/cto`, bearerTokenFile: `${folder}/hook` }]],
    ['fallback', [webhook('fallback')]],
    ['dead_mans_switch', [webhook('alive')]],
  ]);
  const alpha = machine('alpha', '127.0.0.1', Number(new URL(http.url).port));
  files = await rendered(alertingWith({ receivers }), [alpha], `${folder}/fleetwatch`);
  const text = await readFile(files.file, 'utf8');
  await writeFile(files.file, text.replaceAll(folder, files.folder).replaceAll('group_wait: 5s', 'group_wait: 500ms'));
  await writeFile(join(files.folder, 'slack'), `${http.url}/slack`);
  for (const [name, secret] of Object.entries(secrets)) await writeFile(join(files.folder, name), `${secret}\n`);
  alertmanager = await startAlertmanager(files.folder, files.file);
});

afterAll(async () => {
  await alertmanager?.stop();
  http.close();
  smtp.close();
  await files.remove();
});

const annotations = {
  summary: 'Agent <Planner> on alpha is down',
  description: 'It blocks 41 agents.',
  runbook_url: 'http://127.0.0.1:9877/runbooks/FleetAgentDown',
  dashboard: 'http://127.0.0.1:9877/#alpha-Planner',
};

/** Of the notifications to a path, the bodies that hold a text. */
const bodies = (path: string, text: string) =>
  http
    .to(path)
    .map(({ body }) => body)
    .filter((body) => body.includes(text));

describe('a real Alertmanager', () => {
  it('pages by PagerDuty', async () => {
    await alertmanager.post([
      {
        labels: { alertname: 'FleetAgentDown', severity: 'critical', machine: 'alpha', agent: 'Planner' },
        annotations,
      },
    ]);
    await until('PagerDuty has it', () => bodies('/pagerduty', 'Planner').length > 0);
    const event = JSON.parse(bodies('/pagerduty', 'Planner')[0] ?? '');
    expect(event).toMatchObject({
      routing_key: secrets.pagerduty,
      event_action: 'trigger',
      payload: {
        severity: 'critical',
        summary: '[critical] Agent <Planner> on alpha is down',
        component: 'Planner',
        group: 'alpha',
        class: 'FleetAgentDown',
      },
      client: 'fleetwatch',
      client_url: annotations.dashboard,
    });
    expect(event.payload.custom_details).toMatchObject({ num_firing: '1', num_resolved: '0' });
    expect(event.payload.custom_details.firing).toContain('It blocks 41 agents.');
    expect(event.links.map(({ text }: { text: string }) => text)).toEqual(['Runbook', 'Dashboard', 'Silence']);
    expect(event.links[0].href).toBe(annotations.runbook_url);
  });

  it('warns by Slack and mail', async () => {
    await alertmanager.post([
      { labels: { alertname: 'FleetAgentZombies', severity: 'warning', machine: 'alpha', agent: 'Zed' }, annotations },
    ]);
    await until(
      'Slack and the mail server have it',
      () => bodies('/slack', 'Planner').length > 0 && smtp.mails.length > 0,
    );
    const { channel, attachments } = JSON.parse(bodies('/slack', 'Planner')[0] ?? '');
    expect(channel).toBe('#fleet');
    expect(attachments[0]).toMatchObject({
      title: '[warning] Agent &lt;Planner&gt; on alpha is down',
      title_link: annotations.dashboard,
      color: 'warning',
    });
    expect(attachments[0].text).toContain(`<${annotations.runbook_url}|What to do>`);
    const [mail = ''] = smtp.mails;
    expect(mail).toMatch(/^To: a@example\.org, *b@example\.org\r$/m);
    expect(mail).toMatch(/^Subject: \[warning\] Agent <Planner> on alpha is down\r$/m);
    expect(mail).toContain('Agent &lt;Planner&gt; on alpha is down');
    expect(http.to('/pagerduty').filter(({ body }) => body.includes('Zed'))).toEqual([]);
  });

  it('gives a webhook the token from its file', async () => {
    const labels = {
      alertname: 'FleetEscalation',
      severity: 'critical',
      escalation_to: 'cto',
      escalated_alert: 'FleetAgentDown',
      machine: 'alpha',
      agent: 'Planner',
    };
    await alertmanager.post([{ labels, annotations }]);
    await until('the webhook has it', () => http.to('/cto').length > 0);
    expect(http.to('/cto')[0]?.headers.authorization).toBe(`Bearer ${secrets.hook}`);
  });

  it('tells the fallback of deliveries that fail', async () => {
    await alertmanager.post([
      { labels: { alertname: 'FleetDeliveryFailing', severity: 'critical', integration: 'slack' } },
    ]);
    await until('the fallback has it', () => http.to('/fallback').length > 0);
    expect(bodies('/pagerduty', 'FleetDeliveryFailing')).toEqual([]);
  });

  it("tells the dead man's switch and fleetwatch at once that it works, and nobody else", async () => {
    await alertmanager.post([{ labels: { alertname: 'FleetWatchdog', severity: 'info' } }]);
    await until('both have it', () => http.to('/alive').length > 0 && http.to('/watchdog').length > 0);
    expect(
      http.posted.filter(({ path, body }) => body.includes('FleetWatchdog') && !/alive|watchdog/.test(path)),
    ).toEqual([]);
  });

  it('hands a rollback to fleetwatch, with the token, and pages on-call', async () => {
    const labels = { alertname: 'FleetRollbackGate', severity: 'critical', action: 'rollback', change: 'c1' };
    await alertmanager.post([{ labels: { ...labels, machine: 'alpha' }, annotations }]);
    const hook = () => http.to('/webhooks/rollback');
    await until('both have it', () => hook().length > 0 && bodies('/pagerduty', 'FleetRollbackGate').length > 0);
    expect(hook()[0]?.headers.authorization).toBe(`Bearer ${secrets.fleetwatch}`);
    expect(readNotification(hook()[0]?.body ?? '')).toMatchObject({
      kind: 'alerts',
      alerts: [{ name: 'FleetRollbackGate', change: 'c1' }],
    });
    expect(bodies('/pagerduty', 'FleetRollbackGate')).toHaveLength(1);
    const listing = await fetch(`${alertmanager.url}/api/v2/alerts?filter=${encodeURIComponent('action="rollback"')}`);
    expect(readListing(await listing.text())).toMatchObject({ kind: 'alerts', alerts: [{ change: 'c1' }] });
  });

  it('delivers whatever stands in labels, in little', async () => {
    const text = `"'<!channel>&\r\n{{ .Nothing }}${'ä'.repeat(500_000)}`;
    const all = { machine: text, agent: text, job: text };
    const odd = { summary: text, description: text, runbook_url: text, dashboard: text };
    const before = [http.to('/pagerduty').length, http.to('/slack').length, smtp.mails.length];
    await alertmanager.post([
      { labels: { alertname: 'FleetAgentHung', severity: 'critical', ...all }, annotations: odd },
      { labels: { alertname: 'FleetAgentZombies', severity: 'warning', ...all, agent: `${text}2` }, annotations: odd },
    ]);
    const now = () => [http.to('/pagerduty').length, http.to('/slack').length, smtp.mails.length];
    await until('all three have it', () => now().every((count, index) => count > (before[index] ?? 0)));
    const last = [http.to('/pagerduty').at(-1)?.body ?? '', http.to('/slack').at(-1)?.body ?? ''];
    for (const body of last) {
      // The key of an incident is a hash of its labels; all else is cut.
      expect(Buffer.byteLength(body)).toBeLessThan(30_000);
      expect(JSON.parse(body)).toBeTypeOf('object');
    }
    expect(last[1]).not.toContain('<!channel>');
    expect(Buffer.byteLength(smtp.mails.at(-1) ?? '')).toBeLessThan(150_000);
    expect(alertmanager.log()).not.toMatch(/Notify attempt failed|error/);
  });
});
