import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allForms } from './canary/canary.js';
import { freePort, Scene, until } from './canary/scene.js';

/** YAML takes every JSON text. */
const quote = JSON.stringify;

/** A secret on every surface and in every input; one line each. */
type Put = (scene: Scene) => Promise<unknown> | unknown;

let scene: Scene;
let agent: { readonly port: number; readonly asked: () => number };
let exporter: string;
let pager: string;

/** Put there before anything starts. */
const found: Readonly<Record<string, Put>> = {
  'a file of the project': (at) => at.write('project/service.env', at.aviary.put('file', allForms).join('\n')),
  'a log': (at) => at.write('project/logs/Echo.log', at.aviary.put('log', allForms).join('\n')),
  'the name of a log': (at) => at.write(`project/logs/${at.aviary.put('file name', ['token'])}.log`, 'x\n'),
  'the name of a folder': (at) => at.write(`project/${at.aviary.put('folder name', ['token'])}/a.yaml`, 'x: 1\n'),
  'the password file of Redis': (at) => at.write('redis', at.aviary.putBare('password file')),
  'command line and environment of a process': (at) =>
    at.startChild(at.aviary.put('cmdline', allForms), {
      ...environment(at.aviary.put('environ', allForms)),
      AGENT_NAME: 'Planner',
    }),
  'the settings': async (at) => at.write('fleetwatch.yaml', await settings(at)),
  'a start-up file': (at) => at.write('project/startup.yaml', startup(at, 'start-up file')),
  'a broken start-up file': (at) => at.write('project/broken.yaml', broken(at, 'broken start-up file')),
  'broken settings': (at) => at.write('broken.yaml', `machines:\n  - ${quote(at.aviary.put('broken settings'))}\n`),
  'a broken baseline': (at) => at.write('baseline.yaml', `- code: ${quote(at.aviary.put('baseline'))}\n`),
  'a broken list of accepted leaks': (at) =>
    at.write(
      'accepted.yaml',
      at.aviary
        .put('accepted')
        .map((text) => `- fingerprint: ${quote(text)}\n`)
        .join(''),
    ),
};

/** Each text as the value of a variable; an assignment as the variable that it is. */
function environment(texts: readonly string[]): Record<string, string> {
  const entries = texts.map((text, index) => {
    const [, name = `VALUE_${index}`, value = text] = /^(DB_\w+)=(.*)$/.exec(text) ?? [];
    return [name, value];
  });
  return Object.fromEntries(entries);
}

async function settings(at: Scene): Promise<string> {
  const port = await freePort();
  exporter = `http://127.0.0.1:${port}`;
  const variables = at.aviary.put('variables', allForms).map((text, index) => `  V${index}: ${quote(text)}`);
  return `
machines:
  - { name: alpha, startup_file: project/startup.yaml, listen: { port: ${port} } }
variables:
${variables.join('\n')}
agents: { Echo: { protocol: http } }
health: { interval_seconds: 1, redis: { url: "redis://127.0.0.1:9", password_file: redis } }
state_directory: state
`;
}

function startup(at: Scene, where: string): string {
  const values = at.aviary.put(where, allForms).map((text, index) => `        E${index}: ${quote(text)}`);
  const [unknown = ''] = at.aviary.put(`key in the ${where}`, ['token']);
  return `
agent_groups:
  core:
    Planner:
      script_path: agents/planner.py
      port: 7001
      health_check_port: 7002
      "${unknown}": 1
      env_vars:
        REFERENCE: \${V0}
${values.join('\n')}
    Echo: { script_path: agents/echo.py, port: 7003, health_check_port: ${agent.port} }
`;
}

/** Secrets where they do not belong, by which findings come to speak of them. */
function broken(at: Scene, where: string): string {
  const [token = '', assignment = '', url = ''] = at.aviary.put(where);
  const long = `${'x'.repeat(30)} ${at.aviary.put(`${where}, a long value`, ['token'])}`;
  return `
agent_groups:
  core:
    A: { script_path: ${quote(url)}, port: ${quote(token)}, health_check_port: ${quote(assignment)} }
    B: { script_path: ${quote(long)}, port: 7010, dependencies: [${quote(long)}], required: ${quote(token)} }
    ${quote(long)}: { script_path: b.py }
    C: { port: { ${quote(token)}: [ }
`;
}

