import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Reply } from 'zeromq';
import type { Answer } from '../../src/probes/answer.js';
import { zeromqProbe } from '../../src/probes/zeromq.js';
import { drip, nobody, type Peer, peer, portOf, pour, stoppedAccepting } from './peers.js';
import { delimiter, frameHeader, greeting, ready } from './zmtp.js';

const cap = 65_536;
const early = 15_000;
const open: Peer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function ask(start: () => Promise<Peer>, timeoutMs = 400): Promise<Answer> {
  const someone = await start();
  open.push(someone);
  return zeromqProbe()({ host: '127.0.0.1', port: someone.port }, { timeoutMs, answerBytes: cap });
}

/** A real REP socket. Where `reply` makes nothing it stays silent. */
async function replier(reply: (request: string) => string | string[] | undefined, host = '127.0.0.1'): Promise<Peer> {
  const socket = new Reply({ linger: 0, ipv6: host.includes(':') });
  await socket.bind(`tcp://${host}:*`);
  const serve = async (): Promise<void> => {
    for await (const [request] of socket) {
      const answer = reply(String(request));
      if (answer === undefined) return;
      await socket.send(answer);
    }
  };
  const serving = serve().catch(() => {});
  return {
    port: Number(socket.lastEndpoint?.split(':').at(-1)),
    bytesSent: () => 0,
    close: async () => {
      socket.close();
      await serving;
    },
  };
}

/** Shakes hands as REP should, and once asked sends what follows. */
function afterHandshake(...then: readonly Buffer[]): () => Promise<Peer> {
  return () =>
    peer((socket) => {
      socket.write(Buffer.concat([greeting, ready('REP')]));
      socket.on('data', (data) => {
        if (data.includes('health_check')) socket.end(Buffer.concat([delimiter, ...then]));
      });
    });
}

