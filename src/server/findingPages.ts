import { readFile } from 'node:fs/promises';
import { Router } from 'express';
import { compareFindings, type Finding, formatPlace } from '../finding.js';
import { escapeHtml, htmlPage } from './html.js';

/** The pages of all codes, as shipped. */
const folder = new URL('../../docs/findings/', import.meta.url);
const codeName = /^[a-z][a-z0-9-]*$/;

/**
 * `GET /findings`: everything that is wrong on the machine now, with place and remedy, as a page or as JSON, whichever is
 * accepted. `GET /findings/<code>` explains a code.
 */
export function findingRoutes(machine: string, findings: () => readonly Finding[]): Router {
  const router = Router();
  router.get('/findings', (request, response) => {
    const sorted = [...findings()].sort(compareFindings);
    if (request.accepts(['html', 'json']) === 'json') response.json({ machine, findings: sorted });
    else response.type('html').send(findingsPage(machine, sorted));
  });
  router.get('/findings/:code', async (request, response, next) => {
    const { code } = request.params;
    const text = codeName.test(code) ? await readPage(code) : undefined;
    if (text === undefined) return next();
    const { marked } = await import('marked');
    response.type('html').send(htmlPage(code, await marked.parse(text)));
  });
  return router;
}

function findingsPage(machine: string, findings: readonly Finding[]): string {
  const title = `${machine}: ${findings.length === 0 ? 'no findings' : `${findings.length} findings`}`;
  const table = `<table>
<thead><tr><th>Severity</th><th>Risk</th><th>Code</th><th>Agent</th><th>Place</th><th>What</th><th>Remedy</th></tr></thead>
<tbody>
${findings.map(row).join('\n')}
</tbody>
</table>`;
  return htmlPage(title, `<h1>${escapeHtml(title)}</h1>\n${findings.length === 0 ? '' : table}`);
}

function row({ severity, risk, code, agent = '', place, message, remedy }: Finding): string {
  const texts = [severity, risk, code, agent, formatPlace(place), message, remedy].map(escapeHtml);
  const cells = texts.map((text) => (text === escapeHtml(code) ? `<a href="/findings/${text}">${text}</a>` : text));
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

async function readPage(code: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(`${code}.md`, folder), 'utf8');
  } catch {
    return undefined;
  }
}
