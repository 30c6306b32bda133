import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PrometheusClient, WrongAddress } from '../../src/prometheus/client.js';
import { PrometheusStub, vector } from './prometheusStub.js';

let server: PrometheusStub;
let address: string;
beforeEach(async () => {
  server = new PrometheusStub();
  address = await server.listen();
});
afterEach(() => server.close());

function success(data: unknown): string {
  return JSON.stringify({ status: 'success', data });
}

describe('a query', () => {
  it('is posted as a form, and its answer comes back as numbers', async () => {
    let form = new URLSearchParams();
    server.handle = (request, response, posted) => {
      form = posted;
      expect(request.method).toBe('POST');
      response.end(vector(['1.5', 'NaN', '+Inf', '-Inf', '1e-07'], ['only one of two stores answered']));
    };
    const answer = await new PrometheusClient(address).query('up == 1', { at: 12.5 });
    expect(form.get('query')).toBe('up == 1');
    expect(form.get('time')).toBe('12.5');
    expect(form.get('timeout')).toBe('9000ms');
    if (answer.kind !== 'series') throw new Error(answer.message);
    const values = answer.series.map(({ points }) => points.map(({ value }) => value));
    expect(values).toStrictEqual([[1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [1e-7]]);
    expect(answer.series[0]?.labels).toStrictEqual({ agent: 'a0' });
    expect(answer.series[0]?.points[0]?.at).toBe(1_795_341_600.5);
    expect(answer.warnings).toStrictEqual(['only one of two stores answered']);
  });

  it('of a range gives all points', async () => {
    let form = new URLSearchParams();
    server.handle = (_request, response, posted) => {
      form = posted;
      const values = [
        [10, '1'],
        [25, '2'],
      ];
      response.end(success({ resultType: 'matrix', result: [{ metric: {}, values }] }));
    };
    const answer = await new PrometheusClient(address).queryRange('up', { from: 10, to: 25, stepSeconds: 15 });
    expect(Object.fromEntries(form)).toMatchObject({ query: 'up', start: '10', end: '25', step: '15' });
    expect(answer).toStrictEqual({
      kind: 'series',
      series: [
        {
          labels: {},
          points: [
            { at: 10, value: 1 },
            { at: 25, value: 2 },
          ],
        },
      ],
      warnings: [],
    });
  });

  it('may be a scalar', async () => {
    server.handle = (_, response) => void response.end(success({ resultType: 'scalar', result: [10, '3'] }));
    expect(await new PrometheusClient(address).query('3')).toMatchObject({ series: [{ points: [{ value: 3 }] }] });
  });

  it('keeps the path of the address', async () => {
    await new PrometheusClient(`${address}/prometheus`).query('up');
    expect(server.asked).toStrictEqual(['/prometheus/api/v1/query']);
  });

  const spoiled: [what: string, status: number, body: string, fault: string, message: RegExp][] = [
    [
      'an error that Prometheus explains',
      422,
      '{"status":"error","errorType":"execution","error":"multiple\\nmatches"}',
      'refused',
      /^execution: multiple matches$/,
    ],
    ['an error without a reason', 503, '{"status":"error"}', 'refused', /^error: no reason given$/],
    ['no JSON', 200, '<html>', 'unreadable', /no JSON/],
    ['JSON of something else', 200, '[]', 'unreadable', /no JSON object/],
    ['success with the wrong status', 500, '{"status":"success","data":{}}', 'unreadable', /500/],
    ['no result', 200, success(null), 'unreadable', /no result/],
    ['a string', 200, success({ resultType: 'string', result: [1, 'x'] }), 'unreadable', /type string/],
    ['no list', 200, success({ resultType: 'vector', result: 3 }), 'unreadable', /no list/],
    [
      'a value that is a number in JSON',
      200,
      success({ resultType: 'vector', result: [{ metric: {}, value: [1, 2] }] }),
      'unreadable',
      /no list of numbers/,
    ],
    [
      'a value that is no number',
      200,
      success({ resultType: 'vector', result: [{ metric: {}, value: [1, ''] }] }),
      'unreadable',
      /no list of numbers/,
    ],
    [
      'a native histogram',
      200,
      success({ resultType: 'vector', result: [{ metric: {}, histogram: [1, { count: '1' }] }] }),
      'unreadable',
      /native histogram/,
    ],
    ['warnings that are none', 200, '{"status":"success","data":{},"warnings":[3]}', 'unreadable', /warnings/],
  ];
  it.each(spoiled)('answers %s with an error', async (_what, status, body, fault, message) => {
    server.handle = (_request, response) => void response.writeHead(status).end(body);
    const answer = await new PrometheusClient(address).query('up');
    expect(answer).toMatchObject({ kind: 'error', fault, message: expect.stringMatching(message) });
  });
});

describe('bounds', () => {
  it('does not follow a redirect', async () => {
    server.handle = (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await new PrometheusClient(address).query('up')).toMatchObject({ kind: 'error', fault: 'redirected' });
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['says it is longer', { 'content-length': '100000' }],
    ['is longer', {}],
  ])('does not read a body that %s than the limit', async (_, headers) => {
    server.handle = (_request, response) => {
      response.writeHead(200, headers);
      response.write(' '.repeat(100_000));
      response.end();
    };
    const client = new PrometheusClient(address, { answerBytes: 1000 });
    expect(await client.query('up')).toMatchObject({ kind: 'error', fault: 'too-large' });
  });

  it('gives up an answer that does not come, or does not end', async () => {
    const client = new PrometheusClient(address, { timeoutSeconds: 0.1 });
    server.handle = () => undefined;
    expect(await client.query('up')).toMatchObject({ fault: 'late' });
    server.handle = (_, response) => void response.write('{');
    expect(await client.query('up')).toMatchObject({ fault: 'late' });
  });

  it('is cancelled by whoever asked', async () => {
    const controller = new AbortController();
    server.handle = () => controller.abort();
    const answer = await new PrometheusClient(address).query('up', { signal: controller.signal });
    expect(answer).toMatchObject({ fault: 'cancelled' });
  });

  it('has at most four questions under way', async () => {
    let underWay = 0;
    let most = 0;
    server.handle = (_, response) => {
      underWay++;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay--;
        response.end(vector(['1']));
      }, 5);
    };
    const client = new PrometheusClient(address);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.query('up')));
    expect(answers.every(({ kind }) => kind === 'series')).toBe(true);
    expect(most).toBe(4);
  });

  it('says that nobody is there', async () => {
    await server.close();
    const answer = await new PrometheusClient(address).query('up');
    expect(answer).toStrictEqual({ kind: 'error', fault: 'unreachable', message: 'no connection (ECONNREFUSED)' });
    server = new PrometheusStub();
    await server.listen();
  });

  it.each(['localhost:9090', 'ftp://127.0.0.1', '/path', 'http://ada:secret@127.0.0.1:9090'])(
    'refuses the address %s',
    (wrong) => {
      expect(() => new PrometheusClient(wrong)).toThrow(WrongAddress);
    },
  );
});

