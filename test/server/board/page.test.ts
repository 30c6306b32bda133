import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application } from '../../../src/server/app.js';
import { boardOf } from '../../../src/server/board/model/board.js';
import { boardPage } from '../../../src/server/board/page/page.js';
import { boardRoutes } from '../../../src/server/board/route.js';
import { type Listening, listen } from '../../../src/server/listen.js';
import { everything } from './everything.js';
import {
  agent,
  collector,
  finding,
  fleetOf,
  leak,
  leaksOf,
  logsOf,
  portsOf,
  type Staged,
  stagedBoard,
} from './stagedBoard.js';

/** What a name or reason would have to be to run in a reader's browser. */
const evil = `<img src=x onerror="alert('1')">&`;
const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';

const pageOf = (parts: Partial<Staged>) => boardPage(boardOf(stagedBoard(parts).source), '');
const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the page', () => {
  const page = boardPage(boardOf(everything().source), '');

  it('says how the fleet fares in its title and its heading', () => {
    expect(page).toContain('<title>alpha: 1 of 4 agents up</title>');
    expect(page).toContain('>alpha: 1 of 4 agents up</h1>');
  });

  it.each([
    ['the cause, and who fails with it', 'Planner refused nobody listens on 8200 09:58:30 Router'],
    ['what an agent may fail of', 'unhealthy says so itself (needs Planner)'],
    ['groups, each with its figures', 'net 0 of 2 up'],
    ['who has a port that is taken', '7200 taken Planner, port nc (pid 99)'],
    ['a rogue port', '6666 rogue nobody nc (pid 99)'],
    ['growth of logs', '422 KiB/h'],
    ['leaks, without their value', 'npm-token cmdline Planner pid 4711, argument 3 of python3 0123456789abcdef'],
    ['risks with their gravest finding', 'C: ports open 1 / 0 / 0 port-twice at startup.yaml:12:3'],
    ['a risk of which nobody can tell', 'F: observability hubs nobody has looked'],
    ['the change under way', '1 of 2 done; two unknown'],
    ['what its gate measured', 'latency inconclusive no number'],
    ['a rollback that is over', 'c1 rolled-back poll: FleetRollbackGate 09:00:00 42 s'],
    ['whether the journal can be believed', '12 entries: chain of hashes holds'],
    ['how fleetwatch fares', '8 of 8 collectors work'],
  ])('shows %s', (_what, shown) => {
    expect(textOf(page)).toContain(shown);
  });

  it.each([
    ['all are up', 'healthy', 'good'],
    ['nothing is known of one', 'unverified', 'warn'],
    ['one fails', 'hung', 'bad'],
  ] as const)('where %s its figures are told as such', (_, verdict, tone) => {
    const figures = pageOf({ agents: fleetOf(2), healths: { Agent1: { verdict } } }).match(
      /<dd><span class="tone \w+">/g,
    );
    expect(figures?.slice(0, 2)).toStrictEqual(Array(2).fill(`<dd><span class="tone ${tone}">`));
  });

  it('has no script within and no style but its sheet, and asks no other host', () => {
    expect(page).not.toMatch(/ style=| on[a-z]+=|<script(?! type="module" src="\/board\.js">)/);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:|\/\/)/);
  });

  it('gives each id once, and every link within the page leads somewhere', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)) expect(ids).toContain(target);
  });

  it('gives each agent a row to which alerts can link', () => {
    expect([...page.matchAll(/<tr id="alpha-(\w+)"/g)].map(([, name]) => name).sort()).toStrictEqual([
      'Clerk',
      'Courier',
      'Planner',
      'Router',
    ]);
  });

  it('writes what comes from outside as text', () => {
    const hostile = pageOf({
      agents: [agent(evil, { group: evil })],
      healths: { [evil]: { verdict: 'refused', reason: evil } },
      findings: [finding({ message: evil, code: evil, place: { kind: 'file', file: evil, line: 1, column: 1 } })],
      collectors: [collector('logs', { success: false, failure: evil }), collector(evil)],
      leaks: leaksOf([{ ...leak, where: evil, agent: evil }]),
    });
    expect(hostile).not.toContain('<img');
    expect(hostile).not.toContain('alert(&#39;1&#39;)"');
    expect(hostile.split(escaped).length).toBeGreaterThan(8);
  });

  it('shows no credential, wherever one stands', () => {
    const token = `npm_${'a1B2c3D4e5F6'.repeat(3)}`;
    const leaky = pageOf({
      agents: [agent('Planner', { group: token })],
      healths: { Planner: { reason: `took ${token}` } },
    });
    expect(leaky).not.toContain(token);
    expect(leaky).toContain('[redacted:npm-token]');
  });
});

