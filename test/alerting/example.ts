import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { alertmanagerFiles } from '../../src/alerting/files.js';
import type { MachineSettings } from '../../src/settings.js';
import { type Alerting, alertingSettings, type Target } from '../../src/settingsAlerting.js';

const usual = alertingSettings(undefined, '/');

/** Settings with these parts, and else what is usual. */
export function alertingWith(parts: Partial<Alerting>): Alerting {
  return { ...usual, ...parts };
}

export function machine(name: string, host = '127.0.0.1', port = 9877): MachineSettings {
  return {
    name,
    address: '192.0.2.1',
    startupFile: '/srv/fleet.yaml',
    agentsKey: undefined,
    projectRoot: '/srv',
    logDirectory: '/srv/logs',
    listen: { host, port },
  };
}

export function webhookTo(url: string): Target {
  return { kind: 'webhook', url, bearerTokenFile: undefined };
}

/** A fleet in which each role is somebody else. */
export const everyRole = alertingWith({
  publicUrl: 'https://fleet.example.org',
  receivers: new Map<string, readonly Target[]>([
    ['oncall', [{ kind: 'pagerduty', routingKeyFile: '/run/secrets/pagerduty', url: undefined }]],
    ['chat', [{ kind: 'slack', apiUrlFile: '/run/secrets/slack', channel: '#fleet' }]],
    [
      'lead_sre',
      [
        {
          kind: 'email',
          smarthost: 'mail.example.org:587',
          from: 'fleet@example.org',
          to: ['lead@example.org', 'deputy@example.org'],
          username: 'fleet',
          passwordFile: '/run/secrets/mail',
          requireTls: true,
        },
      ],
    ],
    ['cto', [{ kind: 'webhook', url: 'https://hooks.example.org/cto', bearerTokenFile: '/run/secrets/hook' }]],
    ['vendor', [webhookTo('https://hooks.example.org/vendor')]],
    ['fallback', [webhookTo('https://hooks.example.org/fallback')]],
    ['dead_mans_switch', [webhookTo('https://hooks.example.org/alive')]],
  ]),
});

/** Where every fleetwatch and Alertmanager have their common token. */
export const tokenFile = '/run/secrets/fleetwatch';

/** Writes what is rendered into a new folder. */
export async function rendered(
  alerting: Alerting,
  machines: readonly MachineSettings[] = [machine('alpha')],
  token?: string,
) {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-alerting-'));
  const { configuration, templates } = await alertmanagerFiles(alerting, machines, token);
  const file = join(folder, 'alertmanager.yml');
  for (const [path, text] of templates) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await writeFile(file, configuration);
  return { folder, file, remove: () => rm(folder, { recursive: true }) };
}
