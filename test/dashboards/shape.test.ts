import { describe, expect, it } from 'vitest';
import { built, isPanel, panelsOf, targetsOf } from './built.js';

/** Columns of Grafana's grid. */
const gridWidth = 24;

describe('the dashboards', () => {
  it('are nine, each with a title and an address of its own', () => {
    const names = ['agent', 'credentials', 'cutover', 'fleet', 'hubs', 'logs', 'machine', 'ports', 'risks'];
    expect(built.map(({ board }) => board).sort()).toStrictEqual(names);
    expect(built.map(({ dashboard }) => dashboard.uid).sort()).toStrictEqual(names.map((name) => `fleetwatch-${name}`));
    expect(new Set(built.map(({ dashboard }) => dashboard.title)).size).toBe(names.length);
  });
});

describe.each(built)('dashboard $board', ({ board, dashboard }) => {
  const panels = panelsOf(dashboard);

  it('has panels and headings in places of their own', () => {
    const cells = new Set<string>();
    for (const { title, gridPos } of dashboard.panels ?? []) {
      const { x, y, w, h } = gridPos ?? { x: -1, y: -1, w: 0, h: 0 };
      expect(x, title).toBeGreaterThanOrEqual(0);
      expect(x + w, title).toBeLessThanOrEqual(gridWidth);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect(cells, `${title} lies on another panel`).not.toContain(`${column} ${row}`);
          cells.add(`${column} ${row}`);
        }
      }
    }
    expect(cells).not.toHaveLength(0);
  });

  it('numbers panels and headings', () => {
    const ids = (dashboard.panels ?? []).map(({ id }) => id);
    expect(ids).toStrictEqual(ids.map((_id, index) => index + 1));
  });

  it('calls each panel and each query of a panel by a name of its own', () => {
    const titles = panels.map(({ title }) => title);
    expect(new Set(titles).size, titles.join(', ')).toBe(titles.length);
    for (const panel of panels) {
      const { title } = panel;
      const refIds = targetsOf(panel).map(({ refId }) => refId);
      expect(refIds, title).not.toContain(undefined);
      expect(refIds, title).not.toHaveLength(0);
      expect(new Set(refIds).size, title).toBe(refIds.length);
    }
  });

  it('says of each panel what it shows, and what it means if it is empty', () => {
    for (const { title, description = '', fieldConfig } of panels) {
      expect(description.length, title).toBeGreaterThan(10);
      expect(fieldConfig?.defaults.noValue, title).toBeTruthy();
    }
  });

  it('asks the data source that was chosen', () => {
    const chosen = { type: 'prometheus', uid: '$datasource' };
    for (const panel of panels) {
      expect(panel.datasource, panel.title).toStrictEqual(chosen);
      for (const { datasource } of targetsOf(panel)) expect(datasource, panel.title).toStrictEqual(chosen);
    }
    for (const { datasource, type } of dashboard.templating?.list ?? []) {
      if (type === 'query') expect(datasource).toStrictEqual(chosen);
    }
    for (const { datasource } of dashboard.annotations?.list ?? []) expect(datasource).toStrictEqual(chosen);
  });

  it('judges by its own limits alone: where none are given, Grafana would take 80', () => {
    for (const { title, fieldConfig } of panels) {
      expect(fieldConfig?.defaults.thresholds?.steps[0], title).toMatchObject({ value: null });
    }
  });

  it('has the variables that its queries name', () => {
    const names = (dashboard.templating?.list ?? []).map(({ name }) => name);
    expect(names).toStrictEqual(expect.arrayContaining(['datasource', 'machine', 'exporter', 'scheme']));
    const text = JSON.stringify(dashboard.panels);
    const used = [...text.matchAll(/\$\{?(\w+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('__'));
    expect(used.filter((name) => name !== '1' && !names.includes(name))).toStrictEqual([]);
    expect(board).not.toBe('');
  });

  it('says which rows are headings', () => {
    expect((dashboard.panels ?? []).filter((panel) => !isPanel(panel)).map(({ title }) => title)).not.toContain('');
  });
});
