import { join } from 'node:path';
import { demoStatus } from '../../../src/simulator/control-client.js';
import { ensureTools } from '../../../src/stack/tools.js';
import { built, toolsOptions } from './built.js';
import { ready, type ServiceLine, type ServiceName } from './host.js';
import type { HostPlace } from './network.js';
import type { SmallFleet } from './smallFleet.js';

/** Command lines as those of `up`, with the mesh and the addresses of the hosts. */
export async function serviceLines(
  name: string,
  { address, console }: HostPlace,
  otherAddress: string,
  folder: string,
  fleet: SmallFleet,
  nats: ServiceLine,
): Promise<Record<ServiceName, ServiceLine>> {
  const programs = await ensureTools(['prometheus', 'alertmanager'], toolsOptions);
  const own = (words: readonly string[], isReady: () => Promise<boolean>): ServiceLine => ({
    file: process.execPath,
    arguments: [built, ...words],
    isReady,
  });
  const state = ['--machine', name, '--state-directory', join(folder, 'state')];
  return {
    nats,
    pager: own(
      ['pager', '--listen', '0.0.0.0:9879', '--file', join(folder, 'pages.jsonl')],
      ready(console, 9879, '/-/healthy'),
    ),
    demo: own(['demo', 'run', '--config', fleet.simulatorSettings(name), '--run-directory', folder], () =>
      demoStatus(join(folder, 'demo.sock')).then(
        () => true,
        () => false,
      ),
    ),
    fleetwatch: own(['serve', '--config', fleet.settingsFile, ...state], ready(console, 9877, '/-/ready')),
    alertmanager: {
      file: programs.alertmanager,
      arguments: [
        `--config.file=${join(folder, 'alertmanager/alertmanager.yml')}`,
        `--storage.path=${join(folder, 'alertmanager-data')}`,
        '--web.listen-address=0.0.0.0:9093',
        `--cluster.listen-address=${address}:9094`,
        `--cluster.peer=${otherAddress}:9094`,
        '--cluster.reconnect-interval=2s',
        '--cluster.pushpull-interval=5s',
        '--cluster.peer-timeout=10s',
      ],
      isReady: ready(console, 9093, '/-/healthy'),
    },
    prometheus: {
      file: programs.prometheus,
      arguments: [
        `--config.file=${join(folder, 'prometheus/prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'prometheus-data')}`,
        '--web.listen-address=0.0.0.0:9090',
        '--rules.alert.resend-delay=15s',
      ],
      isReady: ready(console, 9090, '/-/ready'),
    },
  };
}
