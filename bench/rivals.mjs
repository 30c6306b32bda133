/** Debian's exporters, started as their packages' manuals say, on a free port of loopback. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start, untilReady } from './child.mjs';
import { isOk } from './exporter.mjs';
import { freePort } from './loopback.mjs';
import { scraper } from './scrape-client.mjs';

/**
 * @param {import('./context.mjs').Context} context
 * @param {'node-exporter' | 'process-exporter' | 'blackbox-exporter'} tool
 * @param {readonly string[]} [commandLine]
 */
export async function startRival({ defer, tools }, tool, commandLine = []) {
  const found = await tools([tool]);
  const port = await freePort();
  const program = await start(defer, found[tool], [`--web.listen-address=127.0.0.1:${port}`, ...commandLine]);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(program, () => isOk(`${url}/`));
  return { pid: program.pid, url, scrape: scraper(`${url}/metrics`, defer) };
}

/** process-exporter with one group for each agent, by the script in the command line. */
export async function startProcessExporter(context, folder, commandLine = []) {
  const file = join(folder, 'process-exporter.yml');
  const group = { name: '{{.Matches.Agent}}', cmdline: ['^\\S+/python3 \\S+/(?P<Agent>agent_\\d+)\\.py$'] };
  await writeFile(file, JSON.stringify({ process_names: [group] }));
  return startRival(context, 'process-exporter', [`--config.path=${file}`, ...commandLine]);
}

/** blackbox-exporter with its `http_2xx` module. */
export async function startBlackboxExporter(context, folder) {
  const file = join(folder, 'blackbox.yml');
  const module = { prober: 'http', timeout: '2s', http: { preferred_ip_protocol: 'ip4' } };
  await writeFile(file, JSON.stringify({ modules: { http_2xx: module } }));
  return startRival(context, 'blackbox-exporter', [`--config.file=${file}`, '--log.level=error']);
}
