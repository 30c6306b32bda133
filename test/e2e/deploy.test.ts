import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type AlertmanagerAnswer,
  type HubAnswer,
  type RuleAnswer,
  read,
  type StreamAnswer,
  targetsOf,
  type VectorAnswer,
} from '../deploy/answers.js';
import { type ComposeService, tree } from '../deploy/composeFile.js';
import { type FleetMachine, layMachine, programOf } from '../deploy/localMachine.js';
import { namespacesMissing, TestMachine } from '../deploy/testMachine.js';

const missing = namespacesMissing();

/** Two machines with the services of docker-compose.yml: its command lines, files, users and capabilities, without Docker. */
describe.skipIf(missing !== undefined)(
  `docker-compose.yml${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let folder = '';
    let alpha: FleetMachine;
    let beta: FleetMachine;
    const both = () => [alpha, beta];
    /** For the end, however far the beginning came. */
    const laid: FleetMachine[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'fleetwatch-deploy-'));
      alpha = await layMachine(join(folder, 'alpha'), 'central');
      laid.push(alpha);
      beta = await layMachine(join(folder, 'beta'), 'edge', alpha.machine);
      laid.push(beta);
      const addressOf = ({ variables }: FleetMachine) => variables.FLEETWATCH_ADDRESS ?? '';
      TestMachine.connect([alpha.machine, addressOf(alpha)], [beta.machine, addressOf(beta)]);
      for (const { machine, services } of both())
        for (const service of services) {
          const program = programOf(service);
          if (program !== undefined) machine.startService(service, program);
        }
    }, 200_000);

    afterAll(async () => {
      await Promise.all(laid.map(({ machine }) => machine.stop()));
      rmSync(folder, { recursive: true, force: true });
    }, 20_000);

    const started = ({ services }: FleetMachine) => services.filter((service) => programOf(service) !== undefined);

    it('has a program here for every image but Grafana', () => {
      const without = both().flatMap(({ services }) => services.filter((service) => programOf(service) === undefined));
      expect(without.map(({ name }) => name).filter((name) => name !== 'grafana')).toEqual([]);
    });

    it('has services that all become ready', async () => {
      for (const one of both())
        for (const service of started(one))
          await until(
            () => `${service.name} of ${one.variables.FLEETWATCH_MACHINE}:\n${logOf(one, service)}`,
            () => one.machine.get(service.healthUrl)?.status === 200,
          );
    }, 200_000);

    it('gives each process the user and the capabilities of its service, and no way to more', () => {
      for (const { machine, services } of both())
        for (const { name } of services.filter((service) => programOf(service) !== undefined)) {
          const observer = name === 'fleetwatch';
          const { Uid, CapEff, CapBnd, CapInh, NoNewPrivs } = machine.statusOf(name);
          // capability.h: bit 2 is CAP_DAC_READ_SEARCH, bit 19 CAP_SYS_PTRACE.
          expect({ name, Uid, CapEff, CapBnd, CapInh, NoNewPrivs }).toEqual({
            name,
            Uid: Array(4)
              .fill(observer ? '0' : '9877')
              .join('\t'),
            CapEff: observer ? '0000000000080004' : '0000000000000000',
            CapBnd: observer ? '0000000000080004' : '0000000000000000',
            CapInh: '0000000000000000',
            NoNewPrivs: '1',
          });
        }
    });

    it('shows the exporter the processes of all users', () => {
      for (const { machine, variables } of both()) {
        const page = machine.get(`http://${variables.FLEETWATCH_ADDRESS}:9877/metrics`)?.body ?? '';
        // The servers run as another user, and are among the processes that it looked into.
        expect(page).toContain(`fleet_processes_unidentified{machine="${variables.FLEETWATCH_MACHINE}"} 0\n`);
        expect(page).toMatch(/^fleetwatch_collector_success\{/m);
        expect(page.match(/^fleetwatch_collector_success\{.*\} 0$/gm)).toBeNull();
      }
    });

    it('has every target up in each Prometheus', async () => {
      const wanted = ['fleetwatch', 'prometheus', 'alertmanager'].flatMap((job) => [
        `${job} alpha up`,
        `${job} beta up`,
      ]);
      for (const { machine } of both())
        await until(
          () => machine.get('http://127.0.0.1:9090/api/v1/targets')?.body ?? 'nothing',
          () => targetsOf(machine).sort().join() === wanted.sort().join(),
        );
    }, 200_000);

    it('has all bundled rules in each Prometheus, without errors', async () => {
      const folderOfRules = `${tree}prometheus/rules`;
      const files = readdirSync(folderOfRules).map((name) => parse(readFileSync(join(folderOfRules, name), 'utf8')));
      const wanted = files.flatMap(({ groups }) => groups.map(({ name }: { name: string }) => name)).sort();
      for (const { machine } of both()) {
        const rules = () => read<RuleAnswer>(machine, 'http://127.0.0.1:9090/api/v1/rules').groups;
        expect(
          rules()
            .map(({ name }) => name)
            .sort(),
        ).toEqual(wanted);
        // Groups with a longer interval of their own have their first turn some time within it.
        const notOk = () =>
          rules().flatMap(({ name, interval, rules }) =>
            rules
              .filter(({ health }) => health === 'err' || (health === 'unknown' && interval <= 5))
              .map((rule) => `${name}: ${rule.name} ${rule.lastError}`),
          );
        await until(
          () => notOk().join('\n'),
          () => notOk().length === 0,
        );
      }
    }, 200_000);

    it('has one mesh of Alertmanagers, to which each Prometheus sends', async () => {
      for (const { machine } of both()) {
        await until(
          () => machine.get('http://127.0.0.1:9093/api/v2/status')?.body ?? 'nothing',
          () => {
            const status = JSON.parse(machine.get('http://127.0.0.1:9093/api/v2/status')?.body ?? '{}');
            return status.cluster?.status === 'ready' && status.cluster.peers.length === 2;
          },
        );
        const { activeAlertmanagers } = read<AlertmanagerAnswer>(machine, 'http://127.0.0.1:9090/api/v1/alertmanagers');
        expect(activeAlertmanagers.map(({ url }) => new URL(url).host).sort()).toEqual([
          '10.0.0.1:9093',
          '10.0.0.2:9093',
        ]);
      }
    }, 200_000);

    it('makes one alert of what both Prometheus say, and each tells which it is to others', async () => {
      for (const { machine, variables } of both()) {
        const { yaml } = read<{ yaml: string }>(machine, 'http://127.0.0.1:9090/api/v1/status/config');
        expect(parse(yaml).global.external_labels).toEqual({
          replica: variables.FLEETWATCH_MACHINE,
          fleetwatch_url: `http://${variables.FLEETWATCH_ADDRESS}:9877`,
        });
        const watchdogs = () => {
          const { body = '[]' } =
            machine.get('http://127.0.0.1:9093/api/v2/alerts?filter=alertname="FleetWatchdog"') ?? {};
          return JSON.parse(body).map(({ labels }: { labels: object }) => labels);
        };
        await until(
          () => 'FleetWatchdog arrives',
          () => watchdogs().length > 0,
        );
        expect(watchdogs()).toEqual([expect.not.objectContaining({ replica: expect.anything() })]);
      }
    }, 200_000);

    it('keeps in the store, once, what both Prometheus write', async () => {
      const query = 'query=count(fleet_processes_unidentified)by(machine,replica)';
      const counts = () => {
        const { result } = read<VectorAnswer>(alpha.machine, `http://127.0.0.1:9428/api/v1/query?${query}&nocache=1`);
        return result.map(({ metric, value }) => `${JSON.stringify(metric)} ${value[1]}`).sort();
      };
      await until(
        () => counts().join('\n'),
        () => counts().join() === '{"machine":"alpha"} 1,{"machine":"beta"} 1',
      );
    }, 200_000);

    it('links the NATS servers', async () => {
      await until(
        () => alpha.machine.get('http://127.0.0.1:9222/leafz')?.body ?? 'nothing',
        () => JSON.parse(alpha.machine.get('http://127.0.0.1:9222/leafz')?.body ?? '{}').leafnodes === 1,
      );
    }, 200_000);

    it('has the events of each machine on both NATS servers, once the streams are made', async () => {
      for (const { machine, variables } of both()) {
        const etc = join(machine.folder, 'etc/fleetwatch');
        const name = variables.FLEETWATCH_MACHINE ?? '';
        const settings = ['--config', join(etc, 'settings/fleetwatch.yaml'), '--machine', name];
        const user = ['--username', 'streams', '--password-file', join(etc, 'secrets/nats_streams')];
        machine.run(process.execPath, `${tree}dist/cli/main.js`, 'bus', 'streams', '--apply', ...settings, ...user);
      }
      for (const { machine } of both()) {
        const filled = () => {
          const { account_details: accounts = [] } = JSON.parse(
            machine.get('http://127.0.0.1:9222/jsz?streams=true')?.body ?? '{}',
          ) as StreamAnswer;
          const streams = accounts.flatMap(({ stream_detail }) => stream_detail ?? []);
          return streams.filter(({ state }) => state.messages > 0).map(({ name }) => name);
        };
        await until(
          () => `streams with events: ${filled().join()}`,
          () => filled().sort().join() === 'FLEET_alpha,FLEET_beta',
        );
      }
    }, 200_000);

    it('has every exporter call its hub well, and the store', async () => {
      for (const { machine, variables } of both()) {
        const health = () => {
          const answer = machine.get(`http://${variables.FLEETWATCH_ADDRESS}:9877/hub_health`);
          return { ...(JSON.parse(answer?.body ?? '{}') as HubAnswer), status: answer?.status };
        };
        await until(
          () => JSON.stringify(health()),
          () => health().status === 200 && (health().checks ?? []).every(({ ok }) => ok),
        );
        expect(health().checks?.map(({ check }) => check)).toContain('store_reachable');
      }
    }, 200_000);

    it('takes a third machine for one line, without a restart', async () => {
      beta.machine.run('ip', 'address', 'add', '10.0.0.3/24', 'dev', 'lan');
      beta.machine.background(process.execPath, '-e', exporter, '10.0.0.3');
      for (const { machine } of both()) {
        const before = machine.statusOf('prometheus').Pid;
        const file = join(machine.folder, 'etc/fleetwatch/prometheus/targets/fleetwatch/fleet.yml');
        appendFileSync(file, "- { targets: ['10.0.0.3:9877'], labels: { machine: gamma } }\n");
        await until(
          () => targetsOf(machine).join('\n'),
          () => targetsOf(machine).includes('fleetwatch gamma up'),
        );
        expect(machine.statusOf('prometheus').Pid).toBe(before);
      }
    }, 200_000);

    const logOf = ({ machine }: FleetMachine, { name }: ComposeService) =>
      readFileSync(machine.logOf(name), 'utf8').slice(-2000);
  },
);

/** The least that answers a scrape. */
const exporter = `require('node:http').createServer((_request, response) => response.end('fleetwatch_ready 1\\n'))
  .listen(9877, process.argv[1])`;

/** Shorter than the time of every test that waits, so that what did not come is told. */
const untilSeconds = 90;

async function until(what: () => string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + untilSeconds * 1000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`did not come: ${what()}`);
    await delay(500);
  }
}
