import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { HubView } from '../../src/hubs/view.js';
import { application } from '../../src/server/app.js';
import { hubHealthRoute } from '../../src/server/hubHealth.js';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function asked(look: (() => Promise<HubView>) | undefined, method = 'GET') {
  const server = createServer(application([hubHealthRoute('alpha', look)], () => undefined)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hub_health`;
  const response = await fetch(url, { method });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, body: type.includes('json') ? await response.json() : await response.text() };
}

const at = Date.parse('2026-11-22T12:00:00Z') / 1000;
const view = (isUp: boolean): HubView => ({
  lookedAt: at,
  isUp,
  checks: [{ check: 'prometheus_ready', ok: isUp, seen: isUp ? 'ready' : 'gone', since: at - 60 }],
  samples: [{ of: 'beta', at: 0 }],
  rulesEvaluatedAt: at - 3,
});

describe('/hub_health', () => {
  it.each([
    [true, 200, 'up', 'ready'],
    [false, 503, 'down', 'gone'],
  ])('of a hub that is well: %s', async (isUp, status, word, seen) => {
    expect(await asked(async () => view(isUp))).toStrictEqual({
      status,
      body: {
        machine: 'alpha',
        status: word,
        looked_at: '2026-11-22T12:00:00.000Z',
        checks: [{ check: 'prometheus_ready', ok: isUp, seen, since: '2026-11-22T11:59:00.000Z' }],
        newest_samples: [{ of: 'beta', at: null }],
        rules_evaluated_at: '2026-11-22T11:59:57.000Z',
      },
    });
  });

  it('says so where the machine has no hub', async () => {
    expect(await asked(undefined)).toStrictEqual({
      status: 404,
      body: { machine: 'alpha', status: 'none', reason: 'the settings name no hub of this machine' },
    });
  });

  it('takes GET alone', async () => {
    expect((await asked(async () => view(true), 'POST')).status).toBe(405);
  });
});