/** Looks at everything once, in every form of report. */
const looks: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['text', 'json', 'sarif', 'github'].flatMap((format) => [
      [`check of a broken file in ${format}`, ['check', 'project/broken.yaml', '--format', format]],
      [`scan in ${format}`, ['scan', 'secrets', 'project', 'fleetwatch.yaml', '--format', format]],
    ]),
  ),
  'check by settings': ['check', '--config', 'fleetwatch.yaml'],
  audit: ['scan', 'secrets', '--audit', '--config', 'fleetwatch.yaml'],
  'audit in json': ['scan', 'secrets', '--audit', '--config', 'fleetwatch.yaml', '--json'],
  'check that writes a baseline': [
    'check',
    'project/broken.yaml',
    '--baseline',
    'written/check.yaml',
    '--write-baseline',
  ],
  'scan that writes a baseline': ['scan', 'secrets', 'project', '--baseline', 'written/scan.yaml', '--write-baseline'],
  'check by a broken baseline': ['check', 'project/startup.yaml', '--baseline', 'baseline.yaml'],
  'check by broken settings': ['check', '--config', 'broken.yaml'],
  'serve by broken settings': ['serve', '--config', 'broken.yaml'],
  ports: ['ports', 'project/broken.yaml'],
  'up by broken settings': ['up', '--config', 'broken.yaml', '--run-directory', 'run'],
};

/** Command lines that are refused. */
const misuse: readonly ((text: string) => readonly string[])[] = [
  (text) => [text],
  (text) => ['check', text],
  (text) => ['check', '--config', text],
  (text) => ['check', '--only', text, 'project/startup.yaml'],
  (text) => ['check', `--${text}`],
  (text) => ['serve', '--config', 'fleetwatch.yaml', '--machine', text],
  (text) => ['pager', '--listen', text],
  (text) => ['pager', '--file', `no-folder/${text}`],
  (text) => ['scan', 'secrets', `no-folder/${text}`],
  (text) => ['scan', 'secrets', '--rules-off', text],
  (text) => ['scan', 'secrets', '--config', 'fleetwatch.yaml', '--accept', text, '--until', text, '--reason', text],
  (text) => ['demo', 'fault', text, text],
];

/** Requests to the exporter with a secret in them. */
const requests: readonly ((text: string) => readonly [path: string, request?: RequestInit])[] = [
  (text) => [`/${encodeURIComponent(text)}`],
  (text) => [`/runbooks/${encodeURIComponent(text)}`],
  (text) => [`/nothing?${encodeURIComponent(text)}`],
  (text) => ['/metrics', { headers: { Authorization: `Bearer ${text}`, Accept: text } }],
  (text) => ['/-/reload', { method: 'PUT', body: text }],
];

const routes = ['/', '/metrics', '/runbooks', '/sd/agents', '/style.css', '/-/ready', '/-/healthy', '/nothing'];
const formats = ['text/plain', 'application/openmetrics-text;version=1.0.0'];

async function askEverything(): Promise<void> {
  for (const make of requests) {
    for (const text of scene.aviary.put('request')) {
      const [path, request] = make(text);
      await scene.ask(exporter + path, request);
    }
  }
  for (const Accept of formats) {
    for (const route of routes) await scene.ask(exporter + route, { headers: { Accept } });
  }
}

