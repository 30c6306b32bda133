import { accessSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../src/server/api/routes.js';
import { application } from '../../src/server/app.js';
import { boardRoutes } from '../../src/server/board/route.js';
import type { BoardSource } from '../../src/server/board/source.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { everything } from '../server/board/everything.js';
import { fleetOf, logsOf, portsOf, stagedBoard } from '../server/board/stagedBoard.js';

const program = findChromium();

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = folders.flatMap((folder) => ['chromium', 'google-chrome'].map((name) => join(folder, name)));
  return places.find((place) => {
    try {
      accessSync(place);
      return true;
    } catch {
      return false;
    }
  });
}

describe.skipIf(program === undefined)(
  `the board in Chromium${program === undefined ? ' (skipped: there is no chromium on the PATH)' : ''}`,
  () => {
    let browser: Browser;
    const servers: Listening[] = [];

    beforeAll(async () => {
      if (program === undefined) return;
      browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    });

    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
      await Promise.all(servers.splice(0).map((server) => server.close()));
    });

    afterAll(() => browser.close());

    async function serve(source: BoardSource, port = 0): Promise<Listening> {
      const routes = [await boardRoutes(source), await apiRoutes(source)];
      const server = await listen(
        application(routes, () => {}),
        { host: '127.0.0.1', port },
      );
      servers.push(server);
      return server;
    }

    async function open(
      source: BoardSource,
      options: BrowserContextOptions = {},
    ): Promise<{ page: Page; server: Listening }> {
      const server = await serve(source);
      const page = await (await browser.newContext(options)).newPage();
      await page.goto(server.url);
      return { page, server };
    }

    /** Has the page ask now, as it does when somebody comes back to it. */
    const ask = (page: Page) => page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');

    it('shows a fault, reads it out once, and shows that it is over', async () => {
      const { staged, source } = stagedBoard({ agents: fleetOf(20) });
      const { page } = await open(source);
      await page.getByRole('heading', { level: 1, name: 'alpha: 20 of 20 agents up' }).waitFor();
      staged.healths = { Agent7: { verdict: 'hung', reason: 'accepts, does not answer' } };
      await ask(page);
      await page.getByRole('heading', { level: 1, name: 'alpha: 19 of 20 agents up' }).waitFor();
      const cause = page.getByRole('region', { name: 'Where to begin' }).getByRole('row', { name: 'Agent7 hung' });
      expect(await cause.textContent()).toContain('accepts, does not answer');
      expect(await page.title()).toBe('alpha: 19 of 20 agents up');
      expect(await page.locator('#news').textContent()).toBe('alpha: 19 of 20 agents up');
      staged.healths = {};
      await ask(page);
      await page.getByText('No agent fails.').waitFor();
    });

    it('asks by itself', async () => {
      const { staged, source } = stagedBoard({ agents: fleetOf(2) });
      const { page } = await open(source);
      staged.healths = { Agent1: { verdict: 'refused' } };
      await page.getByText('alpha: 1 of 2 agents up').first().waitFor();
    });

    it('keeps what the reader has opened, and the focus', async () => {
      const { staged, source } = stagedBoard({ agents: fleetOf(200) });
      const { page } = await open(source);
      const group = page.locator('details', { hasText: 'group 3' });
      const summary = group.locator('summary');
      await summary.click();
      await summary.focus();
      staged.healths = { Agent31: { verdict: 'degraded', reason: 'says so itself' } };
      await ask(page);
      await group.getByRole('row', { name: 'Agent31 degraded' }).waitFor();
      expect(await page.evaluate('document.activeElement.parentElement.id')).toBe('group-group%203');
    });

    it('takes in agents and groups that come and go with a reload', async () => {
      const { staged, source } = stagedBoard({ agents: fleetOf(30) });
      const { page } = await open(source);
      staged.agents = fleetOf(40).slice(10);
      staged.healths = { Agent35: { verdict: 'refused' } };
      await ask(page);
      await page.locator('#alpha-Agent35').waitFor();
      expect(await page.locator('#groups h3').allInnerTexts()).toStrictEqual(['group 3', 'group 1', 'group 2']);
      expect(await page.locator('#alpha-Agent1').count()).toBe(0);
    });

    it('says that fleetwatch is gone, and that it is back', async () => {
      const { staged, source } = stagedBoard({ agents: fleetOf(3) });
      const { page, server } = await open(source);
      await server.close();
      await ask(page);
      await page.getByText('fleetwatch has not answered since').waitFor();
      expect(await page.getByText('alpha: 3 of 3 agents up').first().isVisible()).toBe(true);
      staged.healths = { Agent0: { verdict: 'refused' } };
      await serve(source, server.port);
      await ask(page);
      await page.getByText('alpha: 2 of 3 agents up').first().waitFor();
      expect(await page.locator('#connection').textContent()).toBe('');
      expect(await page.locator('#news').textContent()).toContain('fleetwatch answers again');
    });

    it('finds one agent of 1,000, and opens its group where an alert links to it', async () => {
      const agents = fleetOf(1000);
      const { source } = stagedBoard({ agents, ports: portsOf(agents), logs: logsOf(agents) });
      const { page, server } = await open(source);
      await page.getByLabel('Show only agents with').fill('agent987');
      await page.getByText('1 shown').waitFor();
      expect(await page.locator('#alpha-Agent987').isVisible()).toBe(true);
      expect(await page.locator('tr[data-agent]:visible').count()).toBe(1);
      await page.goto('about:blank');
      await page.goto(`${server.url}/#alpha-Agent500`);
      expect(await page.locator('#alpha-Agent500').isVisible()).toBe(true);
      await expect
        .poll(() =>
          page
            .locator('#alpha-Agent500')
            .boundingBox()
            .then((box) => box?.y),
        )
        .toBeLessThan(720);
    });

    it('is a picture without scripts', async () => {
      const { page } = await open(everything().source, { javaScriptEnabled: false });
      expect(await page.getByText('This page stands still').isVisible()).toBe(true);
      expect(await page.getByLabel('Show only agents with').isVisible()).toBe(false);
      // What the first paint does not wait for.
      await page.locator('#groups').getByRole('row', { name: 'Planner refused' }).waitFor();
      await page.getByRole('region', { name: 'fleetwatch itself' }).getByRole('table').first().waitFor();
    });

    it('asks nobody but its exporter, and breaks no rule of its own', async () => {
      const server = await serve(everything().source);
      const page = await (await browser.newContext()).newPage();
      const hosts = new Set<string>();
      const complaints: string[] = [];
      page.on('request', (request) => hosts.add(new URL(request.url()).origin));
      page.on('console', (message) => {
        // Browsers ask for an icon of their own accord.
        if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
          complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(server.url);
      await Promise.all([page.waitForResponse(`${server.url}/`), ask(page)]);
      expect([...hosts]).toStrictEqual([server.url]);
      expect(complaints).toStrictEqual([]);
    });

    describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
      it.each([360, 1280])('can be used by everybody, %i pixels wide', async (width) => {
        const options = { colorScheme, viewport: { width, height: 800 }, bypassCSP: true };
        const { page } = await open(everything().source, options);
        // All of the page is to be looked at, also what is out of sight.
        await page.addStyleTag({ content: '* { content-visibility: visible !important }' });
        await page.evaluate(axe.source);
        const found: { violations: readonly { id: string; nodes: readonly { html: string }[] }[] } = JSON.parse(
          await page.evaluate<string>('axe.run().then(JSON.stringify)'),
        );
        const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect(violations).toStrictEqual([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      });
    });

    it('can be used by keys alone', async () => {
      const { page } = await open(stagedBoard({ agents: fleetOf(200) }).source);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(new URL(page.url()).hash).toBe('#causes-title');
      const group = page.locator('summary').first();
      await group.focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#alpha-Agent0').isVisible()).toBe(true);
    });
  },
);
