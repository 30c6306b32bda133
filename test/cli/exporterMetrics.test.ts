import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readMetrics, sampleOf } from '../../src/cli/exporterMetrics.js';

const page = `# HELP fleet_agent_up Whether.
# TYPE fleet_agent_up gauge
fleet_agent_up{machine="alpha",agent="Planner"} 1
fleet_agent_up{machine="alpha",agent="PlannerTwo"} 0
fleet_agent_up{machine="beta",agent="Planner"} 0
fleet_agent_up_seconds{machine="alpha",agent="Planner"} 1.7e+09
`;

describe('sampleOf', () => {
  it.each([
    [1, 'fleet_agent_up', { machine: 'alpha', agent: 'Planner' }],
    [0, 'fleet_agent_up', { agent: 'Planner', machine: 'beta' }],
    [0, 'fleet_agent_up', { agent: 'PlannerTwo' }],
    [1.7e9, 'fleet_agent_up_seconds', { machine: 'alpha' }],
    [undefined, 'fleet_agent_up', { agent: 'Plan' }],
    [undefined, 'fleet_agent', { agent: 'Planner' }],
  ])('is %s for %s of %j', (value, family, labels) => {
    expect(sampleOf(page, family, labels)).toBe(value);
  });
});

describe('readMetrics', () => {
  it('says why where nobody listens', async () => {
    expect(await readMetrics('http://127.0.0.1:2')).toStrictEqual({
      kind: 'none',
      why: 'no connection (ECONNREFUSED)',
    });
  });

  it('says why where the answer is an error', async () => {
    const server = createServer((_request, response) => response.writeHead(503).end(page));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await readMetrics(`http://127.0.0.1:${port}`)).toStrictEqual({ kind: 'none', why: 'HTTP status 503' });
    server.close();
  });
});
