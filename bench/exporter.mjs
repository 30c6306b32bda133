/** A fleetwatch exporter that watches a fleet made for the bench. */

import { mkdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { ask, start, untilReady } from './child.mjs';
import { freePort } from './loopback.mjs';
import { scraper } from './scrape-client.mjs';

const loopLag = new URL('./loop-lag.mjs', import.meta.url).href;

/**
 * @typedef {object} Watched
 * @property {string} name of the machine, and of the exporter's folder
 * @property {string} [address] where agents without a `host` are reached
 * @property {string} [projectRoot]
 * @property {object} startup content of the start-up file
 * @property {object} [settings] further settings
 * @property {boolean} [loopLag] whether to measure how long the event loop is blocked, which takes some CPU itself
 */

/**
 * Writes the settings of an exporter and its start-up file. JSON is YAML, so neither needs a printer.
 *
 * @param {string} folder
 * @param {Watched} watched
 */
export async function writeSettings(folder, { name, address = '127.0.0.1', projectRoot, startup, settings = {} }) {
  const own = join(folder, name);
  await mkdir(own, { recursive: true });
  const port = await freePort();
  const machine = {
    name,
    address,
    startup_file: 'startup.yaml',
    project_root: projectRoot ?? own,
    listen: { host: '127.0.0.1', port },
  };
  await writeFile(join(own, 'startup.yaml'), JSON.stringify(startup));
  const file = join(own, 'fleetwatch.yaml');
  await writeFile(
    file,
    JSON.stringify({ machines: [machine], log_level: 'error', state_directory: 'state', ...settings }),
  );
  return { file, url: `http://127.0.0.1:${port}` };
}

/**
 * Starts an exporter and waits until each of its collectors has run.
 *
 * @param {import('./context.mjs').Context} context
 * @param {string} folder
 * @param {Watched} watched
 */
export async function startExporter({ defer, cli, nodeOptions }, folder, watched) {
  const { file, url } = await writeSettings(folder, watched);
  const loaded = watched.loopLag === true ? ['--import', loopLag] : [];
  const commandLine = [...nodeOptions, ...loaded, cli, 'serve', '--config', file];
  const program = await start(defer, process.execPath, commandLine, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  await untilReady(program, () => isOk(`${url}/-/ready`), 120);
  return {
    pid: program.pid,
    url,
    scrape: scraper(`${url}/metrics`, defer),
    /** The longest time in seconds that the event loop was blocked since the last call. */
    loopLag: async () => (await ask(program, 'lag')).seconds,
    pause: () => program.child.kill('SIGSTOP'),
    resume: () => program.child.kill('SIGCONT'),
  };
}

/** @param {string} url */
export function isOk(url) {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, timeout: 5000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error(`${url} does not answer`)));
    asked.on('error', reject);
  });
}
