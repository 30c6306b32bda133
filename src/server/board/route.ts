import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Router } from 'express';
import { styleSheet } from '../html.js';
import { boardOf } from './model/board.js';
import { boardPage } from './page/page.js';
import type { BoardSource } from './source.js';

/** What the browser is given besides the page, as shipped. */
const files = new URL('../../../public/', import.meta.url);

/** The board alone has a script and a sheet of its own, and asks this exporter for news; no other page may do that. */
function policy(sheet: string): string {
  return [
    "default-src 'none'",
    // The sheet in the page, by its hash (CSP 3, 2.3.1), and nothing else in the page.
    `style-src 'sha256-${createHash('sha256').update(sheet).digest('base64')}'`,
    "img-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `GET /`: the board, and what its page is made of. Alerts link to an agent's row as `/#<machine>-<agent>`. */
export async function boardRoutes(source: BoardSource): Promise<Router> {
  const [script, own] = await Promise.all([
    readFile(new URL('board.js', files)),
    readFile(new URL('board.css', files), 'utf8'),
  ]);
  const sheet = `${styleSheet}${own}`;
  const headers = { 'Content-Security-Policy': policy(sheet), 'Cache-Control': 'no-store' };
  const router = Router();
  router.get('/', (_request, response) => {
    response.set(headers);
    response.type('html').send(boardPage(boardOf(source), sheet));
  });
  // Browsers ask for it of themselves.
  router.get('/favicon.ico', (_request, response) => {
    response.status(204).set('Cache-Control', 'max-age=86400').end();
  });
  router.get('/style.css', (_request, response) => {
    response.type('css').send(styleSheet);
  });
  router.get('/board.js', (_request, response) => {
    response.type('js').send(script);
  });
  return router;
}
