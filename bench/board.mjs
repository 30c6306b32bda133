/** How soon the board of 77 agents is seen in Chromium, beside an empty page from the same machine. */

import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { startDemoFleet } from './demo-fleet.mjs';
import { startExporter } from './exporter.mjs';
import { row } from './report.mjs';
import { median } from './statistics.mjs';
import { workplace } from './workplace.mjs';

const looks = 21;
const settleMilliseconds = 25_000;

/** @param {import('./context.mjs').Context} context */
export async function board(context) {
  const { defer, say } = context;
  const executablePath = findChromium();
  const folder = await workplace(defer);
  const fleet = await startDemoFleet(context, folder, { interval_seconds: 15, timeout_seconds: 5, retries: 3 });
  const exporter = await startExporter(context, folder, fleet.watched);
  const empty = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>empty</title><p>empty');
  }).listen(0, '127.0.0.1');
  defer(() => empty.close());
  await delay(settleMilliseconds);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  defer(() => browser.close());
  say(`${looks} looks at the board and at an empty page, in turn`);
  const [ours, theirs] = [[], []];
  for (let look = 0; look < looks; look++) {
    ours.push(await firstPaint(browser, exporter.url));
    theirs.push(await firstPaint(browser, `http://127.0.0.1:${empty.address().port}/`));
  }
  return [
    row({
      part: 'board',
      figure: 'first contentful paint, median',
      unit: 'ms',
      ours: median(ours),
      theirs: median(theirs),
      against: 'an empty page',
    }),
    row({ part: 'board', figure: 'first contentful paint, longest', unit: 'ms', ours: Math.max(...ours) }),
  ];
}

/** Milliseconds from the request, as the browser's own Paint Timing tells; each in a context without anything cached. */
async function firstPaint(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await page.evaluate(
      () =>
        new Promise((resolve) => {
          const observer = new PerformanceObserver((list) => {
            const [entry] = list.getEntriesByName('first-contentful-paint');
            if (entry !== undefined) resolve(entry.startTime);
          });
          observer.observe({ type: 'paint', buffered: true });
        }),
    );
  } finally {
    await context.close();
  }
}

function findChromium() {
  for (const place of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(place, 'chromium');
    try {
      accessSync(program, constants.X_OK);
      return program;
    } catch {
      // Not there; the next place.
    }
  }
  throw new Error('the part board needs chromium on the PATH');
}
