import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application } from '../../src/server/app.js';
import { rollbackWebhookRoute } from '../../src/server/rollbackWebhook.js';
import type { RollbackAlert } from '../../src/triggers/alert.js';
import { TokenFile } from '../../src/triggers/tokenFile.js';
import { notificationOf, webhookAlert } from '../triggers/example.js';

const secret = 'made-up-token';
let folder: string;
let server: Server;
let port: number;
let taken: RollbackAlert[];
let refused: string[];
let errors: unknown[];
let take: (alerts: readonly RollbackAlert[]) => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-webhook-'));
  await writeFile(join(folder, 'token'), `${secret}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function listen(token: TokenFile): Promise<void> {
  const route = rollbackWebhookRoute({
    token,
    take: (alerts) => take(alerts),
    refused: (result) => refused.push(result),
  });
  server = createServer(application([route], (error) => errors.push(error)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
}

beforeEach(async () => {
  [taken, refused, errors] = [[], [], []];
  take = async (alerts) => {
    taken.push(...alerts);
  };
  await listen(new TokenFile(join(folder, 'token')));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const authorized = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' };
const good = notificationOf(webhookAlert({ change: 'c1' }));

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = authorized) {
  const response = await fetch(`http://127.0.0.1:${port}/webhooks/rollback`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('POST /webhooks/rollback', () => {
  it('takes rollback alerts of whoever has the token', async () => {
    expect(await post(good)).toMatchObject({ status: 200, text: 'Received.\n' });
    expect(taken).toEqual([
      { name: 'FleetRollbackGate', change: 'c1', startsAt: Date.parse('2026-11-22T10:05:00.123Z') },
    ]);
    expect(refused).toEqual([]);
  });

  const strangers: [what: string, headers: Record<string, string>][] = [
    ['no token', {}],
    ['another token', { Authorization: 'Bearer made-up-tokem' }],
    ['a longer one', { Authorization: `Bearer ${secret}${'x'.repeat(9000)}` }],
    ['another way', { Authorization: `Basic ${Buffer.from(`a:${secret}`).toString('base64')}` }],
    ['the token in another place', { 'X-Token': secret }],
  ];
  it.each(strangers)('refuses and counts %s', async (_what, headers) => {
    const answer = await post(good, { 'Content-Type': 'application/json', ...headers });
    expect(answer).toMatchObject({ status: 401, text: 'This needs the token.\n' });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
    expect([taken, refused, errors]).toEqual([[], ['unauthorized'], []]);
  });

  it('reads nothing of a stranger', async () => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    const request = ['POST /webhooks/rollback HTTP/1.1', 'Host: x', 'Content-Type: application/json'];
    socket.write(`${[...request, 'Content-Length: 1000000000'].join('\r\n')}\r\n\r\n{`);
    await once(socket, 'close');
    expect(received).toMatch(/^HTTP\/1.1 401 /);
    expect(refused).toEqual(['unauthorized']);
  });

  it('refuses everybody where there is no token', async () => {
    server.close();
    await listen(new TokenFile(undefined));
    expect((await post(good)).status).toBe(403);
    expect([taken, refused]).toEqual([[], ['unauthorized']]);
  });

  const bad: [
    what: string,
    status: number,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
  ][] = [
    ['what is no JSON', 400, '{'],
    ['nothing', 400, ''],
    ['another version', 400, JSON.stringify({ version: '3', alerts: [] })],
    ['levels and levels', 400, '['.repeat(1_000_000)],
    ['another type, as a web page elsewhere could post it', 400, good, { 'Content-Type': 'text/plain' }],
    ['no type', 400, good, { 'Content-Type': '' }],
    ['more than a megabyte', 413, notificationOf(webhookAlert({ change: 'c1', much: 'x'.repeat(1024 * 1024) }))],
    ['what is packed', 415, new Uint8Array(gzipSync('{}'.padEnd(10_000_000))), { 'Content-Encoding': 'gzip' }],
    ['another character set', 415, good, { 'Content-Type': 'application/json; charset=utf-99' }],
  ];
  it.each(bad)('refuses and counts %s', async (_what, status, body, headers) => {
    expect((await post(body, { ...authorized, ...headers })).status).toBe(status);
    expect([taken, refused, errors]).toEqual([[], ['malformed'], []]);
  });

  it('has Alertmanager send again what could not be taken', async () => {
    take = () => Promise.reject(new Error('the journal cannot be read'));
    expect((await post(good)).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it('says nothing of what it was sent', async () => {
    const nasty = '$(reboot)\n{{ .Labels }} <script>';
    const answers = await Promise.all([
      post(notificationOf(webhookAlert({ change: nasty, alertname: nasty }, { annotations: { summary: nasty } }))),
      post(notificationOf(webhookAlert({}, { status: nasty }))),
      post(JSON.stringify({ version: nasty })),
    ]);
    for (const { text } of answers) expect(text).not.toMatch(/reboot|Labels|script/);
    expect(taken).toEqual([{ name: nasty, change: nasty, startsAt: expect.any(Number) }]);
  });

  it('bears whatever stands in labels and annotations, also a megabyte of it', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('$(reboot)', '`id`', '\r\n\r\nHTTP/1.1 200', '{{ template "x" . }}', '\u0000', '\ud800'),
      fc.integer({ min: 1, max: 900_000 }).map((length) => 'ä'.repeat(length / 2)),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(nasty, nasty, { maxKeys: 3 }), nasty, async (labels, annotation) => {
        const alert = webhookAlert({ ...labels, change: 'c1', action: 'rollback' }, { annotations: { annotation } });
        const before = taken.length;
        const { status } = await post(notificationOf(alert));
        expect([200, 413]).toContain(status);
        expect(taken.length - before).toBe(status === 200 ? 1 : 0);
        expect(errors).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('takes nothing but POST', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/rollback`);
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
  });
});
