import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application } from '../../src/server/app.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { runbookRoutes } from '../../src/server/runbookPages.js';
import { goodRunbook } from '../runbooks/goodRunbook.js';

let folder: string;
let server: Listening;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbook-pages-'));
  const own = goodRunbook
    .replace('id: every-key', 'id: of-our-own')
    .replace('[risk-b]', '[]')
    .replace(
      'Something is *wrong*.',
      '<script>alert(1)</script>\n\n  [a](javascript:alert(1)) [b](https://example.org/)',
    );
  await writeFile(join(folder, 'of-our-own.yaml'), own);
  server = await listen(
    application([runbookRoutes(folder)], () => {}),
    { host: '127.0.0.1', port: 0 },
  );
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function get(path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(server.url + path);
  return { status: response.status, body: await response.text() };
}

describe('/runbooks/procedures', () => {
  it('has every page of the guide, and each link of it leads somewhere', async () => {
    const pages = await readdir('docs/procedures');
    expect(pages).toContain('README.md');
    for (const page of pages) {
      const { status, body } = await get(`/runbooks/procedures/${page}`);
      expect({ page, status }).toStrictEqual({ page, status: 200 });
      for (const [, href = ''] of body.matchAll(/href="([^"#]+)"/g)) {
        if (href.startsWith('/')) continue;
        expect({ page, href, there: pages.includes(href) }).toStrictEqual({ page, href, there: true });
      }
    }
  });

  it("is listed, with the runbooks of one's own", async () => {
    const { body } = await get('/runbooks');
    for (const page of ['README', 'emergency', 'phase-0', 'of-our-own', 'risk-g-schema']) {
      expect(body).toContain(`href="/runbooks/procedures/${page}.md"`);
    }
  });

  it('says how to read the commands, and the page of an alert leads there', async () => {
    expect((await get('/runbooks')).body).toContain('<code>npx fleetwatch</code>');
    expect((await get('/runbooks/FleetAgentDown')).body).toContain('<a href="/runbooks">All runbooks, and how to read');
  });

  it('is found by the name of the runbook too', async () => {
    const { status, body } = await get('/runbooks/risk-g-schema');
    expect(status).toBe(200);
    expect(body).toContain('<h2>Rollback</h2>');
  });

  it("shows a runbook of one's own as it is now, and nothing of it runs", async () => {
    const { status, body } = await get('/runbooks/procedures/of-our-own.md');
    expect(status).toBe(200);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(body).not.toContain('<script');
    expect(body).not.toContain('href="javascript:');
    expect(body).toContain('<a href="https://example.org/">b</a>');
  });

  it.each([
    '/runbooks/procedures',
    '/runbooks/procedures/',
    '/runbooks/procedures/nothing.md',
    '/runbooks/procedures/risk-g-schema',
    '/runbooks/procedures/..%2f..%2fREADME.md',
    '/runbooks/procedures/..%2fmetrics.md',
    '/runbooks/procedures/%2fetc%2fpasswd.md',
    '/runbooks/procedures/readme%00.md',
    '/runbooks/no-such-runbook',
  ])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});