describe('alerts, rules and status', () => {
  it('are read', async () => {
    const alert = { labels: { alertname: 'A' }, annotations: {}, state: 'firing', activeAt: '2026-11-22T10:00:00Z' };
    const rule = { name: 'A', type: 'alerting', query: 'up == 0', health: 'ok', alerts: [] };
    const bodies: Record<string, unknown> = {
      '/api/v1/alerts': { alerts: [{ ...alert, value: '0' }] },
      '/api/v1/rules': { groups: [{ name: 'g', rules: [rule] }] },
      '/api/v1/status/buildinfo': { version: '2.42.0' },
    };
    server.handle = ({ url = '' }, response) => void response.end(success(bodies[url]));
    const client = new PrometheusClient(address);
    expect(await client.alerts()).toStrictEqual({ kind: 'alerts', alerts: [alert] });
    expect(await client.rules()).toStrictEqual({
      kind: 'rules',
      rules: [{ group: 'g', name: 'A', type: 'alerting', query: 'up == 0', health: 'ok' }],
    });
    expect(await client.status()).toStrictEqual({ kind: 'status', version: '2.42.0' });
  });

  it.each([
    ['alerts', { alerts: [{ labels: {} }] }],
    ['alerts', {}],
    ['rules', { groups: [{ name: 'g', rules: [{}] }] }],
    ['rules', { groups: [{}] }],
    ['rules', null],
    ['status', {}],
  ] as const)('that are no %s are an error', async (what, data) => {
    server.handle = (_, response) => void response.end(success(data));
    expect(await new PrometheusClient(address)[what]()).toMatchObject({ kind: 'error', fault: 'unreadable' });
  });
});
