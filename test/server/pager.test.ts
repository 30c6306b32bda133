import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Pager, startPager } from '../../src/server/pager.js';
import { renderPage } from '../../src/server/pager-print.js';

let folder: string;
let file: string;
let printed: string[];
const running: Pager[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pager-'));
  file = join(folder, 'pages.jsonl');
  printed = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((pager) => pager.close()));
  await rm(folder, { recursive: true });
});

async function start(path = file): Promise<Pager> {
  const pager = await startPager({
    host: '127.0.0.1',
    port: 0,
    file: path,
    show: (page) => printed.push(renderPage(page)),
    note: (line) => printed.push(line),
  });
  running.push(pager);
  return pager;
}

function alert(agent: string, status = 'firing') {
  return {
    status,
    labels: { alertname: 'FleetAgentDown', severity: 'critical', machine: 'alpha', agent },
    annotations: { summary: `Agent ${agent} on alpha is down` },
    startsAt: '2026-11-22T10:19:40Z',
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-22T10:21:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: 'f00d',
  };
}

function notification(...alerts: unknown[]) {
  return { version: '4', groupKey: '{}', truncatedAlerts: 0, status: 'firing', receiver: 'pager', alerts };
}

function post({ url }: Pager, body: string, type = 'application/json'): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': type }, body });
}

async function lines(): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

async function agents({ url }: Pager): Promise<unknown[]> {
  const pages: { labels: { agent: string } }[] = JSON.parse(await (await fetch(`${url}/pages`)).text());
  return pages.map(({ labels }) => labels.agent);
}

describe('the pager', () => {
  it('prints and keeps each alert of a notification', async () => {
    const pager = await start();
    const answer = await post(pager, JSON.stringify(notification(alert('planner'), alert('memory', 'resolved'))));
    expect(answer.status).toBe(200);
    expect(printed.map((text) => text.split('\n')[0])).toStrictEqual([
      'FIRING critical FleetAgentDown: Agent planner on alpha is down',
      'RESOLVED critical FleetAgentDown: Agent memory on alpha is down',
    ]);
    const kept: unknown[] = (await lines()).map((line) => JSON.parse(line));
    expect(kept).toMatchObject([
      { status: 'firing', labels: { agent: 'planner' }, startsAt: '2026-11-22T10:19:40Z' },
      { status: 'resolved', labels: { agent: 'memory' }, endsAt: '2026-11-22T10:21:00Z' },
    ]);
    expect(kept[0]).not.toHaveProperty('endsAt');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('gives its pages, newest last, also those from before it was started', async () => {
    const first = await start();
    await post(first, JSON.stringify(notification(alert('planner'))));
    await first.close();
    running.pop();
    const second = await start();
    await post(second, JSON.stringify(notification(alert('memory'))));
    expect(await agents(second)).toStrictEqual(['planner', 'memory']);
    expect(await lines()).toHaveLength(2);
  });

  it('gives the newest 500, and keeps all', async () => {
    const pager = await start();
    for (const half of [0, 300]) {
      const alerts = Array.from({ length: 300 }, (_, index) => alert(`agent-${half + index}`));
      await post(pager, JSON.stringify(notification(...alerts)));
    }
    const given = await agents(pager);
    expect(given).toHaveLength(500);
    expect(given.at(-1)).toBe('agent-599');
    expect(await lines()).toHaveLength(600);
  });

  it('begins a line of its own after one that a full disk has torn', async () => {
    await writeFile(file, '{"status":"firi');
    const pager = await start();
    await post(pager, JSON.stringify(notification(alert('planner'))));
    expect(await agents(pager)).toStrictEqual(['planner']);
    expect((await lines()).map((line) => line.slice(0, 15))).toStrictEqual(['{"status":"firi', '{"receivedAt":"']);
  });

  it('keeps notifications that come at once apart', async () => {
    const pager = await start();
    const names = Array.from({ length: 40 }, (_, index) => `agent-${index}`);
    await Promise.all(names.map((name) => post(pager, JSON.stringify(notification(alert(name))))));
    const kept = (await lines()).map((line): { labels: { agent: string } } => JSON.parse(line));
    expect(kept.map(({ labels }) => labels.agent).sort()).toStrictEqual(names.sort());
  });

  it('says how many alerts Alertmanager has cut off', async () => {
    const pager = await start();
    await post(pager, JSON.stringify({ ...notification(alert('planner')), truncatedAlerts: 7 }));
    expect(printed[1]).toContain('7 more alerts');
  });

  // /dev/full (full(4)) fails each write with ENOSPC.
  it('answers 500 when the page cannot be kept, so that it is sent again, and prints it all the same', async () => {
    const pager = await start('/dev/full');
    const answer = await post(pager, JSON.stringify(notification(alert('planner'))));
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('ENOSPC');
    expect(printed.join('\n')).toContain('Agent planner on alpha is down');
    expect(await agents(pager)).toStrictEqual([]);
  });

  it('is healthy, and knows no other address', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    expect((await fetch(`${url}/other`)).status).toBe(404);
    expect((await fetch(url)).status).toBe(404);
  });

  it('says when its file cannot be opened, or its port is taken', async () => {
    await expect(start(join(folder, 'missing', 'pages'))).rejects.toThrow('ENOENT');
    const port = Number(new URL((await start()).url).port);
    await expect(startPager({ host: '127.0.0.1', port, file, show: () => {}, note: () => {} })).rejects.toThrow(
      'EADDRINUSE',
    );
  });

  it('closes while somebody holds a connection without ending the request', async () => {
    const pager = await start();
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '10' };
    const open = request(pager.url, { method: 'POST', headers });
    const failed = new Promise<Error>((resolve) => open.once('error', resolve));
    const connected = new Promise<void>((resolve) => open.once('socket', (socket) => socket.once('connect', resolve)));
    open.write('{');
    await connected;
    await pager.close();
    running.pop();
    expect((await failed).message).not.toBe('');
  });
});

describe('what is no notification is refused with the reason', () => {
  const good = alert('planner');
  const cases: [name: string, body: string, status: number, reason: string][] = [
    ['no JSON', '{"version"', 400, 'JSON'],
    ['no object', '[]', 400, 'the body is not a JSON object'],
    ['another version', '{"version":"5","alerts":[]}', 400, '"version" is "5", expected "4"'],
    ['no version', '{"alerts":[]}', 400, '"version" is missing'],
    ['no alerts', '{"version":"4"}', 400, '"alerts" is not a list'],
    ['no alert', JSON.stringify(notification(good, null)), 400, 'alerts[1] is not a JSON object'],
    ['a status of its own', JSON.stringify(notification({ ...good, status: 'ok' })), 400, '"alerts[0].status" is "ok"'],
    ['labels that are no text', JSON.stringify(notification({ ...good, labels: { a: 1 } })), 400, 'alerts[0].labels.a'],
    ['no begin', JSON.stringify(notification({ ...good, startsAt: undefined })), 400, 'alerts[0].startsAt'],
    ['more than 1 MiB', JSON.stringify({ version: '4', alerts: ['x'.repeat(1024 * 1024)] }), 413, 'too large'],
  ];
  it.each(cases)('%s', async (_name, body, status, reason) => {
    const answer = await post(await start(), body);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(reason);
    expect(printed).toStrictEqual([]);
    expect(await lines()).toStrictEqual([]);
  });

  it('another content type', async () => {
    const answer = await post(await start(), JSON.stringify(notification(good)), 'text/plain');
    expect(answer.status).toBe(415);
    expect(await lines()).toStrictEqual([]);
  });
});
