import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RouteMemory } from '../../src/health/memory.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-routes-'));
  file = join(folder, 'state', 'routes.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('remembered routes', () => {
  it('come back as they were, also by another memory', async () => {
    const routes = new Map([
      ['A', { protocol: 'zeromq', port: 8200 }],
      ['__proto__', { protocol: 'http', port: 1 }],
      ['C', { protocol: 'tcp', port: 65_535 }],
    ] as const);
    await new RouteMemory(file).save(routes);
    expect(await new RouteMemory(file).load()).toEqual(routes);
  });

  it('are none before the first were saved', async () => {
    expect(await new RouteMemory(file).load()).toEqual(new Map());
  });

  it.each([
    { what: 'nothing', text: '' },
    { what: 'half a file', text: '{"A":{"protocol":"zeromq","po' },
    { what: 'a word', text: '"A"' },
    { what: 'null', text: 'null' },
    { what: 'a list', text: '["A"]' },
    { what: 'a number in place of a route', text: '{"A":8200}' },
    { what: 'no protocol', text: '{"A":{"port":8200}}' },
    { what: 'a protocol that nobody speaks', text: '{"A":{"protocol":"gopher","port":8200}}' },
    { what: 'a word that objects know', text: '{"A":{"protocol":"constructor","port":8200}}' },
    { what: 'a port as text', text: '{"A":{"protocol":"tcp","port":"8200"}}' },
    { what: 'port 0', text: '{"A":{"protocol":"tcp","port":0}}' },
    { what: 'a port beyond the last', text: '{"A":{"protocol":"tcp","port":65536}}' },
    { what: 'half a port', text: '{"A":{"protocol":"tcp","port":8200.5}}' },
  ])('are forgotten where the file holds $what', async ({ text }) => {
    await new RouteMemory(file).save(new Map());
    await writeFile(file, text);
    expect(await new RouteMemory(file).load()).toEqual(new Map());
  });

  it('are kept beside broken ones', async () => {
    await new RouteMemory(file).save(new Map());
    await writeFile(file, '{"A":{"protocol":"tcp","port":8200},"B":{}}');
    expect(await new RouteMemory(file).load()).toEqual(new Map([['A', { protocol: 'tcp', port: 8200 }]]));
  });
});
