import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertingWith, rendered, webhookTo } from '../alerting/example.js';
import { labelsOf } from './matching.js';
import { startAlertmanager, until } from './server.js';
import { httpSink } from './sinks.js';

let sink: Awaited<ReturnType<typeof httpSink>>;
let files: Awaited<ReturnType<typeof rendered>>;
let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;

/** What fires together on one machine, and which of it is told. */
const incidents: [what: string, alerts: string[], told: string[]][] = [
  [
    'a machine is gone',
    [
      'FleetExporterDown severity=critical',
      'FleetAgentDown severity=critical agent=a',
      'FleetAgentHung severity=critical agent=b',
      'FleetPortTaken severity=critical agent=c role=port',
      'FleetDiskFilling severity=critical mountpoint=/',
      'FleetLeakLog severity=critical agent=a rule=r',
      'FleetScriptMissing severity=warning agent=a',
      'FleetEscalation severity=critical agent=a escalated_alert=FleetAgentDown escalation_to=cto',
      'FleetEscalation severity=critical escalated_alert=FleetExporterDown escalation_to=cto',
    ],
    ['FleetExporterDown', 'FleetEscalation FleetExporterDown'],
  ],
  [
    'a link is cut, and nothing is known of the machine beyond',
    [
      'FleetMachineUnseen severity=info',
      'FleetExporterDown severity=critical',
      'FleetPrometheusDown severity=warning instance=b',
      'FleetAlertmanagerDown severity=warning instance=b',
      'FleetAgentDown severity=critical agent=a',
      'FleetMachineSlow severity=warning',
      'FleetVerdictsMissing severity=critical',
      'FleetEscalation severity=critical agent=a escalated_alert=FleetAgentDown escalation_to=cto',
    ],
    [],
  ],
  [
    'a link is cut, on the side that looks',
    [
      'FleetLinkDown severity=critical peer=beyond',
      'FleetBusSinkDown severity=warning sink=http',
      'FleetBusHeartbeatMissing severity=warning source=beyond path=http',
      'FleetHubLagging severity=warning',
      'FleetStoreUnreachable severity=warning',
      'FleetNatsLeafDown severity=warning',
      'FleetMachineDown severity=critical',
      'FleetAgentDown severity=critical agent=a',
    ],
    ['FleetLinkDown', 'FleetMachineDown', 'FleetAgentDown'],
  ],
  [
    'two links lose much, one of them so much that it is a page',
    [
      'FleetLinkLossy severity=critical link=a-b',
      'FleetLinkLossy severity=warning link=a-b',
      'FleetLinkLossy severity=warning link=a-c',
    ],
    ['FleetLinkLossy', 'FleetLinkLossy'],
  ],
  [
    'an agent hangs',
    [
      'FleetAgentHung severity=critical agent=a',
      'FleetPortTaken severity=critical agent=a role=port',
      'FleetAcceptQueueGrowing severity=warning agent=a',
      'FleetSocketsUnclosed severity=warning agent=a',
      'FleetAgentZombies severity=warning agent=b',
    ],
    ['FleetAgentHung', 'FleetAgentZombies'],
  ],
  [
    'a disk does not answer',
    [
      'FleetDiskUnresponsive severity=critical mountpoint=/srv',
      'FleetAgentHung severity=critical agent=a',
      'FleetAgentHung severity=critical agent=b',
      'FleetCollectorStale severity=warning collector=logs',
      'FleetLogUnreadable severity=warning',
    ],
    ['FleetDiskUnresponsive'],
  ],
  [
    'a disk fills, by both measures',
    ['FleetDiskFilling severity=critical mountpoint=/', 'FleetDiskFilling severity=warning mountpoint=/'],
    ['FleetDiskFilling'],
  ],
  [
    'a credential is in the process list',
    ['FleetLeakCommandLine severity=critical agent=a rule=r', 'FleetLeakEnvironment severity=warning agent=a rule=r'],
    ['FleetLeakCommandLine'],
  ],
  [
    'an agent is being changed, and goes down',
    [
      'FleetChangeUnderWay severity=info agent=a change=c1',
      'FleetAgentDown severity=critical agent=a',
      'FleetLogSilent severity=warning agent=a',
      'FleetEscalation severity=critical agent=a escalated_alert=FleetAgentDown escalation_to=cto',
      'FleetLeakCommandLine severity=critical agent=a rule=r',
      'FleetRollbackAvailability severity=critical action=rollback change=c1',
      'FleetAgentHung severity=critical agent=b',
    ],
    ['FleetLeakCommandLine', 'FleetRollbackAvailability', 'FleetAgentHung'],
  ],
  [
    'two agents fail of themselves',
    ['FleetAgentDown severity=critical agent=a', 'FleetAgentUnhealthy severity=critical agent=b'],
    ['FleetAgentDown', 'FleetAgentUnhealthy'],
  ],
];

const onMachine = (index: number) => `machine-${index}`;

/** Names of the alerts that the sink was told of for a machine; of an escalation with that of its alert. */
function told(machine: string): string[] {
  const alerts = sink.posted.flatMap(({ body }): { labels: Record<string, string> }[] => JSON.parse(body).alerts);
  const own = alerts.filter(({ labels }) => labels.machine === machine);
  return own.map(({ labels }) => [labels.alertname, labels.escalated_alert].filter(Boolean).join(' ')).sort();
}

beforeAll(async () => {
  sink = await httpSink();
  files = await rendered(alertingWith({ receivers: new Map([['oncall', [webhookTo(`${sink.url}/`)]]]) }), []);
  const text = await readFile(files.file, 'utf8');
  await writeFile(files.file, text.replaceAll(/group_wait: 5s/g, 'group_wait: 1s'));
  alertmanager = await startAlertmanager(files.folder, files.file);
  const labels = (alert: string, index: number) => ({ labels: { ...labelsOf(alert), machine: onMachine(index) } });
  await alertmanager.post(incidents.flatMap(([, alerts], index) => alerts.map((alert) => labels(alert, index))));
  await until('what is to be told is told', () =>
    incidents.every(([, , wanted], index) => told(onMachine(index)).length >= wanted.length),
  );
  // Whatever comes later has waited longer than all that was posted with the rest.
  await alertmanager.post([{ labels: { alertname: 'Last', machine: 'last' } }]);
  await until('the last is told', () => told('last').length > 0);
});

afterAll(async () => {
  await alertmanager?.stop();
  sink.close();
  await files.remove();
});

describe('of what fires together, the cause is told', () => {
  it.each(incidents.map(([what, , wanted], index) => ({ what, wanted, index })))('$what', ({ wanted, index }) => {
    expect(told(onMachine(index))).toEqual([...wanted].sort());
  });

  it('and all else is muted, not lost', async () => {
    const known = await alertmanager.alerts();
    const muted = known.filter(({ status }) => status.inhibitedBy.length > 0);
    // What is never sent is not muted either.
    const sent = incidents.flatMap(([, alerts]) => alerts.filter((alert) => !alert.includes('severity=info')));
    const wanted = incidents.reduce((sum, [, , names]) => sum + names.length, 0);
    expect(muted).toHaveLength(sent.length - wanted);
  });
});
