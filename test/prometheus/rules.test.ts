import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { promtool } from './promtool.js';

const tests = readdirSync('prometheus/tests').filter((name) => name.endsWith('.test.yml'));

describe('promtool', () => {
  it('accepts the configuration and all rules', async () => {
    const output = await promtool('check', 'config', 'prometheus/prometheus.yml');
    const rules = readdirSync('prometheus/rules');
    expect(output).toContain(`SUCCESS: ${rules.length} rule files found`);
  });

  it('finds tests', () => {
    expect(tests).not.toHaveLength(0);
  });

  it.concurrent.each(tests)('passes %s', { timeout: 180_000 }, async (name) => {
    expect(await promtool('test', 'rules', `prometheus/tests/${name}`)).toContain('SUCCESS');
  });
});
