import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { variable } from '../../src/dashboards/links.js';
import { built, panelsOf, rules } from './built.js';

interface Link {
  readonly place: string;
  readonly url: string;
}

const links: readonly Link[] = built.flatMap(({ board, dashboard }) =>
  panelsOf(dashboard).flatMap((panel) => urlsIn(panel).map((url) => ({ place: `${board} / ${panel.title}`, url }))),
);
const ofBoards = links.filter(({ url }) => url.startsWith('/d/'));
const ofExporters = links.filter(({ url }) => !url.startsWith('/d/'));
const alerts = new Set(rules.flatMap(({ kind, name }) => (kind === 'alert' ? [name] : [])));

/** Of the panel, of its values, of its columns. */
function urlsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'url' && typeof inner === 'string' ? [inner] : urlsIn(inner),
  );
}

describe('links', () => {
  it('lead from panel to panel, and to runbooks', () => {
    expect(ofBoards.length).toBeGreaterThan(20);
    expect(ofExporters.length).toBeGreaterThan(50);
  });

  it.each(ofBoards)('$place to $url meet a dashboard, and set variables that it has', ({ url }) => {
    const { pathname, searchParams } = new URL(url, 'http://grafana');
    const target = built.find(({ dashboard }) => pathname === `/d/${dashboard.uid}`);
    const variables = (target?.dashboard.templating?.list ?? []).map(({ name }) => `var-${name}`);
    const set = [...searchParams.keys()].filter((key) => key.startsWith('var-'));
    expect(set).toContain('var-datasource');
    expect(set.filter((key) => !variables.includes(key))).toStrictEqual([]);
    expect(url.endsWith(`&${variable('__url_time_range')}`)).toBe(true);
  });

  it.each(ofExporters)('$place to $url is a page that every exporter serves', ({ url }) => {
    const [, path = '', name = ''] = /^\$\{scheme\}:\/\/\$\{exporter\}\/(runbooks|findings)\/?(.*)$/.exec(url) ?? [];
    expect(path).not.toBe('');
    const isColumn = name.startsWith('${__data.fields.');
    if (path === 'runbooks' && !isColumn) expect(alerts).toContain(name);
    if (path === 'findings') expect(name === '' || isColumn).toBe(true);
  });

  it('lead to pages that are there', () => {
    const pages = new Set(readdirSync('runbooks/alerts').map((file) => file.replace('.md', '')));
    const named = ofExporters.flatMap(({ url }) => /runbooks\/(\w+)$/.exec(url)?.[1] ?? []);
    expect(named.filter((name) => !pages.has(name))).toStrictEqual([]);
  });

  it('of cells name columns that the table has', () => {
    for (const { board, dashboard } of built) {
      for (const { title, type, transformations = [], fieldConfig } of panelsOf(dashboard)) {
        if (type !== 'table') continue;
        const { options } = transformations.find(({ id }) => id === 'organize') ?? {};
        const shown = Object.keys(options.includeByName);
        const named = [...JSON.stringify(fieldConfig).matchAll(/__data\.fields\.(\w+)/g)].map(([, name]) => name);
        for (const name of named) expect(shown, `${board} / ${title}`).toContain(name);
      }
    }
  });
});