async function webServer(): Promise<Peer> {
  const server = createServer((_, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    bytesSent: () => 0,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Case {
  readonly name: string;
  readonly start: () => Promise<Peer>;
  readonly kind: Answer['kind'];
  readonly reason: string;
  /** Where the answer must not depend on the deadline. */
  readonly timeoutMs?: number;
}

const ended = 'connection closed before a complete answer';
const tooLarge = 'answer larger than 65536 bytes';
const cases: readonly Case[] = [
  { name: 'nobody listens', start: nobody, kind: 'refused', reason: 'connection refused', timeoutMs: early },
  { name: 'no longer accepts', start: stoppedAccepting, kind: 'hung', reason: 'connection attempt unanswered' },
  { name: 'accepts and is silent', start: () => peer(() => {}), kind: 'hung', reason: 'no ZeroMQ handshake in time' },
  {
    name: 'greets and stops there',
    start: () => peer((socket) => socket.write(greeting)),
    kind: 'hung',
    reason: 'no ZeroMQ handshake in time',
  },
  {
    name: 'drips its greeting',
    start: () =>
      peer((socket) => {
        let next = 0;
        drip(socket, () => greeting.subarray(next, ++next));
      }),
    kind: 'hung',
    reason: 'no ZeroMQ handshake in time',
  },
  {
    name: 'is REP and never replies',
    start: () => replier(() => undefined),
    kind: 'hung',
    reason: 'no answer in time',
  },
  {
    name: 'sends small parts for ever',
    start: () =>
      peer((socket) => {
        socket.write(Buffer.concat([greeting, ready('REP')]));
        drip(socket, () => Buffer.from([1, 0]));
      }),
    kind: 'hung',
    reason: 'no answer in time',
  },
  {
    name: 'speaks nonsense',
    start: () => peer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
    kind: 'invalid',
    reason: 'not ZeroMQ',
    timeoutMs: early,
  },
  {
    name: 'speaks nonsense after its greeting',
    start: () => peer((socket) => socket.write(Buffer.concat([greeting, Buffer.alloc(100, 0x55)]))),
    kind: 'invalid',
    reason: 'not ZeroMQ',
    timeoutMs: early,
  },
  {
    name: 'is a publisher',
    start: () => peer((socket) => socket.write(Buffer.concat([greeting, ready('PUB')]))),
    kind: 'invalid',
    reason: 'not a ZeroMQ REP socket',
    timeoutMs: early,
  },
  {
    name: 'is an HTTP server',
    start: webServer,
    kind: 'invalid',
    reason: 'not ZeroMQ',
    timeoutMs: early,
  },
  {
    name: 'closes at once',
    start: () => peer((socket) => socket.end()),
    kind: 'invalid',
    reason: 'connection closed without a ZeroMQ handshake',
    timeoutMs: early,
  },
  { name: 'closes when asked', start: afterHandshake(), kind: 'invalid', reason: ended, timeoutMs: early },
  {
    name: 'dies in the middle of a frame',
    start: afterHandshake(Buffer.from([0, 50, 1, 2, 3])),
    kind: 'invalid',
    reason: ended,
    timeoutMs: early,
  },
  {
    name: 'dies between two parts',
    start: afterHandshake(Buffer.from([1, 1, 0x7b])),
    kind: 'invalid',
    reason: ended,
    timeoutMs: early,
  },
  {
    name: 'answers one byte more than the cap',
    start: () => replier(() => 'x'.repeat(cap + 1)),
    kind: 'invalid',
    reason: tooLarge,
    timeoutMs: early,
  },
];

describe('zeromqProbe', () => {
  it.each(cases)('$kind: $name', async ({ start, kind, reason, timeoutMs }) => {
    const answer = await ask(start, timeoutMs);
    expect(answer).toMatchObject({ kind, reason });
    if (timeoutMs !== undefined) expect(answer.seconds).toBeLessThan(timeoutMs / 1000);
  });

  it('stops reading a frame of 1 GB at its header', async () => {
    const answer = await ask(
      () =>
        peer((socket) => {
          socket.write(Buffer.concat([greeting, ready('REP')]));
          socket.on('data', (data) => {
            if (!data.includes('health_check')) return;
            socket.write(Buffer.concat([delimiter, frameHeader(2 ** 30, false)]));
            void pour(socket, Buffer.alloc(65_536), 2 ** 30);
          });
        }),
      early,
    );
    expect(answer).toMatchObject({ kind: 'invalid', reason: tooLarge });
    // What the kernel buffers hold, far below the gigabyte.
    expect(open[0]?.bytesSent()).toBeLessThan(64 * 2 ** 20);
  });

  it.each([
    ['the reply', () => '{"health_status":"healthy"}', '{"health_status":"healthy"}'],
    ['an empty reply', () => '', ''],
    ['a reply exactly as large as the cap', () => 'x'.repeat(cap), 'x'.repeat(cap)],
    ['the last of several parts', () => ['envelope', '{"ok":true}'], '{"ok":true}'],
    ['the answer to its own question', (request: string) => request, '{"action":"health_check"}'],
  ])('hands over %s', async (_, reply, body) => {
    expect(await ask(() => replier(reply), early)).toMatchObject({ kind: 'answered', body: Buffer.from(body) });
  });

  it.each(['localhost', '::1'])('reaches %s', async (host) => {
    const someone = await replier(() => 'here', host === '::1' ? '[::1]' : '127.0.0.1');
    open.push(someone);
    const answer = await zeromqProbe()({ host, port: someone.port }, { timeoutMs: early, answerBytes: cap });
    expect(answer).toMatchObject({ kind: 'answered', body: Buffer.from('here') });
  });

  it('does not lose a reply to the close that follows it', async () => {
    const someone = await afterHandshake(Buffer.from([0, 2, 0x7b, 0x7d]))();
    open.push(someone);
    const target = { host: '127.0.0.1', port: someone.port };
    const kinds = new Set<string>();
    for (let i = 0; i < 200; i++) {
      kinds.add((await zeromqProbe()(target, { timeoutMs: early, answerBytes: cap })).kind);
    }
    expect([...kinds]).toEqual(['answered']);
  });

  it('answers for a healthy agent before any hanging one has run out of time', async () => {
    const settled: string[] = [];
    const hanging = cases.filter((each) => each.kind === 'hung');
    await Promise.all([
      ...hanging.map((each) => ask(each.start, 3_000).then(() => settled.push(each.name))),
      ask(() => replier(() => 'ok'), early).then((answer) => settled.push(answer.kind)),
    ]);
    expect(settled[0]).toBe('answered');
    expect(settled).toHaveLength(hanging.length + 1);
  });

  it('is ended by its signal', async () => {
    const aborting = new AbortController();
    const silent = await peer(() => aborting.abort());
    open.push(silent);
    const limits = { timeoutMs: early, answerBytes: cap, signal: aborting.signal };
    const answer = await zeromqProbe()({ host: '127.0.0.1', port: silent.port }, limits);
    expect(answer).toMatchObject({ kind: 'unasked', reason: 'aborted' });
  });

  it('gives back every descriptor, whatever the answer was', async () => {
    const healthy = await replier(() => 'ok');
    const silent = await peer(() => {});
    const closing = await peer((socket) => socket.end());
    const gone = await nobody();
    open.push(healthy, silent, closing);
    const round = (): Promise<unknown> =>
      Promise.all(
        [healthy, silent, closing, gone].map(({ port }) =>
          zeromqProbe()(
            { host: '127.0.0.1', port },
            { timeoutMs: port === healthy.port ? early : 20, answerBytes: cap },
          ),
        ),
      );
    const descriptors = (): number => readdirSync('/proc/self/fd').length;
    await round();
    const before = descriptors();
    for (let i = 0; i < 50; i++) await round();
    // 200 probes would leave 800; a few may still be closing.
    await vi.waitFor(() => expect(descriptors()).toBeLessThanOrEqual(before + 8), { timeout: 10_000 });
  });
});
