import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { bundledAlertNames } from '../../src/acknowledgements/alertNames.js';
import { alertmanagerFiles } from '../../src/alerting/files.js';
import { doctorCommand } from '../../src/cli/doctor.js';
import { askWithin } from '../../src/doctor/ask.js';
import type { Diagnosis } from '../../src/doctor/model.js';
import { loadSettings } from '../../src/settings.js';
import { version } from '../../src/version.js';
import { Stub } from './stub.js';

const { climbing, others } = await bundledAlertNames();
const alerts = [...climbing, ...others];

let folder: string;
let exporter: Stub;
let prometheus: Stub;
let alertmanager: Stub;
let ports: { exporter: number; prometheus: number; alertmanager: number };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  exporter = new Stub({ '/-/healthy': 'well', '/api/v1/exporter': { machine: 'alpha', version } });
  prometheus = new Stub(prometheusAnswers(alerts));
  alertmanager = new Stub({});
  const [first, second, third] = await Promise.all([exporter.listen(), prometheus.listen(), alertmanager.listen()]);
  ports = { exporter: first, prometheus: second, alertmanager: third };
});

afterEach(async () => {
  await Promise.all([exporter.close(), prometheus.close(), alertmanager.close()]);
  await rm(folder, { recursive: true });
});

/** A Prometheus that scrapes alpha and has these alerts; the named rule cannot be evaluated. */
function prometheusAnswers(loaded: readonly string[], broken?: string) {
  const rules = loaded.map((name) => ({ name, type: 'alerting', query: 'up', health: name === broken ? 'err' : 'ok' }));
  const up = { metric: { machine: 'alpha', instance: '127.0.0.1:9877' }, value: [1_795_341_600, '1'] };
  return {
    '/-/healthy': 'well',
    '/api/v1/status/buildinfo': { status: 'success', data: { version: '2.53.1' } },
    '/api/v1/query': { status: 'success', data: { resultType: 'vector', result: [up] } },
    '/api/v1/rules': { status: 'success', data: { groups: [{ name: 'all', rules }] } },
  };
}

/** Settings of one machine with one agent, and whatever is wanted besides. Everything is well with it. */
async function set(more: object = {}): Promise<string> {
  await mkdir(join(folder, 'logs'), { recursive: true });
  const agent = { script_path: 'a.py', port: 7200, health_check_port: 8200 };
  await writeFile(
    join(folder, 'startup.yaml'),
    stringify({ global_settings: {}, agent_groups: { core: { Agent: agent } } }),
  );
  await writeFile(join(folder, 'token'), `${'0123456789abcdef'.repeat(2)}\n`, { mode: 0o600 });
  const webhook = { webhook: { url: 'http://127.0.0.1:9999/' } };
  const config = join(folder, 'fleetwatch.yaml');
  const settings = {
    machines: [{ name: 'alpha', startup_file: 'startup.yaml', listen: { port: ports.exporter } }],
    state_directory: 'state',
    alerting: {
      receivers: Object.fromEntries(
        ['oncall', 'chat', 'fallback', 'dead_mans_switch', 'lead_sre', 'cto', 'vendor'].map((role) => [role, webhook]),
      ),
    },
    changes: {
      prometheus_url: `http://127.0.0.1:${ports.prometheus}`,
      alertmanager_url: `http://127.0.0.1:${ports.alertmanager}`,
      token_file: 'token',
    },
    ...more,
  };
  await writeFile(config, stringify(settings));
  const { settings: read } = await loadSettings(config);
  if (read !== undefined) {
    const { configuration } = await alertmanagerFiles(read.alerting, read.machines, read.changes.tokenFile);
    alertmanager.answers = { '/-/healthy': 'well', '/api/v2/status': { config: { original: configuration } } };
  }
  return config;
}

