import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findGrafana, grafanaOrder, writeProvisioning } from '../../src/stack/grafana.js';
import { startService, untilReady } from '../../src/stack/service.js';
import { writeScript } from './scripts.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grafana-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A program in place of Grafana: it writes down how it was started, and answers as healthy. */
async function standIn(name: string): Promise<void> {
  const program = join(folder, 'grafana/bin', name);
  const node = `require('node:fs').writeFileSync('started.json', JSON.stringify(process.argv.slice(1)));
const [host, port] = ['http_addr', 'http_port'].map((key) => process.argv.find((a) => a.startsWith('cfg:server.' + key)).split('=')[1]);
require('node:http').createServer((request, response) => {
  response.statusCode = request.url === '/api/health' ? 200 : 404;
  response.end();
}).listen(Number(port), host);`;
  await writeFile(join(folder, 'program.cjs'), node);
  await writeScript(program, `exec '${process.execPath}' '${join(folder, 'program.cjs')}' "$@"`);
}

async function defaults(): Promise<void> {
  await mkdir(join(folder, 'grafana/conf'), { recursive: true });
  await writeFile(join(folder, 'grafana/conf/defaults.ini'), '');
}

async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  await new Promise((settle) => server.close(settle));
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

describe('a Grafana server', () => {
  it('is none where none is on the path', async () => {
    expect(await findGrafana(`${folder}::/nowhere`)).toBeUndefined();
  });

  it('is no folder and no file that cannot be started', async () => {
    await mkdir(join(folder, 'a/grafana'), { recursive: true });
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'b/grafana'), '');
    expect(await findGrafana(`${folder}/a:${folder}/b`)).toBeUndefined();
  });

  it.each(['grafana', 'grafana-server'])(
    'is found by the name %s, with the folder that belongs to it',
    async (name) => {
      await standIn(name);
      await defaults();
      const bin = join(folder, 'grafana/bin');
      expect(await findGrafana(`/nowhere:${bin}`)).toStrictEqual({
        program: join(bin, name),
        home: join(folder, 'grafana'),
      });
    },
  );

  it('starts provisioned, on its address, and asks nobody outside', async () => {
    await standIn('grafana');
    await defaults();
    const server = await findGrafana(join(folder, 'grafana/bin'));
    if (server === undefined) throw new Error('the stand-in is not found');
    const address = await freeAddress();
    const service = await startService(
      grafanaOrder({ server, runDirectory: folder, address, searchPath: process.env.PATH ?? '' }),
    );
    try {
      await untilReady(service);
    } finally {
      await service.stop();
    }
    const [, command, ...options]: string[] = JSON.parse(await readFile(join(folder, 'started.json'), 'utf8'));
    expect(command).toBe('server');
    expect(options.slice(0, 2)).toStrictEqual(['--homepath', join(folder, 'grafana')]);
    const settings = new Map(
      options.slice(2).map((option) => {
        const [, key = '', value = ''] = /^cfg:([^=]+)=(.*)$/.exec(option) ?? [];
        return [key, value] as const;
      }),
    );
    expect(`${settings.get('server.http_addr')}:${settings.get('server.http_port')}`).toBe(address);
    expect(settings.get('paths.provisioning')).toBe(join(folder, 'grafana/provisioning'));
    for (const path of ['paths.data', 'paths.logs', 'paths.plugins']) {
      expect(settings.get(path)).toContain(join(folder, 'grafana-data'));
    }
    const outside = [
      'analytics.reporting_enabled',
      'analytics.check_for_updates',
      'analytics.check_for_plugin_updates',
      'news.news_feed_enabled',
    ];
    for (const key of outside) expect(settings.get(key), key).toBe('false');
    expect(settings.get('plugins.preinstall_disabled')).toBe('true');
    const home: { uid: string } = JSON.parse(
      await readFile(settings.get('dashboards.default_home_dashboard_path') ?? '', 'utf8'),
    );
    expect(home.uid).toBe('fleetwatch-fleet');
  });

  it('of older versions has no subcommand, and finds its own folder where none is known', () => {
    const server = { program: '/opt/old/grafana-server', home: undefined };
    const order = grafanaOrder({ server, runDirectory: folder, address: '[::1]:3000', searchPath: '' });
    expect(order.arguments.filter((argument) => !argument.startsWith('cfg:'))).toStrictEqual([]);
    expect(order.arguments).toContain('cfg:server.http_addr=::1');
  });
});

describe('the provisioning of a run', () => {
  it('asks the Prometheus of this stack, and holds every dashboard', async () => {
    await writeProvisioning(folder, '127.0.0.1:19090');
    const read = async (file: string) => parse(await readFile(join(folder, 'grafana/provisioning', file), 'utf8'));
    expect((await read('datasources/fleetwatch.yml')).datasources[0].url).toBe('http://127.0.0.1:19090');
    const { path } = (await read('dashboards/fleetwatch.yml')).providers[0].options;
    expect((await readdir(path)).sort()).toStrictEqual((await readdir('grafana/dashboards')).sort());
  });

  it('takes the place of a former one', async () => {
    await writeProvisioning(folder, '127.0.0.1:1');
    await writeFile(join(folder, 'grafana/provisioning/datasources/former.yml'), '');
    await writeProvisioning(folder, '127.0.0.1:2');
    expect(await readdir(join(folder, 'grafana/provisioning/datasources'))).toStrictEqual(['fleetwatch.yml']);
  });
});
