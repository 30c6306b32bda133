import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpSinkOptions } from '../../../src/bus/options.js';
import { HttpSink } from '../../../src/bus/sinks/http.js';
import { freePort } from '../natsServer.js';
import { bufferedEvents, folder } from '../workshop.js';

interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers as it is told, and what it has seen. */
async function receiver(answer: (response: ServerResponse, seen: Seen) => void) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const one = { headers: request.headers, body: Buffer.concat(parts).toString() };
    seen.push(one);
    answer(response, one);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { seen, url: `http://127.0.0.1:${address.port}/events` };
}

function sinkTo(url: string, parts: Partial<HttpSinkOptions> = {}): HttpSink {
  const sink = new HttpSink({ url, credentials: { kind: 'none' }, caFile: undefined, ...parts }, 400);
  onTestFinished(() => sink.close());
  return sink;
}

const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end('words of the receiver');

describe('the HTTP sink', () => {
  it('posts events as one batch of CloudEvents, which any 2xx acknowledges', async () => {
    const { seen, url } = await receiver(status(202));
    const events = bufferedEvents(1, 3);
    expect(await sinkTo(url).send(events)).toEqual({ acknowledged: 3 });
    expect(seen[0]?.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(events.map(({ json }) => JSON.parse(json.toString())));
  });

  it.each([
    { kind: 'bearer' as const, header: 'Bearer first', next: 'Bearer second' },
    { kind: 'basic' as const, header: `Basic ${btoa('ada:first')}`, next: `Basic ${btoa('ada:second')}` },
  ])('shows the secret that is in its file now, $kind', async ({ kind, header, next }) => {
    const { seen, url } = await receiver(status(200));
    const file = join(await folder(onTestFinished), 'secret');
    await writeFile(file, 'first\n');
    const credentials = kind === 'bearer' ? { kind, tokenFile: file } : { kind, username: 'ada', passwordFile: file };
    const sink = sinkTo(url, { credentials });
    await sink.send(bufferedEvents(1, 1));
    await writeFile(file, 'second');
    await sink.send(bufferedEvents(2, 2));
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([header, next]);
  });

  it.each([
    { reason: 'unauthorized', code: 401 },
    { reason: 'unauthorized', code: 403 },
    { reason: 'too_large', code: 413 },
    { reason: 'rejected', code: 400 },
    { reason: 'rejected', code: 302 },
    { reason: 'rejected', code: 503 },
  ])('has nothing acknowledged by status $code: $reason', async ({ reason, code }) => {
    const { url } = await receiver(status(code));
    const { acknowledged, failure } = await sinkTo(url).send(bufferedEvents(1, 2));
    expect({ acknowledged, reason: failure?.reason, message: failure?.message }).toEqual({
      acknowledged: 0,
      reason,
      message: `answered with status ${code}`,
    });
  });

  it('sends less at once to whom it was too large', async () => {
    const { url } = await receiver((response, { body }) => {
      const { length } = JSON.parse(body);
      response.writeHead(length > 30 ? 413 : 200).end();
    });
    const sink = sinkTo(url);
    const results: (string | number)[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const { acknowledged, failure } = await sink.send(bufferedEvents(1, 100));
      results.push(failure?.reason ?? acknowledged);
    }
    expect(results).toEqual(['too_large', 'too_large', 25]);
  });

  it('does not wait for an answer that does not come, or does not end', async () => {
    for (const answer of [() => undefined, (response: ServerResponse) => void response.writeHead(200).write('x')]) {
      const { url } = await receiver(answer);
      const { acknowledged, failure } = await sinkTo(url).send(bufferedEvents(1, 1));
      expect({ acknowledged, reason: failure?.reason }).toEqual({ acknowledged: 0, reason: 'timeout' });
    }
  });

  it('says that nobody is there, and that its secret cannot be read, without saying more', async () => {
    const nobody = sinkTo(`http://127.0.0.1:${await freePort()}/events`);
    expect((await nobody.send(bufferedEvents(1, 1))).failure).toMatchObject({
      reason: 'unreachable',
      message: 'the request failed: ECONNREFUSED',
    });
    const file = join(await folder(onTestFinished), 'secret');
    const { url, seen } = await receiver(status(200));
    const sink = sinkTo(url, { credentials: { kind: 'bearer', tokenFile: file } });
    expect((await sink.send(bufferedEvents(1, 1))).failure).toMatchObject({
      reason: 'credentials',
      message: `${file} cannot be read: ENOENT`,
    });
    await writeFile(file, 'two words\nand a line');
    expect((await sink.send(bufferedEvents(1, 1))).failure?.message).not.toContain('words');
    expect(seen).toEqual([]);
  });
});
