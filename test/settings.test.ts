import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../src/document/digest.js';
import { parseYaml } from '../src/document/parse.js';
import { formatFindings } from '../src/document/report.js';
import { loadMachines, loadSettings } from '../src/settings.js';

const folder = fileURLToPath(new URL('./fixtures/settings', import.meta.url));
const good = (name: string) => `${folder}/${name}.good.yaml`;

const alpha = {
  name: 'alpha',
  address: '192.0.2.10',
  startupFile: `${folder}/fleets/alpha.yaml`,
  agentsKey: 'fleet-members',
  projectRoot: fileURLToPath(new URL('./fixtures/project', import.meta.url)),
  logDirectory: fileURLToPath(new URL('./fixtures/project-logs', import.meta.url)),
  listen: { host: '0.0.0.0', port: 9900 },
};
const beta = {
  name: 'beta',
  address: '127.0.0.1',
  startupFile: '/srv/fleet/beta.yaml',
  agentsKey: undefined,
  projectRoot: '/srv/fleet',
  logDirectory: '/srv/fleet/logs',
  listen: { host: '127.0.0.1', port: 9877 },
};

test('every option is understood, and paths are relative to the file', async () => {
  expect(await loadSettings(good('every-key'))).toEqual({
    findings: [],
    settings: {
      file: good('every-key'),
      digest: digestOf(readFileSync(good('every-key'), 'utf8')),
      machine: alpha,
      machines: [alpha, beta],
      variables: { PORT_OFFSET: '100' },
      strict: true,
      health: {
        intervalSeconds: 15,
        timeoutSeconds: 2.5,
        retries: 2,
        retryDelaySeconds: 0.5,
        concurrency: 128,
        answerBytes: 32_768,
        httpPortOffset: 2,
        redis: { url: 'redis://192.0.2.10:6379/0', passwordFile: `${folder}/secrets/redis` },
      },
      agents: { Registry: { protocol: 'zeromq', metrics_port: 9300, metrics_path: '/own/metrics' } },
      logs: { maxFileBytes: 1000, maxDeletedBytes: 2000 },
      audits: {
        boot_prefixes: ['main_code'],
        shared_agents: ['alpha/Registry'],
        port_range: { first: 6000, last: 7000 },
        derived_ports: { http_health: { from: 'health_check_port', offset: 2 } },
        base_class: { name: 'FleetAgent', files: ['base/fleet_agent.py'] },
      },
      leaks: {
        include: ['**/*.yaml'],
        exclude: ['**/vendor/**'],
        maxFileBytes: 3000,
        logStart: 'beginning',
        logShare: 0.2,
        acceptedFile: `${folder}/accepted.yaml`,
        rulesOff: ['jwt'],
      },
      changes: {
        prometheusUrl: 'http://127.0.0.1:19090',
        alertmanagerUrl: 'http://127.0.0.1:19093',
        tokenFile: `${folder}/secrets/changes`,
        runbookDirectory: `${folder}/runbooks`,
        restartCommand: ['systemctl', 'restart', 'fleet@{agent}'],
        limits: { rollbacksPerDay: 2, coolDownSeconds: 1800, largestShare: 0.1 },
        killSwitchFile: `${folder}/no-rollback`,
        longestSeconds: 5400,
      },
      bus: {
        mode: 'http',
        http: {
          url: 'https://hub.example.org/events',
          credentials: { kind: 'basic', username: 'alpha', passwordFile: `${folder}/secrets/hub` },
          caFile: `${folder}/secrets/ca.pem`,
        },
        nats: {
          servers: ['tls://192.0.2.10:4222'],
          credentials: { kind: 'nkey', seedFile: `${folder}/secrets/seed` },
          tls: {
            caFile: `${folder}/secrets/ca.pem`,
            certFile: `${folder}/secrets/cert.pem`,
            keyFile: `${folder}/secrets/key.pem`,
          },
          stream: 'FLEET_alpha',
          subjectPrefix: 'own.events',
        },
        buffer: { maxBytes: 1_048_576, maxAgeSeconds: 7200 },
        heartbeatSeconds: 30,
        receive: { http: true, nats: true, patienceSeconds: 120 },
      },
      hubs: {
        servers: [
          {
            machine: 'alpha',
            prometheusUrl: 'http://192.0.2.10:9090',
            alertmanagerUrl: 'http://192.0.2.10:9093',
          },
          {
            machine: 'beta',
            prometheusUrl: 'http://192.0.2.11:9090',
            alertmanagerUrl: 'http://192.0.2.11:9093',
          },
        ],
        storeUrl: 'http://192.0.2.20:8428',
        freshnessSeconds: 120,
      },
      nats: {
        servers: [
          { machine: 'alpha', url: 'http://127.0.0.1:8222/', links: 1, streams: ['FLEET_alpha', 'FLEET_beta'] },
          { machine: 'beta', url: 'http://127.0.0.1:8223/nats/', links: 0, streams: [] },
        ],
        streamBytes: 1_048_576,
        streamSeconds: 7200,
      },
      peers: {
        timeoutSeconds: 3,
        slowSeconds: 0.1,
        heartbeatSeconds: 0.5,
        witnesses: [
          { host: '192.0.2.254', port: 53 },
          { host: '2001:db8::1', port: 443 },
        ],
      },
      alerting: {
        publicUrl: 'https://fleet.example.org',
        receivers: new Map([
          [
            'oncall',
            [{ kind: 'pagerduty', routingKeyFile: `${folder}/secrets/pagerduty`, url: 'https://eu.example.org' }],
          ],
          [
            'chat',
            [
              { kind: 'slack', apiUrlFile: `${folder}/secrets/slack`, channel: '#fleet' },
              { kind: 'webhook', url: 'https://hooks.example.org', bearerTokenFile: `${folder}/secrets/hook` },
            ],
          ],
          [
            'night_watch',
            [
              {
                kind: 'email',
                smarthost: 'mail.example.org:587',
                from: 'fleet@example.org',
                to: ['watch@example.org'],
                username: 'fleet',
                passwordFile: '/run/secrets/mail',
                requireTls: false,
              },
            ],
          ],
        ]),
        escalation: [{ afterSeconds: 900, to: 'night_watch' }],
        muteTimes: new Map([
          ['weekend', [{ weekdays: ['saturday', 'sunday'], from: '00:30', to: '23:30', time_zone: 'Europe/Berlin' }]],
        ]),
      },
      collectors: {
        fleet: { enabled: true },
        health: { schedule: '*/15 * * * * *', deadline_seconds: 10 },
        processes: {},
        machine: {},
        discovery: {},
        logs: {},
        filesystems: {},
        ready_keys: { enabled: false },
        ports: {},
        sockets: {},
        acknowledgements: {},
        process_drift: {},
        audits: {},
        drift: {},
        adoption: {},
        leaks: {},
        changes: {},
        bus: {},
        peers: {},
        gates: {},
        hubs: {},
        nats: {},
        bus_reception: {},
        risks: {},
      },
      stateDirectory: `${folder}/state`,
      logLevel: 'debug',
      procRoot: '/host/proc',
    },
  });
});

