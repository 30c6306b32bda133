import { Histogram, Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { Exposition } from '../../src/exposition/exposition.js';
import { application } from '../../src/server/app.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { metricsRoute } from '../../src/server/metrics.js';
import { sampleOf } from '../exposition/parseText.js';
import { never, stagedCollector } from '../exposition/stagedCollector.js';

describe('a scrape while a collector hangs', () => {
  const running: { close(): Promise<void> }[] = [];

  afterEach(() => Promise.all(running.splice(0).map((one) => one.close())));

  it('is answered before the scraper gives up', async () => {
    const hung = stagedCollector({ name: 'hung', deadlineSeconds: 3600 });
    hung.before = never;
    const own = new Registry();
    const exposition = new Exposition([hung.collector, stagedCollector({ name: 'good' }).collector], {
      machine: 'alpha',
      own,
      now: Date.now,
      elapsed: () => performance.now(),
      onTransition: () => {},
      onFindings: () => {},
    });
    const durations = new Histogram({ name: 'seconds', help: 'Seconds.', registers: [] });
    const server: Listening = await listen(
      application([metricsRoute(exposition, durations)], () => {}),
      { host: '127.0.0.1', port: 0 },
    );
    running.push(server, { close: () => exposition.stop() });
    // Without the header the scrape would take its 9.5 s.
    const response = await fetch(`${server.url}/metrics`, {
      headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '1' },
      signal: AbortSignal.timeout(8000),
    });
    const text = await response.text();
    expect(sampleOf(text, 'good_value')).toBe(0);
    expect(sampleOf(text, 'fleetwatch_collector_success', { collector: 'hung' })).toBe(0);
  });
});
