import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StatusArguments, statusCommand } from '../../src/cli/status.js';
import { apiRoutes } from '../../src/server/api/routes.js';
import { application } from '../../src/server/app.js';
import type { BoardSource } from '../../src/server/board/source.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { everything } from '../server/board/everything.js';
import { agent, collector, stagedBoard, tenOClock } from '../server/board/stagedBoard.js';

const well = () =>
  stagedBoard({
    agents: [agent('Planner')],
    healths: { Planner: { verdict: 'healthy' } },
    collectors: [collector('health')],
  });

let servers: Listening[];
let output: string;
let problems: string[];
beforeEach(() => {
  servers = [];
  output = '';
  problems = [];
});
afterEach(() => Promise.all(servers.map((server) => server.close())));

async function serve(source: BoardSource, port = 0): Promise<Listening> {
  const routes = [await apiRoutes(source)];
  const server = await listen(
    application(routes, () => {}),
    { host: '127.0.0.1', port },
  );
  servers.push(server);
  return server;
}

interface Terminal {
  readonly width?: number;
  readonly colours?: boolean;
  readonly redraws?: boolean;
  readonly pause?: () => Promise<unknown>;
  readonly signal?: AbortSignal;
}

function status(given: Partial<StatusArguments>, terminal: Terminal = {}): Promise<number> {
  const { width = 200, colours = false, redraws = false } = terminal;
  return statusCommand(
    { watch: false, json: false, ...given },
    {
      write: (text) => {
        output += text;
      },
      problem: (line) => problems.push(line),
      now: () => tenOClock * 1000,
      screen: () => ({ width, colours, redraws }),
      pause: terminal.pause ?? (async () => undefined),
      signal: terminal.signal ?? new AbortController().signal,
    },
  );
}

