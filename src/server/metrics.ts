import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import { type Request, type Response, Router } from 'express';
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
  router.get('/metrics', async (request, response) => {
    const end = durations.startTimer();
    const format = preferredFormat(request.get('Accept'));
    const budget = scrapeBudget(request.get('X-Prometheus-Scrape-Timeout-Seconds'));
    const blocks = await exposition.scrape(format, budget);
    response.vary('Accept').vary('Accept-Encoding');
    response.set({ 'Content-Type': contentTypes[format], 'Cache-Control': 'no-store' });
    await send(blocks, request, response);
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

/** A page up to this size goes out in one piece, which is quickest; a larger one in blocks, which never blocks. */
const onePieceBytes = 1024 * 1024;
/** The lowest level: a page of metrics shrinks tenfold even so, at a third of the CPU time of the default. */
const compression = { level: 1 };
const compress = promisify<Buffer, typeof compression, Buffer>(gzip);

async function send(blocks: readonly Buffer[], request: Request, response: Response): Promise<void> {
  const zipped = request.acceptsEncodings(['gzip', 'identity']) === 'gzip';
  if (zipped) response.set('Content-Encoding', 'gzip');
  const bytes = blocks.reduce((sum, block) => sum + block.length, 0);
  if (bytes <= onePieceBytes) {
    const page = Buffer.concat(blocks, bytes);
    response.end(zipped ? await compress(page, compression) : page);
  } else if (zipped) {
    await pipeline(blocks, createGzip(compression), response);
  } else {
    await pipeline(blocks, response);
  }
}
