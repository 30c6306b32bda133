import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { guardAnswers } from './guard.js';
import { openPagerFile, type PagerFile } from './pager-file.js';
import { type Page, parseNotification } from './pager-page.js';
import { printable } from './pager-print.js';

export interface PagerOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Where pages are kept, one JSON object a line. */
  file: string;
  /** Takes each page that came, kept or not. */
  show: (page: Page) => void;
  /** Takes a line on what became of a notification beside its pages. */
  note: (line: string) => void;
}

export interface Pager {
  url: string;
  close(): Promise<void>;
}

/** Largest notification that is read, in bytes. One alert of the bundled rules takes about 2 KiB. */
const BODY_LIMIT = 1024 * 1024;
/** How many pages `GET /pages` gives at most; the file keeps all. */
const PAGES_LIMIT = 500;
/** Milliseconds that requests under way get at the end before their connections are cut. */
const CLOSE_GRACE = 1000;

/**
 * Starts the default webhook receiver: it prints and keeps each page until real receivers are configured. A notification
 * is answered with 200 only when it is on the disk; Alertmanager retries what is answered with 5xx, so nothing is lost.
 * Rejects when the file cannot be opened or the port is taken.
 */
export async function startPager({ host, port, file, ...told }: PagerOptions): Promise<Pager> {
  const pages = await openPagerFile(file, PAGES_LIMIT);
  const server = createServer({ requestTimeout: 10_000 }, pagerApp(pages, told));
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await pages.close();
    throw error;
  }
  return {
    url: addressOf(server, host),
    async close() {
      await closeServer(server);
      await pages.close();
    },
  };
}

function pagerApp(file: PagerFile, { show, note }: Pick<PagerOptions, 'show' | 'note'>): Express {
  let kept: Page[] = file.kept;
  const app = express();
  app.disable('x-powered-by');
  guardAnswers(app);

  app.get('/-/healthy', (_request, response) => {
    response.type('text/plain').send('The pager runs.\n');
  });

  app.get('/pages', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(kept);
  });

  app.post('/', express.json({ limit: BODY_LIMIT }), async (request, response) => {
    response.type('text/plain');
    // Other types are refused, not guessed at: a web page elsewhere can post them without asking the browser first.
    if (!request.is('application/json')) {
      response.status(415).send('Content-Type is not application/json.\n');
      return;
    }
    const notification = parseNotification(request.body, new Date());
    if (!notification.ok) {
      response.status(400).send(`Not an Alertmanager notification: ${printable(notification.reason)}.\n`);
      return;
    }
    try {
      await file.append(notification.pages);
    } catch (cause) {
      const reason = `The page could not be kept: ${printable(messageOf(cause))}`;
      for (const page of notification.pages) show(page);
      note(`${reason}; Alertmanager will send it again.`);
      response.status(500).send(`${reason}.\n`);
      return;
    }
    kept = [...kept, ...notification.pages].slice(-PAGES_LIMIT);
    for (const page of notification.pages) show(page);
    if (notification.truncated > 0) note(`(${notification.truncated} more alerts were cut off by Alertmanager)`);
    response.send('Kept.\n');
  });

  app.use((_request, response) => {
    response.status(404).type('text/plain').send('Not found. Alertmanager posts to /, pages are at /pages.\n');
  });
  app.use(refuse);
  return app;
}

/** body-parser's errors carry the status they mean: 413 too large, 415 unknown encoding, 400 bad JSON. */
const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  const text =
    status === 500 ? 'The pager failed' : `The body cannot be read: ${refusals[status] ?? 'it is not valid'}`;
  response.status(status).type('text/plain').send(`${text}.\n`);
};

/** In our own words: the message of a JSON error quotes the body. */
const refusals: Readonly<Record<number, string>> = {
  400: 'it is not JSON, or not complete',
  413: 'it is too large',
  415: 'its encoding is unknown',
};

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the pager listens on no TCP port');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE);
  await closed;
  clearTimeout(cut);
}