describe('fleetwatch status', () => {
  it('says that all is well in a few lines', async () => {
    const { url } = await serve(well().source);
    expect(await status({ url })).toBe(0);
    expect(output).toMatch(/^alpha {2}1 of 1 agent up\nfindings {2}none/);
    expect(output).toMatch(/\nexporter {2}1 collectors work; /);
  });

  it('says where to begin, and what is under way', async () => {
    const { url } = await serve(everything().source);
    expect(await status({ url })).toBe(1);
    expect(output.split('\n')).toStrictEqual(
      expect.arrayContaining([
        expect.stringMatching(/^alpha {2}1 of 4 agents up, health of 1 not known$/),
        expect.stringMatching(/^ {2}Planner refused {2}for 90 s, 1 agent with it: nobody listens on 8200$/),
        expect.stringMatching(/^ {2}with them {2}1: Router$/),
        expect.stringMatching(/^ {2}unverified {2}1: Courier$/),
        expect.stringMatching(/^findings {2}C 1 error; E 1 warning/),
        expect.stringMatching(/^ {2}C port-twice {2}startup\.yaml:12:3: two agents want port 7200$/),
        expect.stringMatching(/^change \S+ {2}/),
        expect.stringMatching(/^credentials {2}seen at 1 place$/),
      ]),
    );
  });

  it.each([20, 40, 80])('fits a terminal of %i columns', async (width) => {
    const { url } = await serve(everything().source);
    await status({ url }, { width });
    expect(Math.max(...output.split('\n').map((one) => one.length))).toBeLessThanOrEqual(width);
  });

  it('colours words only where it is told to, and changes nothing else by it', async () => {
    const { url } = await serve(everything().source);
    await status({ url }, { colours: true });
    const coloured = output;
    output = '';
    await status({ url });
    expect(coloured).toContain('\u001b[31mPlanner refused\u001b[39m');
    expect(output).not.toContain('\u001b');
    expect(stripVTControlCharacters(coloured)).toBe(output);
  });

  it('lets nothing through that would move the cursor', async () => {
    const reason = 'cleared \u001b[2J\r\nand more';
    const source = stagedBoard({ agents: [agent('Planner')], healths: { Planner: { verdict: 'refused', reason } } });
    const { url } = await serve(source.source);
    await status({ url });
    expect(output).toContain('cleared �[2J��and more');
  });

  it('gives programs the board as it is', async () => {
    const { url } = await serve(everything().source);
    expect(await status({ url, json: true })).toBe(1);
    const { looks } = JSON.parse(output);
    expect(looks).toMatchObject([{ kind: 'board', url, board: { machine: 'alpha', fleet: { agents: 4 } } }]);
  });

  it('asks all machines of the settings, and says who does not answer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'status-'));
    const { port } = await serve(well().source);
    const gone = await serve(well().source);
    await gone.close();
    const config = join(folder, 'fleetwatch.yaml');
    const machine = (name: string, number: number) =>
      `  - { name: ${name}, startup_file: s.yaml, listen: { port: ${number} } }\n`;
    await writeFile(config, `machines:\n${machine('alpha', port)}${machine('beta', gone.port)}`);
    expect(await status({ config })).toBe(2);
    expect(output).toMatch(/^alpha {2}1 of 1/);
    expect(output).toContain(`http://127.0.0.1:${gone.port}  does not answer: no connection (ECONNREFUSED)`);
    expect(await status({ config, machine: 'alpha' })).toBe(0);
    expect(await status({ config, machine: 'gamma' })).toBe(2);
    expect(problems).toStrictEqual([
      `no machine of ${config} is called \`gamma\`\n    do:  pass to --machine one of: alpha, beta`,
    ]);
    await rm(folder, { recursive: true });
  });

  it('takes nothing else for a board', async () => {
    const server = await listen((_request, response) => void response.end('{"machine":"alpha"}'), {
      host: '127.0.0.1',
      port: 0,
    });
    servers.push(server);
    expect(await status({ url: server.url })).toBe(2);
    expect(output).toContain('not the board of this version of fleetwatch');
  });

  it.each([
    [{}, /whose status/],
    [{ url: 'http://127.0.0.1:1', config: 'a.yaml' }, /whose status/],
    [{ url: 'localhost' }, /--url is the address/],
    [{ config: 'absent.yaml' }, /cannot use the settings\nabsent\.yaml/],
  ])('%j is refused', async (given, problem) => {
    expect(await status(given)).toBe(2);
    expect(problems).toStrictEqual([expect.stringMatching(problem)]);
  });
});

describe('fleetwatch status --watch', () => {
  it('goes on while the exporter is gone, and says what it said last', async () => {
    const first = await serve(well().source);
    const stop = new AbortController();
    const pictures: string[] = [];
    const code = await status(
      { url: first.url, watch: true },
      {
        redraws: true,
        signal: stop.signal,
        pause: async () => {
          pictures.push(output);
          output = '';
          if (pictures.length === 1) await first.close();
          else if (pictures.length === 2) await serve(everything().source, first.port);
          else stop.abort();
        },
      },
    );
    expect(pictures).toStrictEqual([
      expect.stringContaining('\u001b[H\u001b[J2026-11-22T10:00:00Z\n\nalpha  1 of 1 agent up\n'),
      expect.stringMatching(
        /does not answer: no connection.*\nwhat it said at 2026-11-22T10:00:00Z:\nalpha {2}1 of 1 agent up\n/,
      ),
      expect.stringMatching(/\n\nalpha {2}1 of 4 agents up/),
    ]);
    expect(code).toBe(1);
  });

  it('writes one line a look for programs', async () => {
    const { url } = await serve(well().source);
    const stop = new AbortController();
    let pauses = 0;
    const pause = async () => {
      pauses++;
      if (pauses === 2) stop.abort();
    };
    expect(await status({ url, watch: true, json: true }, { signal: stop.signal, pause })).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines.map((one) => JSON.parse(one).looks[0].board.machine)).toStrictEqual(['alpha', 'alpha']);
  });
});
