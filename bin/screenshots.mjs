// Takes the pictures of the board that the documents show, from a running exporter, into docs/images.
//
//   npm start                          in one terminal; wait until all agents are known
//   node bin/screenshots.mjs           in another; or with the address of another exporter
//
// Needs chromium on the PATH.
import { accessSync, constants } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const url = process.argv[2] ?? 'http://127.0.0.1:9877';
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** Who reads the README should not wait for it. */
const maximumBytes = 150_000;

const pictures = [
  { name: 'board-light', colorScheme: 'light', viewport: { width: 1200, height: 900 } },
  { name: 'board-dark', colorScheme: 'dark', viewport: { width: 1200, height: 900 } },
  { name: 'board-ports', colorScheme: 'light', viewport: { width: 1200, height: 700 }, part: 'ports' },
  { name: 'board-phone', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
];

const executablePath = findChromium();
if (executablePath === undefined) fail('there is no chromium on the PATH');
if (!(await answers())) fail(`no board answers at ${url}; start the demo with \`npm start\``);

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  for (const picture of pictures) await take(picture);
} finally {
  await browser.close();
}

async function take({ name, part, ...options }) {
  const page = await browser.newPage(options);
  await page.goto(url);
  const path = join(folder, `${name}.png`);
  if (part === undefined) await page.screenshot({ path });
  else await page.locator(`[data-part="${part}"]`).screenshot({ path });
  await page.close();
  const { size } = await stat(path);
  process.stdout.write(`docs/images/${name}.png: ${Math.ceil(size / 1000)} kB\n`);
  if (size > maximumBytes) fail(`docs/images/${name}.png is larger than ${maximumBytes / 1000} kB`);
}

async function answers() {
  try {
    return (await fetch(`${url}/api/v1/board`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

function findChromium() {
  const places = (process.env.PATH ?? '').split(delimiter).map((place) => join(place, 'chromium'));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function fail(why) {
  process.stderr.write(`screenshots: ${why}\n`);
  process.exit(1);
}