describe('a part of the page', () => {
  it.each<[what: string, parts: Partial<Staged>, words: string]>([
    [
      'that nobody has looked at',
      { collectors: [collector('logs', { success: false, failure: 'has not run yet' })] },
      'Nobody has looked yet: nothing found is no news',
    ],
    ['whose collector is off', { collectors: [] }, 'Nobody looks at this: its collector is off'],
    [
      'whose collector fails',
      { collectors: [collector('leaks', { success: false, failure: 'no permission' })] },
      'The last look failed: no permission. What is shown is of 09:59:55',
    ],
    [
      'that is old',
      { collectors: [collector('ports', { lastSuccessTimestamp: 1_795_338_000 })] },
      'Nobody has looked since 09:00:00 : this is old',
    ],
    ['of surfaces that were not looked through', { leaks: leaksOf([]) }, 'Not looked through yet: log'],
    [
      'of a journal that is not believed',
      { changes: { ...everythingBook(), journal: { entries: 3, isValid: false } } },
      'not as it was written; nothing in it is believed',
    ],
    [
      'of rollbacks that are switched off',
      { changes: { ...everythingBook(), isSwitchedOff: true } },
      'the kill switch keeps rollbacks from beginning',
    ],
  ])('%s says so', (_what, parts, words) => {
    expect(textOf(pageOf(parts))).toContain(words);
  });

  function everythingBook() {
    const book = everything().staged.changes;
    if (book === undefined) throw new Error('everything has a book');
    return book;
  }
});

describe('groups', () => {
  const open = (page: string) => [...page.matchAll(/<details id="(group-[^"]*)" open>/g)].map(([, id]) => id);

  it('stand open in a fleet that can be taken in', () => {
    expect(open(pageOf({ agents: fleetOf(77) }))).toHaveLength(8);
  });

  it('stand open in a large fleet only where something fails', () => {
    const healths = { Agent421: { verdict: 'hung' } } as const;
    expect(open(pageOf({ agents: fleetOf(1000), healths }))).toStrictEqual(['group-group%2042']);
  });
});

describe('the routes', () => {
  const { source, staged } = stagedBoard({ agents: fleetOf(77) });
  staged.ports = portsOf(staged.agents);
  staged.logs = logsOf(staged.agents);
  let server: Listening;

  beforeAll(async () => {
    const routes = [await boardRoutes(source)];
    server = await listen(
      application(routes, () => {}),
      { host: '127.0.0.1', port: 0 },
    );
  });

  afterAll(() => server.close());

  it.each([
    ['/', 'text/html'],
    ['/style.css', 'text/css'],
    ['/board.js', 'text/javascript'],
  ])('answer %s as %s', async (path, type) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
  });

  it('let the page run its own script, bear its own sheet and ask its own host, and nothing else', async () => {
    const response = await fetch(server.url);
    const [, sheet] = /<style>(.*)<\/style>/s.exec(await response.text()) ?? [];
    const hash = createHash('sha256').update(`${sheet}`).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('send less than 200 KB for 77 agents, with all that the page is made of', async () => {
    const sizes = ['/', '/board.js'].map(async (path) => {
      return (await (await fetch(server.url + path)).arrayBuffer()).byteLength;
    });
    expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});
