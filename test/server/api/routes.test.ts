import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../../src/server/api/routes.js';
import { application } from '../../../src/server/app.js';
import type { BoardSource } from '../../../src/server/board/source.js';
import { type Listening, listen } from '../../../src/server/listen.js';
import { everything } from '../board/everything.js';
import { agent, stagedBoard } from '../board/stagedBoard.js';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content: Record<'application/json', { readonly schema: object }> }>
  >;
}

const openApi: {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: object;
} = JSON.parse(readFileSync('schemas/openapi.json', 'utf8'));

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajv.addKeyword('components');

/** What is wrong with an answer by the description of its path; nothing if it is right. */
function problemsOf(path: string, status: number, answer: unknown): readonly unknown[] {
  const schema = openApi.paths[path]?.get.responses[status]?.content['application/json'].schema;
  if (schema === undefined) return [`${path} with status ${status} is not described`];
  const validate = ajv.compile({ ...schema, components: openApi.components });
  return validate(answer) ? [] : (validate.errors ?? []);
}

const servers: Listening[] = [];

async function serve(
  source: BoardSource,
): Promise<(path: string) => Promise<{ status: number; type: string; body: string }>> {
  const routes = [await apiRoutes(source)];
  const server = await listen(
    application(routes, () => {}),
    { host: '127.0.0.1', port: 0 },
  );
  servers.push(server);
  return async (path) => {
    const response = await fetch(server.url + path);
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: await response.text(),
    };
  };
}

afterAll(() => Promise.all(servers.map((server) => server.close())));

describe.each([
  ['an incident', everything().source],
  ['an exporter that has just begun', stagedBoard({ agents: [agent('Planner')], collectors: [] }).source],
])('the answers about %s', (_what, source) => {
  let get: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    get = await serve(source);
  });

  it.each(Object.keys(openApi.paths))('are at %s, and as described', async (path) => {
    const { status, type, body } = await get(path.replace('{name}', 'Planner'));
    expect({ status, type }).toStrictEqual({ status: 200, type: 'application/json; charset=utf-8' });
    expect(problemsOf(path, status, JSON.parse(body))).toStrictEqual([]);
  });
});

describe('the description', () => {
  it('is OpenAPI 3.1, and is served as it is', async () => {
    const { body } = await (await serve(everything().source))('/api/v1/openapi.json');
    expect(JSON.parse(body)).toStrictEqual(openApi);
    expect(openApi.openapi).toBe('3.1.0');
  });

  it('names every route that there is', async () => {
    const router = await apiRoutes(everything().source);
    const routes = router.stack.flatMap(({ route }) => route?.path.replace(/:(\w+)/g, '{$1}') ?? []);
    expect(routes.sort()).toStrictEqual(Object.keys(openApi.paths).sort());
  });

  it('refuses what is not as it says', () => {
    expect(problemsOf('/api/v1/risks', 200, { risks: [{ risk: 'Z' }] })).not.toStrictEqual([]);
  });
});

describe('an agent', () => {
  it('comes with all that is known of it, and nothing of the others', async () => {
    const { body } = await (await serve(everything().source))('/api/v1/agents/Planner');
    expect(JSON.parse(body)).toMatchObject({
      name: 'Planner',
      verdict: 'refused',
      ports: [{ role: 'port', state: 'taken' }, { role: 'health_check_port' }],
      logs: { agent: 'Planner', bytesPerSecond: 120 },
      leaks: [{ rule: 'npm-token' }],
      findings: [{ code: 'port-twice' }, { code: 'log-race' }],
    });
  });

  it('that is none is not found', async () => {
    const { status, body } = await (await serve(everything().source))('/api/v1/agents/__proto__');
    expect(status).toBe(404);
    expect(problemsOf('/api/v1/agents/{name}', 404, JSON.parse(body))).toStrictEqual([]);
  });
});

describe('an answer', () => {
  it('has no credential in it, whatever its key', async () => {
    const token = `npm_${'a1B2c3D4e5F6'.repeat(3)}`;
    const { source } = stagedBoard({ agents: [agent('Planner')], healths: { Planner: { reason: `took ${token}` } } });
    const { body } = await (await serve(source))('/api/v1/agents');
    expect(body).not.toContain(token);
    expect(JSON.parse(body).rows[0].reason).toBe('took npm_[redacted:npm-token]');
  });
});
