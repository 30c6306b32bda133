import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { MachineSettings } from '../../src/settings.js';
import { localMachines } from '../../src/stack/localMachines.js';
import { takenPorts } from '../../src/stack/portsFree.js';
import { stackTable } from '../../src/stack/table.js';

function machine(address: string): MachineSettings {
  return {
    name: `at-${address}`,
    address,
    startupFile: '/fleet/startup.yaml',
    agentsKey: undefined,
    projectRoot: '/fleet',
    logDirectory: '/logs',
    listen: { host: '127.0.0.1', port: 9877 },
  };
}

describe('localMachines', () => {
  const own = Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address) ?? []);

  it.each(['127.0.0.1', '127.0.1.2', '127.255.255.254', '::1', 'localhost', ...own])('%s is here', (address) => {
    expect(localMachines([machine(address)])).toHaveLength(1);
  });

  // Addresses for documentation (RFC 5737, RFC 3849), and names.
  it.each(['192.0.2.7', '2001:db8::1', 'pc2', '127.example.org', '127.0.0.1.example.org'])(
    '%s is elsewhere',
    (address) => {
      expect(localMachines([machine(address)])).toStrictEqual([]);
    },
  );

  it('keeps the order of the settings', () => {
    const names = localMachines(['127.0.0.2', '192.0.2.7', '127.0.0.1'].map(machine)).map(({ name }) => name);
    expect(names).toStrictEqual(['at-127.0.0.2', 'at-127.0.0.1']);
  });
});

describe('takenPorts', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  async function taken(host = '127.0.0.1'): Promise<number> {
    const server = createServer().listen(0, host);
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** A port that was free a moment ago. */
  async function free(): Promise<number> {
    const port = await taken();
    await new Promise((resolve) => servers.pop()?.close(resolve));
    return port;
  }

  it('has nothing to say of free ports', async () => {
    expect(await takenPorts(new Map([['Prometheus', `127.0.0.1:${await free()}`]]))).toStrictEqual([]);
  });

  it('names the owner of each that is taken', async () => {
    const [first, second] = [await taken(), await taken()];
    const lines = await takenPorts(
      new Map([
        ['Prometheus', `127.0.0.1:${first}`],
        ['pager', `127.0.0.1:${await free()}`],
        ['Alertmanager', `127.0.0.1:${second}`],
      ]),
    );
    expect(lines).toStrictEqual([
      expect.stringMatching(
        new RegExp(`^Prometheus: port ${first} on 127\\.0\\.0\\.1 is taken by .+ \\(pid ${process.pid}\\)$`),
      ),
      expect.stringMatching(new RegExp(`^Alertmanager: port ${second} .+ \\(pid ${process.pid}\\)$`)),
    ]);
  });

  it('reads an IPv6 address', async () => {
    const port = await taken('::1');
    expect(await takenPorts(new Map([['pager', `[::1]:${port}`]]))).toStrictEqual([
      expect.stringContaining(`pager: port ${port} on ::1 is taken by`),
    ]);
  });

  it('calls a port taken only where it is', async () => {
    expect(await takenPorts(new Map([['pager', '192.0.2.1:9879']]))).toStrictEqual([
      'pager: 192.0.2.1 is no address of this machine',
    ]);
  });

  it('sees two services that want the same address', async () => {
    const address = `127.0.0.1:${await free()}`;
    const wanted = new Map([
      ['fleetwatch for alpha', address],
      ['fleetwatch for beta', address],
    ]);
    expect(await takenPorts(wanted)).toStrictEqual([
      `fleetwatch for beta: ${address} is also the address of fleetwatch for alpha`,
    ]);
  });
});

describe('stackTable', () => {
  it('says what runs where, in columns', () => {
    const service = (name: string, pid: number) => ({
      order: {
        name,
        file: 'x',
        arguments: [],
        workingDirectory: '/',
        searchPath: '',
        logFile: 'x.log',
        isReady: async () => true,
      },
      process: { name, pid, startTicks: 1 },
      ended: Promise.resolve(),
      stop: async () => {},
    });
    const addresses = {
      prometheus: '127.0.0.1:9090',
      alertmanager: '127.0.0.1:9093',
      pager: '127.0.0.1:9879',
      exporters: new Map([['alpha', '127.0.0.1:9877']]),
    };
    const services = [service('pager', 7), service('demo', 12345), service('fleetwatch-alpha', 80)];
    const table = stackTable(services, addresses, [machine('127.0.0.1')], '/run/here');
    expect(table.split('\n').slice(1, 6)).toStrictEqual([
      'service           pid    address',
      'pager             7      http://127.0.0.1:9879/pages',
      'demo              12345  -',
      'fleetwatch-alpha  80     http://127.0.0.1:9877',
      '',
    ]);
    expect(table).toContain('watching at-127.0.0.1 (127.0.0.1)');
    expect(table).toContain('/run/here');
  });
});
