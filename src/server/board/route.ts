import { readFile } from 'node:fs/promises';
import { Router } from 'express';
import { styleSheet } from '../html.js';
import { boardOf } from './model/board.js';
import { boardPage } from './page/page.js';
import type { BoardSource } from './source.js';

/** What the browser is given besides the page, as shipped. */
const files = new URL('../../../public/', import.meta.url);

/** The board alone has a script, and asks this exporter for news; no other page may do either. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `GET /`: the board, and what its page is made of. Alerts link to an agent's row as `/#<machine>-<agent>`. */
export async function boardRoutes(source: BoardSource): Promise<Router> {
  const [script, sheet] = await Promise.all([
    readFile(new URL('board.js', files)),
    readFile(new URL('board.css', files), 'utf8'),
  ]);
  const router = Router();
  router.get('/', (_request, response) => {
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
    response.type('html').send(boardPage(boardOf(source)));
  });
  router.get('/style.css', (_request, response) => {
    response.type('css').send(styleSheet);
  });
  router.get('/board.css', (_request, response) => {
    response.type('css').send(`${styleSheet}${sheet}`);
  });
  router.get('/board.js', (_request, response) => {
    response.type('js').send(script);
  });
  return router;
}
