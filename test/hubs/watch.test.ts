import { describe, expect, it } from 'vitest';
import type { HubAnswers } from '../../src/hubs/answers.js';
import { HubWatch } from '../../src/hubs/watch.js';
import { answered, now, withMetrics } from './answered.js';

const hub = { machine: 'alpha', prometheusUrl: 'http://127.0.0.1:9090', alertmanagerUrl: 'http://127.0.0.1:9093' };

/** A watch whose hub says one thing after the other; each look is 6 seconds after the one before. */
function watching(...said: readonly HubAnswers[]) {
  const rest = [...said];
  let at = now * 1000;
  let asked = 0;
  const watch = new HubWatch({
    hub,
    settings: { servers: [hub], storeUrl: 'http://127.0.0.1:8428', freshnessSeconds: 60 },
    machines: ['alpha', 'beta'],
    ask: async () => {
      asked += 1;
      return rest.shift() ?? answered();
    },
    now: () => at,
  });
  return {
    asked: () => asked,
    look: async (seconds = 6) => {
      at += seconds * 1000;
      return watch.look();
    },
  };
}

const silent = { silence: 'no connection (ECONNREFUSED)' };
const dead = answered({ prometheusReady: silent, metrics: silent, machines: silent });

describe('the watch of a hub', () => {
  it('says since when each check is as it is', async () => {
    const { look } = watching(answered(), answered(), answered({ alertmanagerReady: silent }));
    const since = async () => {
      const { checks } = await look();
      return checks.filter(({ check }) => /alert|prom/.test(check)).map(({ ok, since: at }) => [ok, at - now]);
    };
    expect(await since()).toStrictEqual([
      [true, 6],
      [true, 6],
    ]);
    expect(await since()).toStrictEqual([
      [true, 6],
      [true, 6],
    ]);
    expect(await since()).toStrictEqual([
      [true, 6],
      [false, 18],
    ]);
    expect(await since()).toStrictEqual([
      [true, 6],
      [true, 24],
    ]);
  });

  it('is up without its store, and not without anything else', async () => {
    const { look } = watching(answered({ store: silent }), withMetrics({ groups: [] }), answered());
    expect((await look()).isUp).toBe(true);
    expect((await look()).isUp).toBe(false);
    expect((await look()).isUp).toBe(true);
  });

  it('keeps the newest samples and evaluation while the hub says nothing, and has series for machines never seen', async () => {
    const { look } = watching(answered({ machines: silent }), answered(), dead);
    expect((await look()).samples).toStrictEqual([
      { of: 'alpha', at: 0 },
      { of: 'beta', at: 0 },
    ]);
    const seen = await look();
    expect(seen).toMatchObject({ rulesEvaluatedAt: now - 4, samples: [{ at: now - 3 }, { at: now - 1 }] });
    expect(await look()).toMatchObject({ isUp: false, rulesEvaluatedAt: now - 4, samples: seen.samples });
  });

  it('notices between two looks that a write has failed', async () => {
    const { look } = watching(withMetrics({ failedWrites: 1 }), withMetrics({ failedWrites: 2 }));
    expect((await look()).isUp).toBe(true);
    const { checks } = await look();
    expect(checks.filter(({ ok }) => !ok).map(({ check }) => check)).toStrictEqual(['storage_writable']);
  });

  it('asks once for all who ask within 5 seconds', async () => {
    const { look, asked } = watching();
    await Promise.all([look(0), look(2), look(2.9)]);
    expect(asked()).toBe(1);
    await look(0.1);
    expect(asked()).toBe(2);
  });
});
