import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/probes/answer.js';
import { httpProbe } from '../../src/probes/http.js';
import { drip, nobody, type Peer, peer, portOf, pour, stoppedAccepting } from './peers.js';

const cap = 65_536;
const gigabyte = 2 ** 30;
const block = Buffer.alloc(65_536, 'x');
const head = (length: number): string => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
const says = (text: string) => () => peer((socket) => socket.once('data', () => socket.end(text)));

const open: Peer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function ask(start: () => Promise<Peer>, timeoutMs = 400): Promise<Answer> {
  const someone = await start();
  open.push(someone);
  return httpProbe()({ host: '127.0.0.1', port: someone.port }, { timeoutMs, answerBytes: cap });
}

interface Case {
  readonly name: string;
  readonly start: () => Promise<Peer>;
  readonly kind: Answer['kind'];
  readonly reason?: string;
  /** Where the answer must not depend on the deadline. */
  readonly timeoutMs?: number;
}

const early = 15_000;
const cases: readonly Case[] = [
  { name: 'nobody listens', start: nobody, kind: 'refused', reason: 'connection refused', timeoutMs: early },
  { name: 'no longer accepts', start: stoppedAccepting, kind: 'hung', reason: 'connection attempt unanswered' },
  { name: 'accepts and is silent', start: () => peer(() => {}), kind: 'hung', reason: 'no answer in time' },
  {
    name: 'drips headers for ever',
    start: () =>
      peer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        drip(socket, () => 'X-More: 1\r\n');
      }),
    kind: 'hung',
    reason: 'no answer in time',
  },
  {
    name: 'drips a body for ever',
    start: () =>
      peer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        drip(socket, () => 'x');
      }),
    kind: 'hung',
    reason: 'answer not finished in time',
  },
  {
    name: 'sends interim answers for ever',
    start: () => peer((socket) => drip(socket, () => 'HTTP/1.1 103 Early Hints\r\n\r\n')),
    kind: 'hung',
    reason: 'no answer in time',
  },
  {
    name: 'pours headers',
    start: () =>
      peer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
        void pour(socket, block, gigabyte);
      }),
    kind: 'invalid',
    reason: 'headers larger than 16384 bytes',
    timeoutMs: early,
  },
  {
    name: 'announces one byte more than the cap',
    start: says(head(cap + 1)),
    kind: 'invalid',
    reason: 'answer larger than 65536 bytes',
    timeoutMs: early,
  },
  {
    name: 'sends one byte more than the cap without announcing it',
    start: says(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(cap + 1)}`),
    kind: 'invalid',
    reason: 'answer larger than 65536 bytes',
    timeoutMs: early,
  },
  { name: 'is no HTTP server', start: says('+PONG\r\n'), kind: 'invalid', reason: 'not HTTP', timeoutMs: early },
  {
    name: 'speaks before it is asked',
    start: () => peer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
    kind: 'invalid',
    reason: 'not HTTP',
    timeoutMs: early,
  },
  {
    name: 'closes at once',
    start: () => peer((socket) => socket.end()),
    kind: 'invalid',
    reason: 'connection closed without an answer',
    timeoutMs: early,
  },
  {
    name: 'resets when asked',
    start: () => peer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    kind: 'invalid',
    reason: 'connection closed without an answer',
    timeoutMs: early,
  },
  {
    name: 'closes in the middle of the headers',
    start: says('HTTP/1.1 200 OK\r\nContent-Le'),
    kind: 'invalid',
    timeoutMs: early,
  },
  {
    name: 'closes in the middle of the body',
    start: says(`${head(100)}{"status":`),
    kind: 'invalid',
    reason: 'connection closed in the middle of the answer',
    timeoutMs: early,
  },
  {
    name: 'closes in the middle of a chunk',
    start: says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc'),
    kind: 'invalid',
    reason: 'connection closed in the middle of the answer',
    timeoutMs: early,
  },
];

describe('httpProbe', () => {
  it.each(cases)('$kind: $name', async ({ start, kind, reason, timeoutMs }) => {
    const answer = await ask(start, timeoutMs);
    expect(answer).toMatchObject({ kind, ...(reason === undefined ? {} : { reason }) });
    if (timeoutMs !== undefined) expect(answer.seconds).toBeLessThan(timeoutMs / 1000);
  });

  it.each([
    ['announced', head(gigabyte)],
    ['endless', 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('stops reading an answer of 1 GB (%s) at the cap', async (_, start) => {
    const answer = await ask(
      () =>
        peer((socket) => {
          socket.write(start);
          void pour(socket, block, gigabyte);
        }),
      early,
    );
    expect(answer).toMatchObject({ kind: 'invalid', reason: 'answer larger than 65536 bytes' });
    // What the kernel buffers hold, far below the gigabyte.
    expect(open[0]?.bytesSent()).toBeLessThan(64 * 2 ** 20);
  });

  it('hands over status, content type and a body exactly as large as the cap', async () => {
    const body = 'y'.repeat(cap);
    const answer = await ask(
      says(`HTTP/1.1 503 Down\r\nContent-Type: application/json\r\nContent-Length: ${cap}\r\n\r\n${body}`),
      early,
    );
    expect(answer).toEqual({
      kind: 'answered',
      body: Buffer.from(body),
      httpStatus: 503,
      contentType: 'application/json',
      seconds: expect.any(Number),
    });
  });

  it('asks GET on the path, for one connection, and follows no redirect', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.connection}`);
      response.writeHead(302, { location: '/elsewhere' }).end('moved');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const target = { host: 'localhost', port: portOf(server.address()) };
    const answer = await httpProbe('/ready')(target, { timeoutMs: early, answerBytes: cap });
    server.close();
    await once(server, 'close');
    expect(answer).toMatchObject({ kind: 'answered', httpStatus: 302, body: Buffer.from('moved') });
    expect(asked).toEqual(['GET /ready close']);
  });

  it('answers for a healthy agent before any hanging one has run out of time', async () => {
    const settled: string[] = [];
    const hanging = cases.filter((each) => each.kind === 'hung');
    const all = [
      ...hanging.map((each) => ask(each.start, 3_000).then(() => settled.push(each.name))),
      ask(says(`${head(2)}ok`), 15_000).then((answer) => settled.push(answer.kind)),
    ];
    await Promise.all(all);
    expect(settled[0]).toBe('answered');
    expect(settled).toHaveLength(hanging.length + 1);
  });

  it('tells what kept it from asking', async () => {
    const limits = { timeoutMs: early, answerBytes: cap };
    const aborting = new AbortController();
    const silent = await peer((socket) => socket.once('data', () => aborting.abort()));
    open.push(silent);
    const target = { host: '127.0.0.1', port: silent.port };
    const aborted = { kind: 'unasked', reason: 'aborted' };
    expect(await httpProbe()(target, { ...limits, signal: aborting.signal })).toMatchObject(aborted);
    expect(await httpProbe()(target, { ...limits, signal: AbortSignal.abort() })).toMatchObject(aborted);
    expect(await httpProbe('/a b')(target, limits)).toMatchObject({ kind: 'unasked' });
    expect(await httpProbe()({ host: '127.0.0.1', port: 70_000 }, limits)).toMatchObject({ kind: 'unasked' });
  });
});
