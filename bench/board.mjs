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
/** A new tab brings pages of Chromium's own, which take both processors for half a second. */
const tabMilliseconds = 700;

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
  const urls = { ours: exporter.url, theirs: `http://127.0.0.1:${empty.address().port}/` };
  const open = await browser.newContext();
  // A window is not ready before Chromium has loaded what is around the page.
  await lookAt(open, urls.theirs);
  await delay(settleMilliseconds / 5);
  say(
    `${looks} looks at the board and at an empty page, in turn: in a tab at rest, in one that just opens, and in a first window`,
  );
  const atRest = await inTurn(urls, (url) => lookAt(open, url, tabMilliseconds));
  const inTabs = await inTurn(urls, (url) => lookAt(open, url));
  const inWindows = await inTurn(urls, async (url) => {
    const context = await browser.newContext();
    return lookAt(context, url).finally(() => context.close());
  });
  return [
    against('first contentful paint in a tab at rest, median', atRest, ({ first }) => first),
    row({
      part: 'board',
      figure: 'the same, longest',
      unit: 'ms',
      ours: Math.max(...atRest.ours.map(({ first }) => first)),
    }),
    against('all that is in sight, in a tab at rest, median', atRest, ({ all }) => all),
    against('first contentful paint in a tab that just opens, median', inTabs, ({ first }) => first),
    against("first contentful paint in a profile's first window, median", inWindows, ({ first }) => first),
  ];
}

function against(figure, { ours, theirs }, timeOf) {
  return row({
    part: 'board',
    figure,
    unit: 'ms',
    ours: median(ours.map(timeOf)),
    theirs: median(theirs.map(timeOf)),
    against: 'an empty page',
  });
}

async function inTurn(urls, look) {
  const taken = { ours: [], theirs: [] };
  for (let count = 0; count < looks; count++) {
    taken.ours.push(await look(urls.ours));
    taken.theirs.push(await look(urls.theirs));
  }
  return taken;
}

/**
 * Milliseconds from the beginning of the navigation to the first contentful paint (Paint Timing), and to the frame after
 * everything in sight was laid out.
 */
async function lookAt(context, url, restMilliseconds = 0) {
  const page = await context.newPage();
  try {
    await delay(restMilliseconds);
    await page.goto(url);
    return await page.evaluate(async () => {
      const first = await new Promise((resolve) => {
        const observer = new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName('first-contentful-paint');
          if (entry !== undefined) resolve(entry.startTime);
        });
        observer.observe({ type: 'paint', buffered: true });
      });
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await Promise.all(document.getAnimations().map(({ finished }) => finished));
      await frame();
      return { first, all: await frame() };
    });
  } finally {
    await page.close();
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
