import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ChangeDuty } from '../../src/changeDuty.js';
import { collectorsOf } from '../../src/collection.js';
import { FirstPasses } from '../../src/firstPasses.js';
import { metricCatalogue, sampleNames } from '../../src/metricCatalogue.js';
import { peerWatchOf } from '../../src/peers/ofSettings.js';
import { boardLooks } from '../../src/server/board/looks.js';
import { loadSettings } from '../../src/settings.js';
import { Watchpost } from '../../src/watchpost.js';

const families = metricCatalogue().flatMap((section) => section.families);
const sections = metricCatalogue()
  .map(({ from }) => from)
  .sort();
/** Sections that are of no single collector. */
const ofAll = ['frame', 'program'];
/** Collectors that run only where the settings name what they ask; those of this test name none of it. */
const ofSettings = ['bus', 'bus_reception', 'hubs', 'nats'];
const own = families.filter(({ name }) => !/^(process|nodejs)_/.test(name));

describe('the catalogue of metrics', () => {
  it('has every name once', () => {
    const names = families.flatMap(sampleNames);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toStrictEqual([]);
  });

  it.each(own)('$name is named as metrics are', ({ name, type, labels, help }) => {
    expect(name).toMatch(/^(fleet|fleetwatch)_[a-z0-9]+(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(milliseconds|ms|minutes|kb|mb|percent)(_|$)/);
    expect(labels[0]).toBe('machine');
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.filter((label) => /^(type|env|service|job|instance)$/.test(label))).toStrictEqual([]);
    expect(help).toMatch(/^[A-Z].*\.$/);
  });

  it('has a section for each collector, with all that it exports', async () => {
    const { settings } = await loadSettings('test/fixtures/golden/fleetwatch.yaml');
    if (settings === undefined) throw new Error('the fixture has findings');
    const health = { ...settings.health, redis: { url: 'redis://127.0.0.1:6379', passwordFile: undefined } };
    const watchpost = new Watchpost(settings, { verdictChanged: () => {}, stateWritten: () => {} });
    const { desk } = new ChangeDuty(settings, pino({ level: 'silent' }));
    const outcome = () => ({ findings: [], succeeded: new Set<string>() });
    const looks = boardLooks(watchpost, desk, Date.now);
    const peers = peerWatchOf(settings, () => undefined);
    const passed = new FirstPasses([]);
    const collectors = await collectorsOf(
      { watchpost, desk, looks, peers, passed, outcome },
      { ...settings, health, collectors: {} },
    );
    expect(collectors.length).toBeGreaterThan(0);
    for (const { name, families: exported } of collectors) {
      expect(metricCatalogue().find(({ from }) => from === name)?.families, name).toStrictEqual(exported);
    }
    const made = [...collectors.map(({ name }) => name), ...ofSettings, ...ofAll];
    expect(made.sort(), 'src/collection.ts').toStrictEqual(sections);
  });

  it('names what the settings may switch off', () => {
    const { $defs } = JSON.parse(readFileSync('schemas/settings.schema.json', 'utf8'));
    const named = [...$defs.collectors.propertyNames.enum, ...ofAll];
    expect(named.sort(), 'schemas/settings.schema.json').toStrictEqual(sections);
  });

  it('has a heading for each section on the page of metrics', () => {
    const page = readFileSync('docs/metrics.md', 'utf8');
    const headings: readonly string[] = page.match(/^## .*$/gm) ?? [];
    const wanted = sections.filter((from) => !ofAll.includes(from)).map((from) => `## Collector \`${from}\``);
    expect(
      wanted.filter((heading) => !headings.includes(heading)),
      'bin/metrics-reference.mjs',
    ).toStrictEqual([]);
  });
});