test('the file above has every key of the schema', () => {
  const schema: unknown = JSON.parse(readFileSync(new URL('../schemas/settings.schema.json', import.meta.url), 'utf8'));
  const text = readFileSync(good('every-key'), 'utf8');
  const used = new Set(keysIn(parseYaml('f', text, { version: '1.2' }).value));
  const known = [...propertiesIn(schema)];
  expect(known.length).toBeGreaterThan(30);
  // Of several credentials one is used; the others are those of test/settingsBus.test.ts.
  expect(known.filter((key) => !used.has(key))).toEqual(['credentials_file']);
});

test('what is not given has its default', async () => {
  const { settings } = await loadSettings(good('least'));
  expect(settings).toEqual({
    file: good('least'),
    digest: digestOf(readFileSync(good('least'), 'utf8')),
    machine: {
      ...beta,
      name: 'alpha',
      startupFile: `${folder}/startup.yaml`,
      projectRoot: folder,
      logDirectory: `${folder}/logs`,
    },
    machines: [settings?.machine],
    variables: {},
    strict: false,
    health: {
      intervalSeconds: undefined,
      timeoutSeconds: undefined,
      retries: undefined,
      retryDelaySeconds: 1,
      concurrency: 256,
      answerBytes: 65_536,
      httpPortOffset: 1,
      redis: undefined,
    },
    agents: {},
    audits: {},
    logs: { maxFileBytes: 268_435_456, maxDeletedBytes: 1_073_741_824 },
    leaks: {
      include: undefined,
      exclude: undefined,
      maxFileBytes: 4_194_304,
      logStart: 'end',
      logShare: 0.1,
      acceptedFile: undefined,
      rulesOff: [],
    },
    peers: { timeoutSeconds: 2, slowSeconds: 0.25, heartbeatSeconds: 1, witnesses: [] },
    changes: {
      prometheusUrl: 'http://127.0.0.1:9090',
      alertmanagerUrl: 'http://127.0.0.1:9093',
      tokenFile: undefined,
      runbookDirectory: undefined,
      restartCommand: undefined,
      limits: { rollbacksPerDay: 5, coolDownSeconds: 600, largestShare: 0.5 },
      killSwitchFile: `${folder}/.fleetwatch/alpha/changes/no-rollback`,
      longestSeconds: 14_400,
    },
    alerting: {
      publicUrl: undefined,
      receivers: new Map(),
      escalation: [
        { afterSeconds: 600, to: 'lead_sre' },
        { afterSeconds: 1200, to: 'cto' },
        { afterSeconds: 1800, to: 'vendor' },
      ],
      muteTimes: new Map(),
    },
    collectors: {},
    stateDirectory: `${folder}/.fleetwatch/alpha`,
    logLevel: 'info',
    procRoot: '/proc',
  });
});

