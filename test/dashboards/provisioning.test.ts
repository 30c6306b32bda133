import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const read = (file: string) => parse(readFileSync(`grafana/provisioning/${file}`, 'utf8'));

describe('grafana/provisioning', () => {
  it('names one data source, the default, of the kind that the dashboards ask for', () => {
    expect(readdirSync('grafana/provisioning/datasources')).toStrictEqual(['fleetwatch.yml']);
    const { apiVersion, datasources } = read('datasources/fleetwatch.yml');
    expect(apiVersion).toBe(1);
    expect(datasources).toHaveLength(1);
    expect(datasources[0]).toMatchObject({ type: 'prometheus', isDefault: true });
  });

  it('knows how often Prometheus scrapes', () => {
    const { scrape_interval } = parse(readFileSync('prometheus/prometheus.yml', 'utf8')).global;
    expect(read('datasources/fleetwatch.yml').datasources[0].jsonData.timeInterval).toBe(scrape_interval);
  });

  it('lays the dashboards into a folder of their own, where nobody can save over them', () => {
    expect(readdirSync('grafana/provisioning/dashboards')).toStrictEqual(['fleetwatch.yml']);
    const { apiVersion, providers } = read('dashboards/fleetwatch.yml');
    expect(apiVersion).toBe(1);
    expect(providers).toHaveLength(1);
    expect(providers[0]).toMatchObject({ type: 'file', folder: 'fleetwatch', allowUiUpdates: false });
    expect(providers[0].options.path).toMatch(/^\//);
  });
});
