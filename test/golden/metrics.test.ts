import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Format } from '../../src/exposition/text.js';
import { parseText } from '../exposition/parseText.js';
import { goldenPage } from './goldenPage.js';

const goldenFiles: Readonly<Record<Format, string>> = {
  text: 'test/fixtures/golden/metrics.prom',
  openmetrics: 'test/fixtures/golden/metrics.openmetrics',
};

let state: string;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'golden-'));
});

afterEach(() => rm(state, { recursive: true }));

describe('the whole page', () => {
  it.each(['text', 'openmetrics'] as const)(
    'is the golden one: %s (UPDATE_GOLDEN=1 writes it anew)',
    async (format) => {
      const page = await goldenPage(format, state);
      if (process.env.UPDATE_GOLDEN === '1') await writeFile(goldenFiles[format], page);
      expect(page).toBe(await readFile(goldenFiles[format], 'utf8'));
    },
  );

  it('has nothing that promtool complains of', async () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await readFile(goldenFiles.text),
    });
    expect({ status, said: `${stdout}${stderr}` }).toStrictEqual({ status: 0, said: '' });
  });

  it('has the same samples in both formats', async () => {
    const [text, openMetrics] = await Promise.all([
      readFile(goldenFiles.text, 'utf8'),
      readFile(goldenFiles.openmetrics, 'utf8'),
    ]);
    expect(parseText(openMetrics)).toStrictEqual(parseText(text));
  });

  it('has exactly one verdict for each agent, and one kind of coverage', async () => {
    const samples = parseText(await readFile(goldenFiles.text, 'utf8'));
    const stateOf = (family: string, label: string) =>
      Object.fromEntries(
        samples
          .filter(({ name, value }) => name === family && value === 1)
          .map(({ labels }) => [labels.agent, labels[label]]),
      );
    expect(samples.filter(({ name }) => name === 'fleet_agent_verdict')).toHaveLength(6 * 9);
    expect(stateOf('fleet_agent_verdict', 'verdict')).toStrictEqual({
      Planner: 'healthy',
      Courier: 'degraded',
      Archivist: 'unhealthy',
      Sentinel: 'refused',
      Scribe: 'imposter',
      Watchman: 'hung',
    });
    expect(stateOf('fleet_agent_coverage', 'kind')).toMatchObject({ Planner: 'scraped', Courier: 'probed' });
  });
});
