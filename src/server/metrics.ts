import compression from 'compression';
import { Router } from 'express';
import type { Histogram } from 'prom-client';
import type { Exposition } from '../exposition/exposition.js';
import { contentTypes } from '../exposition/text.js';
import { preferredFormat } from './accept.js';

/** Prometheus' default scrape timeout, for clients that do not name theirs, in seconds. */
const defaultTimeoutSeconds = 10;
/** Longer than any collector may take; a timer cannot run for longer than 24 days (setTimeout of Node.js). */
const longestTimeoutSeconds = 3600;
/** Left for the way back and for compression, in seconds. */
const marginSeconds = 0.5;

/** `GET /metrics` in both formats; the scrape answers before the scraper gives up. */
export function metricsRoute(exposition: Exposition, durations: Histogram): Router {
  const router = Router();
  // The lowest level: a page of metrics shrinks tenfold even so, at a third of the CPU time of the default.
  router.get('/metrics', compression({ level: 1 }), async (request, response) => {
    const end = durations.startTimer();
    const format = preferredFormat(request.get('Accept'));
    const budget = scrapeBudget(request.get('X-Prometheus-Scrape-Timeout-Seconds'));
    const text = await exposition.scrape(format, budget);
    response.vary('Accept').set('Content-Type', contentTypes[format]).set('Cache-Control', 'no-store').end(text);
    end();
  });
  return router;
}

/** Seconds a scrape may take, from the header in which Prometheus tells its timeout. */
export function scrapeBudget(header: string | undefined): number {
  const told = Number(header);
  const timeout = Number.isFinite(told) && told > 0 ? Math.min(told, longestTimeoutSeconds) : defaultTimeoutSeconds;
  return Math.max(timeout - marginSeconds, timeout / 2);
}
