import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fleetEvent } from '../../src/bus/event.js';
import { HttpSink } from '../../src/bus/sinks/http.js';
import { application } from '../../src/server/app.js';
import { eventsRoute } from '../../src/server/events.js';
import { TokenFile } from '../../src/triggers/tokenFile.js';

let folder: string;
let server: Server;
let url: string;
let noted: unknown[];
let kept: number;
let keep: () => Promise<void>;
let errors: unknown[];
beforeEach(async () => {
  noted = [];
  errors = [];
  kept = 0;
  keep = async () => {
    kept = noted.length;
  };
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-events-'));
  await writeFile(join(folder, 'token'), 'made-up-token\n');
  const token = new TokenFile(join(folder, 'token'));
  const route = eventsRoute({ token, note: (event) => noted.push(event), keep: () => keep() });
  server = createServer(application([route], (error) => errors.push(error)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/events`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function post(body: string, type = 'application/cloudevents-batch+json', token = 'made-up-token') {
  const headers = { 'Content-Type': type, Authorization: `Bearer ${token}` };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

describe('POST /events', () => {
  it('takes a batch as fleetwatch sends it, and answers when it is kept', async () => {
    const sink = new HttpSink({
      url,
      credentials: { kind: 'bearer', tokenFile: join(folder, 'token') },
      caFile: undefined,
    });
    const events = [1, 2, 3].map((sequence) => {
      const standing = { machine: 'beta', epoch: 'k3v9q2', sequence, paths: { http: 1 } };
      const event = fleetEvent({ kind: 'heartbeat', mode: 'http', interval_seconds: 10 }, 0, standing);
      const json = Buffer.from(JSON.stringify(event));
      return { sequence, at: 0, sinks: ['http'] as const, kind: 'heartbeat' as const, id: event.id, mark: 0, json };
    });
    expect(await sink.send(events)).toEqual({ acknowledged: 3 });
    await sink.close();
    expect([noted.length, kept]).toEqual([3, 3]);
    expect(noted[2]).toMatchObject({ id: 'beta/k3v9q2/3', data: { sequence: 3 } });
  });

  it('takes one event by itself', async () => {
    expect(await post('{"id":"beta/k3v9q2/1"}', 'application/cloudevents+json')).toBe(204);
    expect(noted).toEqual([{ id: 'beta/k3v9q2/1' }]);
  });

  it('does not acknowledge what could not be kept: it is sent again', async () => {
    keep = () => Promise.reject(new Error('no space left on device'));
    expect(await post('[{}]')).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it.each([
    ['what is no JSON', 400, '['],
    ['a text', 400, '"event"'],
    ['another type, as a web page elsewhere could post it', 400, '[]', 'text/plain'],
    ['too much', 413, `["${'x'.repeat(1_400_000)}"]`],
    ['a wrong token', 401, '[]', 'application/cloudevents-batch+json', 'another'],
  ])('counts nothing of %s', async (_name, status, body, type?: string, token?: string) => {
    expect(await post(body, type, token)).toBe(status);
    expect([noted, errors]).toEqual([[], []]);
  });

  it('takes nothing but POST', async () => {
    const response = await fetch(url);
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
  });
});
