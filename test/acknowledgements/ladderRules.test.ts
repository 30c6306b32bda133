import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { defaultLadder, type Ladder, promDuration } from '../../src/acknowledgements/ladder.js';
import { ladderRules } from '../../src/acknowledgements/ladderRules.js';
import { promtool } from '../prometheus/promtool.js';

describe('ladderRules', () => {
  it('gives the bundled rules for the default ladder', async () => {
    // After a change: npx vitest run --project unit -u test/acknowledgements
    await expect(ladderRules(defaultLadder)).toMatchFileSnapshot('../../prometheus/rules/escalation.rules.yml');
  });

  const ladders: [name: string, ladder: Ladder][] = [
    ['one level', { ...defaultLadder, levels: [{ afterSeconds: 90, to: 'boss' }] }],
    ['no level', { ...defaultLadder, levels: [] }],
    ['seconds', { levels: [{ afterSeconds: 5, to: 'a' }], graceSeconds: 3, intervalSeconds: 1 }],
  ];
  it.each(ladders)('is read by Prometheus: %s', async (_name, ladder) => {
    const folder = await mkdtemp(join(tmpdir(), 'ladder-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'escalation.rules.yml');
    await writeFile(file, ladderRules(ladder));
    expect(await promtool('check', 'rules', file)).toContain(`SUCCESS: ${9 + ladder.levels.length} rules found`);
  });

  it('has one alert a level, told apart by whom it goes to', () => {
    const levels = [
      { afterSeconds: 60, to: 'second' },
      { afterSeconds: 3600, to: 'third' },
    ];
    const { groups } = parse(ladderRules({ ...defaultLadder, levels }));
    const alerts = groups[0].rules.filter((rule: object) => 'alert' in rule);
    expect(alerts).toMatchObject([
      { expr: 'alert:fleet_alert_unacknowledged:seconds >= 60', labels: { escalation_to: 'second' } },
      { expr: 'alert:fleet_alert_unacknowledged:seconds >= 3600', labels: { escalation_to: 'third' } },
    ]);
  });
});

describe('promDuration', () => {
  it.each([
    [1, '1s'],
    [60, '1m'],
    [90, '90s'],
    [5400, '90m'],
    [7200, '2h'],
  ])('%d s is %s', (seconds, text) => {
    expect(promDuration(seconds)).toBe(text);
  });
});
