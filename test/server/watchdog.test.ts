import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { application } from '../../src/server/app.js';
import { watchdogRoute } from '../../src/server/watchdog.js';
import { TokenFile } from '../../src/triggers/tokenFile.js';

let server: Server;
let url: string;
let received: number;
let errors: unknown[];
beforeEach(async () => {
  received = 0;
  errors = [];
  await listen();
});
afterEach(() => server.close());

async function listen(token?: TokenFile): Promise<void> {
  const route = watchdogRoute(() => {
    received++;
  }, token);
  server = createServer(application([route], (error) => errors.push(error)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/watchdog`;
}

const alert = (alertname: string, status = 'firing') => ({
  status,
  labels: { alertname },
  annotations: {},
  startsAt: '2026-11-22T10:00:00Z',
  endsAt: '2026-11-22T10:05:00Z',
  fingerprint: 'f00d',
});
const notification = (...alerts: object[]) => JSON.stringify({ version: '4', alerts });

async function post(body: string, type = 'application/json', token = ''): Promise<number> {
  const headers = { 'Content-Type': type, ...(token === '' ? {} : { Authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.status;
}

describe('POST /watchdog', () => {
  it('counts the dead man’s switch while it fires', async () => {
    expect(await post(notification(alert('FleetWatchdog')))).toBe(200);
    expect(await post(notification(alert('FleetAgentDown'), alert('FleetWatchdog')))).toBe(200);
    expect(received).toBe(2);
  });

  const others: [name: string, status: number, body: string, type?: string][] = [
    ['another alert', 400, notification(alert('FleetAgentDown'))],
    ['one that is over', 400, notification(alert('FleetWatchdog', 'resolved'))],
    ['no alert', 400, notification()],
    ['another version', 400, JSON.stringify({ version: '3', alerts: [alert('FleetWatchdog')] })],
    ['what is no JSON', 400, '{'],
    ['another type, as a web page elsewhere could post it', 400, notification(alert('FleetWatchdog')), 'text/plain'],
    ['too much', 413, notification({ ...alert('FleetWatchdog'), annotations: { a: 'x'.repeat(70_000) } })],
  ];
  it.each(others)('does not count %s', async (_name, status, body, type) => {
    expect(await post(body, type)).toBe(status);
    expect(received).toBe(0);
    expect(errors).toEqual([]);
  });

  it('wants the token where there is one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-watchdog-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'token'), 'made-up-token');
    server.close();
    await listen(new TokenFile(join(folder, 'token')));
    const body = notification(alert('FleetWatchdog'));
    expect(await post(body)).toBe(401);
    expect(await post(body, 'application/json', 'another')).toBe(401);
    expect(received).toBe(0);
    expect(await post(body, 'application/json', 'made-up-token')).toBe(200);
    expect(received).toBe(1);
  });

  it('wants none where none is set', async () => {
    server.close();
    await listen(new TokenFile(undefined));
    expect(await post(notification(alert('FleetWatchdog')))).toBe(200);
  });

  it('takes nothing but POST', async () => {
    const response = await fetch(url);
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
    expect(received).toBe(0);
  });
});