describe('the machine to watch', () => {
  test('on the command line outranks the file', async () => {
    const { settings } = await loadSettings(good('every-key'), 'beta');
    expect(settings?.machine).toEqual(beta);
    expect(settings?.stateDirectory).toBe(`${folder}/state`);
  });

  test('must be one of the machines, and the nearest is named', async () => {
    const { settings, findings } = await loadSettings(good('every-key'), 'Beto');
    expect(settings).toBeUndefined();
    expect(findings).toMatchObject([
      {
        code: 'unknown-machine',
        message: 'no machine is called `Beto`, did you mean `beta`?',
        remedy: 'set `machine`, or name one with --machine or --on: alpha, beta',
        place: { line: 6, column: 1 },
      },
    ]);
  });
});

/** Each file has one mistake; beside its name stand where it is found, and in what words. */
const bad: [file: string, place: string, code: string, message: RegExp][] = [
  ['agent-name', '4:11', 'invalid-value', /the name `a b` must match/],
  ['duplicate-key', '2:1', 'duplicate-key', /twice/],
  ['duplicate-machine', '5:11', 'duplicate-machine', /`alpha` is listed twice/],
  ['escalation-order', '6:7', 'escalation-order', /level 2 is not later/],
  ['escalation-twice', '6:7', 'escalation-order', /`cto` is told twice/],
  ['escalation-unit', '4:25', 'invalid-value', /must match pattern/],
  ['bus-credentials-ambiguous', '7:5', 'bus-credentials-ambiguous', /several credentials: token_file, nkey_seed_file/],
  ['bus-sink-missing', '4:9', 'bus-sink-missing', /`bus.mode` is `hybrid`, and there is no `bus.nats`/],
  ['bus-url-user', '5:15', 'invalid-value', /must match pattern .*, found a string$/],
  ['nats-machine', '5:18', 'unknown-machine', /no machine is called `alpa`, did you mean `alpha`/],
  ['hub-machine', '5:18', 'unknown-machine', /no machine is called `alpa`, did you mean `alpha`/],
  ['hub-twice', '6:18', 'duplicate-machine', /machine `alpha` has two hubs/],
  ['machine-name', '2:11', 'invalid-value', /"alpha one"/],
  ['machine-not-said', '1:1', 'unknown-machine', /not said which machine/],
  ['machines-missing', '1:1', 'missing-key', /lacks `machines`/],
  ['mute-time-midnight', '6:9', 'mute-time', /`nights` ends at 06:00, not later than it begins, at 18:00/],
  ['mute-time-zone', '6:35', 'mute-time', /not known, `europe\/berlin`/],
  ['no-machines', '1:11', 'invalid-value', /fewer than 1 items/],
  ['out-of-range', '4:20', 'out-of-range', /`health.retries` must be >= 1, found an integer \(0\)/],
  ['password-in-url', '4:25', 'invalid-value', /must match pattern .*, found a string$/],
  ['port-out-of-range', '4:21', 'port-out-of-range', /`machines\[0\].listen.port` must be <= 65535/],
  ['protocol', '4:33', 'invalid-value', /must be one of zeromq, http, tcp, found a string \("grpc"\)/],
  ['receiver-empty', '5:11', 'invalid-value', /fewer than 1/],
  ['receiver-kind', '5:13', 'unknown-key', /`slak`, did you mean `slack`\?/],
  ['receiver-reserved', '5:5', 'invalid-value', /`nobody`/],
  ['receiver-secret', '5:49', 'unknown-key', /`routing_key`/],
  ['unknown-leak-rule', '4:20', 'unknown-leak-rule', /there is no leak rule `jwtt`, did you mean `jwt`\?/],
  ['receiver-unused', '5:5', 'receiver-unused', /nothing is sent to `on_call`, did you mean `oncall`\?/],
  ['receiver-url-token', '5:29', 'receiver-url-credential', /the URL of `chat` holds a credential/],
  ['receiver-url-user', '5:29', 'receiver-url-credential', /the URL of `chat` holds a credential/],
  ['redis-as-text', '4:18', 'wrong-type', /must be a mapping, found a string$/],
  ['startup-file-missing', '2:5', 'missing-key', /`machines\[0\]` lacks `startup_file`/],
  ['syntax', '3:1', 'yaml-syntax', /closing quote/],
  ['unknown-collector', '4:15', 'unknown-key', /`proceses`, did you mean `processes`\?/],
  ['unknown-key', '4:1', 'unknown-key', /`log_levle`, did you mean `log_level`\?/],
  ['unknown-key-health', '4:11', 'unknown-key', /unknown key `timeout`/],
  ['unknown-machine', '1:10', 'unknown-machine', /`Alpa`, did you mean `alpha`\?/],
  ['variable-number', '4:27', 'wrong-type', /must be a string, found an integer$/],
  ['variables-as-text', '4:12', 'wrong-type', /must be a mapping, found a string$/],
  ['wrong-type', '4:9', 'wrong-type', /`strict` must be a boolean, found a string \("yes"\)/],
];

