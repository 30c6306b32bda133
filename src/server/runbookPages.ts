import { readdir, readFile } from 'node:fs/promises';
import { Router } from 'express';
import { procedurePage } from '../runbooks/guide/procedure.js';
import { bundledRunbooks, loadRunbooks } from '../runbooks/load.js';
import { escapeHtml, htmlPage } from './html.js';
import { markdownHtml } from './markdown.js';

/** The pages of all alerts, and the guide to all procedures, as shipped. */
const alerts = new URL('../../runbooks/alerts/', import.meta.url);
const guide = new URL('../../docs/procedures/', import.meta.url);
const alertName = /^[A-Za-z][A-Za-z0-9]*$/;
const procedureName = /^(?:[a-z][a-z0-9-]*|README)$/;

/** Of what stands in commands: who is paged at night has not read the documents. */
const reading = `<p>In commands, <code>fleetwatch</code> stands for <code>npx fleetwatch</code> in the folder of the project,
<code>FILE</code> and <code>fleetwatch.yaml</code> for the settings, other words in capitals for what the alert says. Paths without a
<code>/</code> before them lead from the folder of the project or of the configuration. <code>curl</code>, <code>ss</code> (package iproute2)
and <code>ps</code> (procps) must be there; what belongs to other users wants root.</p>`;
const toReading = '<p><a href="/runbooks">All runbooks, and how to read their commands</a></p>';

/**
 * `GET /runbooks`: what there is. `/runbooks/<alert>`: what an alert means and what to do. `/runbooks/procedures/<page>.md`:
 * the printed guide, with links that work here as they do in the files. `own` is a folder of further runbooks.
 */
export function runbookRoutes(own?: string): Router {
  const router = Router();
  router.get('/runbooks', async (_request, response) => {
    const [ofAlerts, ofGuide, ofOwn] = await Promise.all([pagesIn(alerts), pagesIn(guide), ownRunbooks(own)]);
    const procedures = [...ofGuide, ...ofOwn.map(({ id }) => id)].filter((name) => name !== 'README').sort();
    const body = [
      '<h1>Runbooks</h1>',
      reading,
      '<h2>Procedures</h2>',
      '<p><a href="/runbooks/procedures/README.md">The plan, and all procedures</a></p>',
      list(procedures.map((name) => [`/runbooks/procedures/${name}.md`, name])),
      '<h2>Alerts</h2>',
      list(ofAlerts.map((name) => [`/runbooks/${name}`, name])),
    ].join('\n');
    response.type('html').send(htmlPage('Runbooks', body));
  });
  router.get('/runbooks/procedures/:page', async (request, response, next) => {
    const [, name = ''] = /^(.+)\.md$/.exec(request.params.page) ?? [];
    const text = procedureName.test(name) ? ((await readPage(guide, name)) ?? (await ownPage(name, own))) : undefined;
    if (text === undefined) return next();
    response.type('html').send(htmlPage(name, await markdownHtml(text)));
  });
  router.get('/runbooks/:name', async (request, response, next) => {
    const { name } = request.params;
    const text = alertName.test(name) ? await readPage(alerts, name) : undefined;
    if (text !== undefined) {
      const body = `${await markdownHtml(text)}\n${toReading}`;
      return void response.type('html').send(htmlPage(name, body));
    }
    const isProcedure = procedureName.test(name) && (await readPage(guide, name)) !== undefined;
    return isProcedure ? response.redirect(`/runbooks/procedures/${name}.md`) : next();
  });
  return router;
}

async function ownRunbooks(folder: string | undefined) {
  return folder === undefined ? [] : (await loadRunbooks([folder])).runbooks;
}

/** A runbook of one's own has no page in a file: it is made of the runbook as it is now. */
async function ownPage(id: string, folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const { runbooks } = await loadRunbooks([bundledRunbooks, folder]);
  const runbook = runbooks.find((one) => one.id === id);
  return runbook === undefined ? undefined : procedurePage(runbook, runbooks);
}

function list(links: readonly (readonly [path: string, name: string])[]): string {
  const items = links.map(([path, name]) => `<li><a href="${escapeHtml(path)}">${escapeHtml(name)}</a></li>`);
  return `<ul>\n${items.join('\n')}\n</ul>`;
}

async function pagesIn(folder: URL): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3))
    .sort();
}

async function readPage(folder: URL, name: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(`${name}.md`, folder), 'utf8');
  } catch {
    return undefined;
  }
}
