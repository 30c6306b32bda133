/**
 * Serves the pages of many machines, one a path (`/m000/metrics`), compressed as an exporter's: a process of its own, so that
 * the cost of making them up is not the cost of who scrapes.
 *
 * What does not move is compressed once: a gzip file may have several members (RFC 1952, 2.2), and the second is made anew for
 * each scrape.
 */

import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { liveLines, saidBy, widened } from './machines-page.mjs';

const level = { level: 1 };
const first = Date.now() / 1000;
const pages = new Map();
let served = { scrapes: 0, bytes: 0 };

const server = createServer((request, response) => {
  const page = pages.get(request.url);
  if (page === undefined) {
    response.writeHead(404).end();
    return;
  }
  const text = liveLines(page.live, { seconds: Date.now() / 1000 - first, first, noise: Math.random });
  const body = Buffer.concat([page.still, gzipSync(`\n${text}\n`, level)]);
  served = { scrapes: served.scrapes + 1, bytes: served.bytes + body.length };
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4', 'content-encoding': 'gzip' }).end(body);
});

process.on('message', ({ question, captured, agents, machine, machines }) => {
  if (question === 'served') {
    process.send(served);
    served = { scrapes: 0, bytes: 0 };
    return;
  }
  const { still, live, series } = widened(captured, agents);
  for (const name of machines) {
    pages.set(`/${name}/metrics`, {
      still: gzipSync(saidBy(still, machine, name), level),
      live: live.map((line) => ({ ...line, series: saidBy(line.series, machine, name) })),
    });
  }
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, series }));
});
process.on('disconnect', () => process.exit(0));
