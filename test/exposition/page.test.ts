import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { Histogram } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { counter, gauge, histogram } from '../../src/exposition/family.js';
import { Page } from '../../src/exposition/page.js';
import { renderFamilies } from '../../src/exposition/text.js';
import { joined, parseText } from './parseText.js';

const size = gauge('thing_size_bytes', 'Size.', ['name', 'colour']);
const uses = counter('thing_uses_total', 'Uses.', ['name']);
const spread = histogram('thing_spread_seconds', 'Spread.', ['kind']);

async function textOf(page: Page): Promise<string> {
  return joined(renderFamilies(await page.render(), 'text'));
}

function spreadOf(name: string): Histogram {
  return new Histogram({ name, help: 'Spread.', labelNames: ['kind'], buckets: [1, 5], registers: [] });
}

describe('Page', () => {
  it('announces families without samples, in the order in which they were declared', async () => {
    const page = new Page([uses, size]);
    page.set(size, { name: 'a', colour: 'red' }, 4);
    expect(await textOf(page)).toBe(
      [
        '# HELP thing_uses_total Uses.',
        '# TYPE thing_uses_total counter',
        '# HELP thing_size_bytes Size.',
        '# TYPE thing_size_bytes gauge',
        'thing_size_bytes{name="a",colour="red"} 4',
        '',
      ].join('\n'),
    );
  });

  it('takes counters at their absolute value', async () => {
    const page = new Page([uses]);
    page.set(uses, { name: 'a' }, 41);
    expect(parseText(await textOf(page))).toStrictEqual([
      { name: 'thing_uses_total', labels: { name: 'a' }, value: 41 },
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('shows %s in a gauge', async (value) => {
    const page = new Page([size]);
    page.set(size, { name: 'a', colour: 'b' }, value);
    expect(parseText(await textOf(page))[0]?.value).toBe(value);
  });

  it('sets recorded samples again, on the page that recorded them and on others', async () => {
    const pages = [new Page([size, uses]), new Page([size, uses])];
    const recorded = pages[0]?.record((page) => {
      page.set(size, { name: 'a', colour: 'red' }, 4);
      page.set(uses, { name: 'a' }, 2);
    });
    for (const page of pages) {
      page.set(size, { name: 'b', colour: 'blue' }, 1);
      page.replay(recorded ?? []);
      expect(parseText(await textOf(page)).map(({ labels, value }) => [labels.name, value])).toStrictEqual([
        ['b', 1],
        ['a', 4],
        ['a', 2],
      ]);
    }
  });

  it('refuses a counter below zero', () => {
    const page = new Page([uses]);
    expect(() => page.set(uses, { name: 'a' }, -1)).toThrow();
  });

  it('refuses what its collector has not declared', () => {
    const page = new Page([size]);
    const refusal = /is not among the families that this collector declares/;
    expect(() => page.set(uses, { name: 'a' }, 1)).toThrow(refusal);
    expect(() => page.show(spread, spreadOf(spread.name))).toThrow(refusal);
  });

  it('refuses a family that only has the name of a declared one', () => {
    const page = new Page([size]);
    expect(() => page.set(gauge(size.name, 'Another.', ['name']), { name: 'a' }, 1)).toThrow('is not among');
  });

  it('shows a long-lived histogram each time anew', async () => {
    const spreads = spreadOf(spread.name);
    spreads.observe({ kind: 'x' }, 3);
    const pages = [new Page([spread]), new Page([spread])];
    for (const page of pages) page.show(spread, spreads);
    for (const page of pages) {
      expect(parseText(await textOf(page)).map(({ name, value }) => [name, value])).toStrictEqual([
        ['thing_spread_seconds_bucket', 0],
        ['thing_spread_seconds_bucket', 1],
        ['thing_spread_seconds_bucket', 1],
        ['thing_spread_seconds_sum', 3],
        ['thing_spread_seconds_count', 1],
      ]);
    }
  });

  it('refuses a histogram under the name of another', async () => {
    const page = new Page([spread]);
    page.show(spread, spreadOf('another_spread_seconds'));
    await expect(page.render()).rejects.toThrow('another_spread_seconds');
  });

  it('lets other work run while it is filled, and loses no sample over it', async () => {
    const page = new Page([size, uses]);
    let others = 0;
    const ticker = setInterval(() => others++, 0);
    try {
      for (let index = 0; index < 10_000; index++) {
        page.set(size, { name: `n${index}`, colour: 'red' }, index);
        page.set(uses, { name: `n${index}` }, 1);
        await page.turn();
      }
    } finally {
      clearInterval(ticker);
    }
    const text = await textOf(page);
    expect(others).toBeGreaterThan(0);
    expect(text.match(/^# TYPE/gm)).toHaveLength(2);
    const sizes = parseText(text).filter(({ name }) => name === size.name);
    expect(sizes.map(({ labels }) => labels.name)).toStrictEqual(Array.from({ length: 10_000 }, (_, i) => `n${i}`));
    expect(sizes.every(({ value }, index) => value === index)).toBe(true);
  });

  // Label values are any UTF-8 text: https://prometheus.io/docs/instrumenting/exposition_formats/
  const anyText = fc.string({ unit: 'binary' });

  it('gives back any label value', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, fc.double(), async (name, colour, value) => {
        const page = new Page([size]);
        page.set(size, { name, colour }, value);
        expect(parseText(await textOf(page))).toStrictEqual([
          // There is no negative zero on a page.
          { name: size.name, labels: { name, colour }, value: value === 0 ? 0 : value },
        ]);
      }),
    );
  });

  it('is accepted by promtool whatever the label values', async () => {
    const page = new Page([size, uses]);
    for (const [index, text] of fc.sample(anyText, { numRuns: 2000, seed: 7 }).entries()) {
      page.set(size, { name: text, colour: String(index) }, index);
    }
    page.set(uses, { name: 'a' }, 1);
    const { status, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: await textOf(page) });
    expect({ status, error, stderr: stderr.toString() }).toStrictEqual({ status: 0, error: undefined, stderr: '' });
  });
});