async function examined(config: string, parts: { nodeVersion?: string } = {}) {
  let output = '';
  const code = await doctorCommand(
    { config, json: true },
    {
      environment: {},
      ask: askWithin(5000, Date.now),
      now: Date.now,
      nodeVersion: parts.nodeVersion ?? '20.19.0',
      promtoolVersion: async () => '2.42.0',
      user: 1000,
      write: (text) => {
        output += text;
      },
    },
  );
  const report: { machine: string | null; diagnoses: Diagnosis[] } = JSON.parse(output);
  const bad = report.diagnoses.filter(({ standing }) => standing === 'failed');
  return { code, ...report, bad };
}

describe('fleetwatch doctor', () => {
  it('finds nothing wrong with a set-up that is whole', async () => {
    const { code, machine, diagnoses, bad } = await examined(await set());
    expect(bad).toStrictEqual([]);
    expect({ code, machine }).toStrictEqual({ code: 0, machine: 'alpha' });
    // What this user may see of others is not the test's to say.
    const warned = diagnoses.filter(({ standing, check }) => standing === 'warning' && check !== 'privileges');
    expect(warned).toStrictEqual([]);
  });

  it('says for everything that fails why it matters and what to do', async () => {
    const config = await set();
    await Promise.all([prometheus.close(), alertmanager.close()]);
    const { code, bad } = await examined(config);
    expect(code).toBe(1);
    expect(bad.map(({ check }) => check)).toStrictEqual(['prometheus', 'rules', 'receivers']);
    for (const { why, remedy } of bad)
      expect([why, remedy]).toStrictEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
    // Closed again after each test.
    [prometheus, alertmanager] = [new Stub({}), new Stub({})];
    await Promise.all([prometheus.listen(), alertmanager.listen()]);
  });

  it('cannot look where the settings cannot be used', async () => {
    const { code, machine, diagnoses } = await examined(await set({ machins: [] }));
    expect({ code, machine }).toStrictEqual({ code: 2, machine: null });
    expect(diagnoses.map(({ check, standing }) => [check, standing])).toStrictEqual([['settings', 'failed']]);
    expect(diagnoses[0]?.seen).toMatch(/fleetwatch\.yaml:\d+:\d+: .*machins/);
  });

  it.each<[what: string, prepare: () => Promise<void> | void, check: string, seen: RegExp]>([
    [
      'a start-up file that is not there',
      () => rm(join(folder, 'startup.yaml')),
      'start-up-files',
      /alpha: .*startup\.yaml/,
    ],
    [
      'a token that everybody may read',
      () => chmod(join(folder, 'token'), 0o644),
      'secret-files',
      /token_file.*everybody/,
    ],
    ['a token that is empty', () => writeFile(join(folder, 'token'), '\n'), 'secret-files', /empty/],
    ['a token that is not there', () => rm(join(folder, 'token')), 'secret-files', /there is none/],
    [
      'another program on the port',
      () => {
        exporter.answers = { '/-/healthy': 'well' };
      },
      'port',
      /is taken by .*no exporter of this fleet/,
    ],
    [
      'the exporter of another machine at the address',
      () => {
        exporter.answers = { '/-/healthy': 'well', '/api/v1/exporter': { machine: 'beta', version } };
      },
      'exporters',
      /alpha: the exporter of beta answers/,
    ],
    [
      'a clock that is far ahead',
      () => {
        prometheus.aheadSeconds = 60;
      },
      'clocks',
      /Prometheus: at least (5\d\.\d|60\.0) s ahead/,
    ],
    [
      'a clock that is far behind',
      () => {
        exporter.aheadSeconds = -60;
      },
      'clocks',
      /exporter of alpha: at least (5\d\.\d|60\.0) s behind/,
    ],
    [
      'an exporter that is no target',
      () => {
        const empty = { status: 'success', data: { resultType: 'vector', result: [] } };
        prometheus.answers = { ...prometheusAnswers(alerts), '/api/v1/query': empty };
      },
      'prometheus',
      /alpha: its exporter is no target/,
    ],
    [
      'an alert that is not loaded',
      () => {
        prometheus.answers = prometheusAnswers(alerts.filter((name) => name !== 'FleetAgentDown'));
      },
      'rules',
      /^1 of \d+ bundled alerts are not loaded: FleetAgentDown$/,
    ],
    [
      'a rule that cannot be evaluated',
      () => {
        prometheus.answers = prometheusAnswers(alerts, 'FleetAgentDown');
      },
      'rules',
      /^1 rules cannot be evaluated: FleetAgentDown$/,
    ],
    [
      'an Alertmanager without the receivers',
      () => {
        alertmanager.answers = { '/-/healthy': 'well', '/api/v2/status': { config: { original: 'receivers: []' } } };
      },
      'receivers',
      /lacks receivers that the settings give: .*oncall/,
    ],
    [
      'something else where Alertmanager should be',
      () => {
        alertmanager.answers = { '/-/healthy': 'well', '/api/v2/status': 'hello' };
      },
      'receivers',
      /is no Alertmanager/,
    ],
  ])('%s fails', async (_what, prepare, check, seen) => {
    const config = await set();
    await prepare();
    const { code, bad } = await examined(config);
    expect(code).toBe(1);
    const own = bad.filter((one) => one.check === check);
    expect(own.map((one) => one.seen)).toStrictEqual([expect.stringMatching(seen)]);
  });

  it('looks at hubs and bus where the settings name them', async () => {
    const url = (port: number) => `http://127.0.0.1:${port}`;
    prometheus.answers = { ...prometheusAnswers(alerts), '/-/ready': 'ready' };
    const hub = { machine: 'alpha', prometheus_url: url(ports.prometheus), alertmanager_url: url(ports.alertmanager) };
    const config = await set({
      hubs: { servers: [hub], store_url: url(ports.prometheus) },
      bus: { mode: 'http', http: { url: `${url(ports.exporter)}/events`, bearer_token_file: 'absent' } },
      nats: { servers: [{ machine: 'alpha', url: url(ports.exporter) }] },
    });
    const { diagnoses, bad } = await examined(config);
    const seen = diagnoses.filter(({ check, standing }) => standing === 'ok' && /^(hubs|bus)$/.test(check));
    expect(seen.map((one) => one.seen)).toStrictEqual([
      `Prometheus of alpha: ready at ${url(ports.prometheus)}`,
      `the store: answers at ${url(ports.prometheus)}`,
      `127.0.0.1:${ports.exporter} accepts connections`,
    ]);
    expect(bad.map((one) => one.seen)).toStrictEqual([
      expect.stringMatching(/^bus\.http, .*absent: there is none$/),
      `Alertmanager of alpha: HTTP status 404 at ${url(ports.alertmanager)}`,
      `nats-server: HTTP status 404 at ${url(ports.exporter)}/healthz`,
    ]);
  });

  it('wants a Node.js that is new enough', async () => {
    const { bad } = await examined(await set(), { nodeVersion: '20.9.0' });
    expect(bad.map(({ seen }) => seen)).toStrictEqual([expect.stringMatching(/on Node\.js 20\.9\.0$/)]);
  });

  it('refuses a state directory that cannot be written', async () => {
    const { bad } = await examined(await set({ state_directory: '/proc/fleetwatch' }));
    // Root is let through access(2); there is no room in procfs all the same.
    expect(bad.map(({ check, seen }) => [check, seen])).toStrictEqual([
      ['directories', expect.stringMatching(/may not be written|, 0 MiB free/)],
    ]);
  });

  it('prints what is wrong with its reason and its remedy, all else in one line', async () => {
    const config = await set();
    await chmod(join(folder, 'token'), 0o644);
    let output = '';
    await doctorCommand(
      { config, json: false },
      {
        environment: {},
        ask: askWithin(5000, Date.now),
        now: Date.now,
        nodeVersion: '20.19.0',
        promtoolVersion: async () => undefined,
        user: 1000,
        write: (text) => {
          output += text;
        },
      },
    );
    expect(output).toContain(`ok       versions        fleetwatch ${version} on Node.js 20.19.0\n`);
    expect(output).toMatch(/^- {8}versions {8}no promtool on the path/m);
    expect(output).toMatch(/^FAILED {3}secret-files .*\n {9}why: .*\n {9}do: {2}chmod 640 .*$/m);
    expect(output).toMatch(/\n1 failed, \d+ warnings?, \d+ ok, 3 not applicable\n$/);
  });
});
