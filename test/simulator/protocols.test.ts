import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { askHttp, askTcp, askZeromq, objectIn } from './asking.js';
import { startTestFleet, type TestFleet } from './test-fleet.js';

/** One agent of each kind: on the base class, on it by way of others, and the three legacy ones. */
const kinds = {
  adopted: 'MessageExchange',
  indirect: 'CrewMessenger',
  plainText: 'TariffReader',
  statusJson: 'AccessLedger',
  tcpOnly: 'CustomsFiler',
};

let test: TestFleet;
beforeAll(async () => {
  test = await startTestFleet(Object.values(kinds));
});
afterAll(() => test.end());

const host = () => test.machine.address;
const health = (agent: string) => askZeromq(host(), test.status(agent).healthPort, { action: 'health_check' });
const http = (agent: string) => askHttp(host(), test.status(agent).healthPort + 1);

describe.each([kinds.adopted, kinds.indirect])('%s, on the base class', (agent) => {
  const healthy = () => ({
    status: 'ok',
    ready: true,
    initialized: true,
    message: `${agent} is healthy`,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
    uptime: expect.any(Number),
    active_threads: 1,
    health_checks: { port_accessible: true, redis_connected: true, ready_signal: true },
    health_details: { port: test.status(agent).port, redis_host: 'localhost:6379', ready_signal: {} },
    health_status: 'healthy',
  });

  it('answers its health over ZeroMQ', async () => {
    expect(objectIn(await health(agent))).toEqual(healthy());
  });

  it('answers its health over HTTP next to the health port', async () => {
    const answer = await http(agent);
    expect(answer).toMatchObject({ got: 'answer', status: 200 });
    expect(objectIn(answer)).toEqual(healthy());
    expect(await askHttp(host(), test.status(agent).healthPort + 1, '/other')).toMatchObject({ status: 404 });
  });

  it.each(['health', 'health_check'])('answers %s on the service port', async (action) => {
    expect(objectIn(await askZeromq(host(), test.status(agent).port, { action }))).toEqual(healthy());
  });

  it('answers ping, and an action it does not know', async () => {
    const { port } = test.status(agent);
    expect(objectIn(await askZeromq(host(), port, { action: 'ping' }))).toMatchObject({
      status: 'ok',
      message: 'pong',
    });
    expect(objectIn(await askZeromq(host(), port, { action: 'sing' }))).toMatchObject({ status: 'error' });
  });
});

describe('the ZeroMQ ports', () => {
  it('keep the envelope, the order and long frames of a DEALER', async () => {
    const dealer = new Dealer({ receiveTimeout: 5_000, linger: 0 });
    dealer.connect(`tcp://${host()}:${test.status(kinds.adopted).port}`);
    const longRequest = JSON.stringify({ action: 'ping', padding: 'x'.repeat(5_000) });
    await dealer.send(['1', '', longRequest]);
    await dealer.send(['2', '', '{"action":"health"}', 'second part']);
    await dealer.send(['dropped for want of an empty frame']);
    const first = (await dealer.receive()).map(String);
    const second = (await dealer.receive()).map(String);
    dealer.close();
    expect([first[0], first[1], second[0], second[1]]).toEqual(['1', '', '2', '']);
    expect(JSON.parse(first[2] ?? '')).toMatchObject({ message: 'pong' });
    expect(JSON.parse(second[2] ?? '')).toMatchObject({ health_status: 'healthy' });
  });

  const greeting = Buffer.concat([
    Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]),
    Buffer.from('NULL'.padEnd(20, '\0')),
    Buffer.alloc(32),
  ]);
  const ready = (type: string) =>
    Buffer.concat([
      Buffer.from([4, 22 + type.length, 5]),
      Buffer.from('READY'),
      Buffer.from([11]),
      Buffer.from('Socket-Type'),
      Buffer.from([0, 0, 0, type.length]),
      Buffer.from(type),
    ]);
  it.each([
    ['no signature', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an old version', Buffer.concat([greeting.subarray(0, 10), Buffer.from([1]), greeting.subarray(11)])],
    [
      'another mechanism',
      Buffer.concat([greeting.subarray(0, 12), Buffer.from('PLAIN'.padEnd(20, '\0')), Buffer.alloc(32)]),
    ],
    ['a socket of the wrong type', Buffer.concat([greeting, ready('PUB')])],
    ['a message before READY', Buffer.concat([greeting, Buffer.from([0, 1, 65])])],
    ['a frame of 4 GiB', Buffer.concat([greeting, ready('REQ'), Buffer.from([2, 0, 0, 0, 1, 0, 0, 0, 0])])],
    ['reserved flags', Buffer.concat([greeting, ready('REQ'), Buffer.from([0x80, 0])])],
  ])('close a connection that brings %s', async (_title, bytes) => {
    await closedAfter(test.status(kinds.adopted).healthPort, bytes);
  });

  it('answer a heartbeat with its context', async () => {
    const ping = Buffer.concat([Buffer.from([4, 10, 4]), Buffer.from('PING'), Buffer.from([0, 9]), Buffer.from('abc')]);
    const port = test.status(kinds.adopted).healthPort;
    const answer = await textAfter(port, Buffer.concat([greeting, ready('REQ'), ping]), /abc$/);
    expect(answer.endsWith('\x04\x08\x04PONGabc')).toBe(true);
  });

  it('answer a request that comes in single bytes', async () => {
    const request = Buffer.concat([greeting, ready('REQ'), Buffer.from([1, 0, 0, 2, 123, 125])]);
    expect(await textAfter(test.status(kinds.adopted).healthPort, request, /}$/)).toContain(
      '"health_status": "healthy"',
    );
  });

  function closedAfter(port: number, bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host(), () => socket.write(bytes));
      socket.setTimeout(5_000, () => reject(new Error('still open')));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
  }

  function textAfter(port: number, bytes: Buffer, end: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: host(), noDelay: true }, async () => {
        for (const byte of bytes) await new Promise((sent) => socket.write(Buffer.from([byte]), sent));
      });
      let text = '';
      socket.setTimeout(5_000, () => reject(new Error(`only ${text}`)));
      socket.on('error', reject);
      socket.on('data', (data) => {
        text += data.toString('latin1');
        if (end.test(text)) {
          socket.destroy();
          resolve(text);
        }
      });
    });
  }
});

describe('legacy agents', () => {
  it('answer plain text over HTTP, and nothing next to the health port', async () => {
    const { healthPort } = test.status(kinds.plainText);
    expect(await askHttp(host(), healthPort, '/')).toEqual({ got: 'answer', status: 200, text: 'OK\n' });
    expect(await http(kinds.plainText)).toEqual({ got: 'refused' });
  });

  it('answer one field over ZeroMQ', async () => {
    expect(await health(kinds.statusJson)).toEqual({ got: 'answer', text: '{"status": "ok"}' });
    expect(await http(kinds.statusJson)).toEqual({ got: 'refused' });
  });

  it('accept and never answer', async () => {
    expect(await askTcp(host(), test.status(kinds.tcpOnly).healthPort)).toEqual({ got: 'silence' });
    expect(await askTcp(host(), test.status(kinds.tcpOnly).port)).toEqual({ got: 'silence' });
    expect(await http(kinds.tcpOnly)).toEqual({ got: 'refused' });
  });
});

it('each agent logs its start as a line of JSON', async () => {
  for (const agent of Object.values(kinds)) {
    const log = await readFile(join(test.runDirectory, test.machine.name, 'logs', `${agent}.log`), 'utf8');
    expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({ level: 'INFO', agent, message: expect.any(String) });
  }
});
