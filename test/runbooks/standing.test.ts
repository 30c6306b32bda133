import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Finding, type Risk, risks, type Severity } from '../../src/finding.js';
import { exporterStandings, httpPages } from '../../src/runbooks/standing/exporters.js';
import {
  acrossMachines,
  nobodyLooked,
  type Standing,
  standings,
  standingsBy,
  together,
} from '../../src/runbooks/standing/standing.js';

const open = (findings: number): Standing => ({ kind: 'open', findings });
const done: Standing = { kind: 'done' };
const unknown: Standing = { kind: 'unknown' };
const all = (standing: Standing) => standings(() => standing);

describe('a risk by its findings', () => {
  const finding = (risk: Risk, severity: Severity): Finding => {
    const place = { kind: 'file', file: 'startup.yaml', line: 1, column: 1 } as const;
    return { code: 'port-twice', risk, severity, place, message: 'm', why: 'w', remedy: 'r' };
  };

  it('is open with an error or a warning, done if it was looked at and has none, else unknown', () => {
    const found = [finding('A', 'error'), finding('A', 'warning'), finding('C', 'info'), finding('E', 'warning')];
    expect(standingsBy(found, new Set<Risk>(['A', 'B', 'C']))).toStrictEqual({
      ...{ A: open(2), B: done, C: done, D: unknown, E: open(1), F: unknown, G: unknown, H: unknown },
    });
  });
});

describe('several machines', () => {
  it.each([
    ['all done', [done, done], done],
    ['one not looked at', [done, unknown], unknown],
    ['two open', [open(1), open(2)], open(3)],
    ['one open', [open(1), unknown], open(1)],
    ['none', [], unknown],
  ] as [string, Standing[], Standing][])('with %s', (_what, each, expected) => {
    expect(acrossMachines(each.map(all)).A).toStrictEqual(expected);
  });

  it('of which one keeps the change, where no finding tells', () => {
    expect(acrossMachines([all(done), all(unknown)]).F).toStrictEqual(done);
  });
});

describe('two observers', () => {
  it.each([
    [open(2), open(3), open(3)],
    [open(2), done, open(2)],
    [done, unknown, done],
    [unknown, unknown, unknown],
  ])('of which one says %j and the other %j', (one, other, expected) => {
    expect(together(all(one), all(other)).A).toStrictEqual(expected);
    expect(together(all(other), all(one)).A).toStrictEqual(expected);
  });
});

describe('exporters', () => {
  const page = (of: (risk: Risk) => readonly [findings: number, state: string]) =>
    risks
      .flatMap((risk) => {
        const [findings, now] = of(risk);
        return [
          `fleet_risk_open_findings{machine="alpha",risk="${risk}"} ${findings}`,
          ...['open', 'in_progress', 'baking', 'mitigated'].map(
            (state) =>
              `fleet_risk_mitigation{machine="alpha",risk="${risk}",state="${state}"} ${state === now ? 1 : 0}`,
          ),
        ];
      })
      .join('\n');

  it('say how the risks stand on their machines', async () => {
    const read = async () => page((risk) => (risk === 'H' ? [3, 'open'] : [0, risk === 'F' ? 'open' : 'mitigated']));
    expect(await exporterStandings(['http://one'], read)).toMatchObject({ A: done, F: unknown, H: open(3) });
  });

  it('say nothing where they do not answer, or have no such series', async () => {
    expect(await exporterStandings(['http://one'], async () => undefined)).toStrictEqual(nobodyLooked);
    expect(await exporterStandings(['http://one'], async () => 'fleet_agent_up 1\n')).toStrictEqual(nobodyLooked);
    expect(await exporterStandings([], async () => 'x')).toStrictEqual(nobodyLooked);
  });

  it('are asked on each machine: one that does not answer leaves its risks unknown', async () => {
    const good = page(() => [0, 'mitigated']);
    const read = async (url: string) => (url === 'http://one/metrics' ? good : undefined);
    expect((await exporterStandings(['http://one', 'http://two'], read)).A).toStrictEqual(unknown);
  });
});

describe('a page over HTTP', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A server with one answer; nothing where it never answers. */
  async function serving(answer: { status: number; body: string; location?: string } | undefined): Promise<string> {
    const started = createServer((_request, response) => {
      if (answer === undefined) return;
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end(answer.body);
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const address = started.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}/metrics`;
  }

  it('is its text', async () => {
    expect(await httpPages(5000)(await serving({ status: 200, body: 'a 1\n' }))).toBe('a 1\n');
  });

  it.each([
    ['a failure', { status: 500, body: 'x' }],
    ['a redirect', { status: 302, body: '', location: 'http://127.0.0.1:1/' }],
    ['silence', undefined],
  ])('is none with %s', async (_what, answer) => {
    expect(await httpPages(answer === undefined ? 50 : 5000)(await serving(answer))).toBeUndefined();
  });
});
