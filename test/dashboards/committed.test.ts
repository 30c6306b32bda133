import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { built } from './built.js';

const folder = 'grafana/dashboards';

describe('grafana/dashboards', () => {
  it('holds the dashboards and nothing else', () => {
    expect(readdirSync(folder).sort()).toStrictEqual(built.map(({ board }) => `${board}.json`).sort());
  });

  it.each(built)('$board is what src/dashboards makes', ({ board, dashboard }) => {
    const committed: unknown = JSON.parse(readFileSync(`${folder}/${board}.json`, 'utf8'));
    expect(committed).toStrictEqual(JSON.parse(JSON.stringify(dashboard)));
  });
});