/** Alerts, as somebody's rules may write them, and what is no alert at all. */
async function pageEverything(): Promise<void> {
  const post = (body: string) =>
    scene.ask(pager, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const named = (where: string) =>
    Object.fromEntries(scene.aviary.put(where, allForms).map((text, index) => [`l${index}`, text]));
  const alert = {
    status: 'firing',
    labels: { alertname: 'Foreign', ...named('label'), password: scene.aviary.putBare('label that says so') },
    annotations: {
      ...named('annotation'),
      summary: scene.aviary.put('summary').join(' '),
      description: `${'x'.repeat(590)} ${scene.aviary.put('description', ['token'])}`,
    },
    startsAt: '2026-11-22T10:19:40Z',
    fingerprint: 'f00d',
  };
  expect(await post(JSON.stringify({ version: '4', alerts: [alert] }))).toBe(200);
  for (const text of scene.aviary.put('bad alert')) {
    await post(JSON.stringify({ version: text, alerts: [] }));
    await post(JSON.stringify({ version: '4', alerts: [{ ...alert, status: text }] }));
    await post(JSON.stringify({ version: '4', alerts: [{ ...alert, labels: { [text]: 1 } }] }));
    await post(text);
    await post(`{"a": ${text}`);
    await scene.ask(`${pager}/${encodeURIComponent(text)}`);
  }
  await scene.ask(`${pager}/pages`);
}

beforeAll(async () => {
  scene = await Scene.make();
  const answers = scene.aviary.put('answer of an agent', allForms);
  agent = await scene.startAgent([
    ...answers.map((text) => quote({ status: text, message: text, health_status: text, [text]: { port: text } })),
    ...answers,
  ]);
  for (const put of Object.values(found)) await put(scene);
  await scene.write('written/.keep', '');

  for (const [name, commandLine] of Object.entries(looks)) await scene.run(name, commandLine);
  for (const make of misuse) await scene.run(`misuse ${make('')}`, make(scene.aviary.put('argument').join(' ')));

  const pagerPort = await freePort();
  pager = `http://127.0.0.1:${pagerPort}`;
  scene.start('the pager', ['pager', '--listen', `127.0.0.1:${pagerPort}`, '--file', 'written/pages.jsonl']);
  scene.start('the exporter', ['serve', '--config', 'fleetwatch.yaml']);
  const answers200 = (url: string) => () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('the pager runs', answers200(`${pager}/-/healthy`));
  await until('the exporter is ready', answers200(`${exporter}/-/ready`));
  await until('the agent was asked', () => agent.asked() > 2 * allForms.length);
  await pageEverything();
  await askEverything();
  await scene.write('project/startup.yaml', broken(scene, 'start-up file at a reload'));
  await scene.ask(`${exporter}/-/reload`, { method: 'POST' });
  await scene.write('fleetwatch.yaml', `machine: ${quote(scene.aviary.put('settings at a reload'))}\n`);
  await scene.ask(`${exporter}/-/reload`, { method: 'POST' });
  await askEverything();
  await scene.end();
  for (const folder of ['state', 'written']) await scene.keepFiles(folder);
});

afterAll(() => scene.remove());

describe('a secret in every input', () => {
  it('is heard where it was put, else this test would hear nothing at all', async () => {
    expect(scene.aviary.heardIn(await readFile(scene.path('project/service.env')))).toHaveLength(allForms.length);
    expect(scene.aviary.heardIn(await readFile(scene.path('project/logs/Echo.log')))).toHaveLength(allForms.length);
  });

  it('is looked at: scan and audit find it', () => {
    const summary = (name: string) => JSON.parse(String(scene.outputs.get(`stdout of ${name}`))).summary;
    expect(summary('scan in json').leaks).toBeGreaterThanOrEqual(3 * allForms.length);
    const { command_lines, environments, files, logs } = summary('audit in json');
    for (const surface of [command_lines, environments, files, logs]) {
      expect(surface.leaks).toBeGreaterThanOrEqual(allForms.length);
    }
  });

  it('was met by outputs of every kind', () => {
    const kinds = [...scene.outputs].filter(([, bytes]) => bytes.length > 0).map(([name]) => name.split(' ')[0]);
    expect(new Set(kinds)).toStrictEqual(new Set(['GET', 'POST', 'PUT', 'stdout', 'stderr', 'file']));
  });

  it('is in no byte that fleetwatch writes or sends', () => {
    const heard = [...scene.outputs].flatMap(([output, bytes]) =>
      scene.aviary.heardIn(bytes).map((where) => `${where} in ${output}`),
    );
    expect(heard).toStrictEqual([]);
  });
});
