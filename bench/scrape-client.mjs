/** A scraper that asks as Prometheus does: one kept connection, its headers, its 10 s. */

import { Agent, get } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** The headers of Prometheus 2.x (scrape/scrape.go). */
const headers = {
  accept:
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'user-agent': 'fleetwatch-bench',
  'x-prometheus-scrape-timeout-seconds': '10',
};

/** @typedef {'gzip' | 'identity'} Encoding */

/**
 * @param {string} url
 * @param {import('./scope.mjs').Defer} defer
 */
export function scraper(url, defer) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  defer(() => agent.destroy());
  /**
   * One scrape: the seconds from the request to the last byte, and what came.
   *
   * @param {Encoding} [encoding]
   */
  return (encoding = 'gzip') =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const asked = get(url, { agent, headers: { ...headers, 'accept-encoding': encoding } }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const seconds = (performance.now() - began) / 1000;
          const body = Buffer.concat(chunks);
          if (response.statusCode !== 200) reject(new Error(`${url} answers with status ${response.statusCode}`));
          else resolve({ seconds, bytes: body.length, text: () => plain(response, body) });
        });
      });
      asked.on('error', reject);
    });
}

/**
 * The values of one family in a page, with the text of their labels.
 *
 * @param {string} text
 * @param {string} name
 */
export function samples(text, name) {
  const found = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith(name) || (line[name.length] !== '{' && line[name.length] !== ' ')) continue;
    const space = line.lastIndexOf(' ');
    found.push({ labels: line.slice(name.length, space), value: Number(line.slice(space + 1)) });
  }
  return found;
}

/**
 * @param {string} labels
 * @param {string} name
 */
export function label(labels, name) {
  return new RegExp(`[{,]${name}="([^"]*)"`).exec(labels)?.[1];
}

function plain(response, body) {
  return (response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}
