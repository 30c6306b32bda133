import { readdir, readFile } from 'node:fs/promises';
import { Router } from 'express';
import { escapeHtml, htmlPage } from './html.js';

/** The pages of all alerts, as shipped. */
const folder = new URL('../../runbooks/alerts/', import.meta.url);
const pageName = /^[A-Za-z][A-Za-z0-9]*$/;

/** `GET /runbooks` and `/runbooks/<alert>`: what an alert means and what to do, from the pages shipped with the program. */
export function runbookRoutes(): Router {
  const router = Router();
  router.get('/runbooks', async (_request, response) => {
    const names = (await readdir(folder)).filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -3));
    const items = names.sort().map((name) => `<li><a href="/runbooks/${name}">${escapeHtml(name)}</a></li>`);
    response.type('html').send(htmlPage('Runbooks', `<h1>Runbooks</h1>\n<ul>\n${items.join('\n')}\n</ul>`));
  });
  router.get('/runbooks/:name', async (request, response, next) => {
    const { name } = request.params;
    const text = pageName.test(name) ? await readPage(name) : undefined;
    if (text === undefined) return next();
    const { marked } = await import('marked');
    response.type('html').send(htmlPage(name, await marked.parse(text)));
  });
  return router;
}

async function readPage(name: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(`${name}.md`, folder), 'utf8');
  } catch {
    return undefined;
  }
}