describe('a mistake is an error at its place', () => {
  test.each(bad)('%s: %s %s', async (name, at, code, message) => {
    const file = `${folder}/${name}.bad.yaml`;
    const [line, column] = at.split(':').map(Number);
    const { settings, findings } = await loadSettings(file);
    expect(settings).toBeUndefined();
    expect(findings).toMatchObject([{ code, severity: 'error', place: { kind: 'file', file, line, column } }]);
    expect(findings[0]?.message).toMatch(message);
    expect(formatFindings(findings)).not.toContain('hunter2');
  });

  test('every bad fixture has its row', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.bad.yaml'));
    expect(bad.map(([name]) => `${name}.bad.yaml`).sort()).toEqual(files.sort());
  });

  test('no file at all', async () => {
    expect(await loadSettings(`${folder}/none.yaml`)).toMatchObject({ findings: [{ code: 'file-unreadable' }] });
  });
});

describe('the machines of a file, whichever is watched', () => {
  test.each([
    ['every-key.good', ['alpha', 'beta'], []],
    ['machine-not-said.bad', ['alpha', 'beta'], []],
    ['unknown-machine.bad', ['alpha'], []],
    ['duplicate-machine.bad', [], ['duplicate-machine']],
    ['syntax.bad', [], ['yaml-syntax']],
    ['none', [], ['file-unreadable']],
  ])('%s', async (name, names, codes) => {
    const { machines, findings } = await loadMachines(`${folder}/${name}.yaml`);
    expect(machines.map((machine) => machine.name)).toEqual(names);
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });
});

/** All keys of a value, at any depth. */
function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

/** All names that a schema gives to properties, and all it allows as names, at any depth. */
function* propertiesIn(schema: unknown): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [keyword, inner] of Object.entries(schema)) {
    if (keyword === 'properties') yield* Object.keys(inner);
    if (keyword === 'propertyNames' && Array.isArray(inner.enum)) yield* inner.enum;
    yield* propertiesIn(inner);
  }
}
