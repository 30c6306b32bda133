import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/changes/model.js';
import { AlertPoll } from '../../src/triggers/poll.js';
import { RollbackTrigger } from '../../src/triggers/rollbackTrigger.js';
import { TriggerTally } from '../../src/triggers/tally.js';
import { begunAt, bookOf, changeWith, webhookAlert } from './example.js';

let server: Server;
let url: string;
let asked: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  asked = [];
  answer = (_request, response) => response.end('[]');
  server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''));
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const listed = (change: string) => ({ ...webhookAlert({ change }), status: { state: 'active' } });

function pollOn(changes: readonly Change[], options: { intervalSeconds?: number; timeoutSeconds?: number } = {}) {
  const book = bookOf(...changes);
  const tally = new TriggerTally();
  const failures: (string | undefined)[] = [];
  const trigger = new RollbackTrigger({ book, tally, wake: () => undefined, now: () => begunAt });
  const failing = (reason: string | undefined) => failures.push(reason);
  const poll = new AlertPoll({ url, changes: book.changes, trigger, failing, ...options });
  return { poll, book, tally, failures };
}

describe('asking Alertmanager', () => {
  it('finds the alert that its webhook did not bring', async () => {
    answer = (_request, response) => response.end(JSON.stringify([listed('c1'), listed('kept-elsewhere')]));
    const { poll, book, tally, failures } = pollOn([changeWith({})]);
    await poll.look();
    await poll.look();
    expect(book.requests).toEqual([{ change: 'c1', who: 'FleetRollbackGate', via: 'poll' }]);
    expect(asked[0]).toBe('/api/v2/alerts?filter=action="rollback"&silenced=false&inhibited=false');
    expect([tally.count('poll', 'duplicate'), tally.count('poll', 'unknown')]).toEqual([1, 0]);
    expect(failures).toEqual([]);
  });

  it('is for open changes alone', async () => {
    await pollOn([]).poll.look();
    await pollOn([changeWith({ state: 'rolling-back' }), changeWith({ id: 'c2', state: 'committed' })]).poll.look();
    expect(asked).toEqual([]);
  });

  it('says once that it fails, and that it works again', async () => {
    const { poll, failures } = pollOn([changeWith({})]);
    answer = (_request, response) => response.writeHead(503).end();
    await poll.look();
    await poll.look();
    answer = (_request, response) => response.end('{}');
    await poll.look();
    answer = (_request, response) => response.end('[]');
    await poll.look();
    await poll.look();
    expect(failures).toEqual([
      'Alertmanager answers with HTTP status 503',
      'Alertmanager answers with no list of alerts',
      undefined,
    ]);
  });

  const broken: [what: string, reason: RegExp, broken: (request: IncomingMessage, response: ServerResponse) => void][] =
    [
      ['sends elsewhere', /status 302/, (_request, response) => response.writeHead(302, { location: '/x' }).end()],
      ['breaks off', /cannot be asked/, (request) => request.socket.destroy()],
      ['never answers', /cannot be asked/, () => undefined],
      [
        'never ends',
        /more than 4194304 bytes/,
        (_request, response) => {
          response.on('error', () => undefined);
          const more = (): void => {
            if (!response.destroyed) response.write(' '.repeat(256 * 1024), () => setImmediate(more));
          };
          more();
        },
      ],
    ];
  it.each(broken)('bears one that %s', async (_what, reason, how) => {
    answer = how;
    const { poll, book, failures } = pollOn([changeWith({})], { timeoutSeconds: 2 });
    await poll.look();
    expect(failures[0]).toMatch(reason);
    expect(book.requests).toEqual([]);
  });

  it('goes on until it is stopped', async () => {
    const { poll } = pollOn([changeWith({})], { intervalSeconds: 0.01 });
    poll.start();
    const deadline = Date.now() + 10_000;
    while (asked.length < 3 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked.length).toBeGreaterThanOrEqual(3);
    // One that is under way at the stop says nothing any more, and none follows.
    answer = () => undefined;
    const before = asked.length;
    while (asked.length === before && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    const last = asked.length;
    poll.stop();
    await poll.look();
    expect(asked.length).toBe(last);
  });
});
