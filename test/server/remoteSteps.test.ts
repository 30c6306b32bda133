import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyChange } from '../../src/changes/apply.js';
import { beginChange } from '../../src/changes/begin.js';
import { ChangeBook } from '../../src/changes/book.js';
import { runCommand } from '../../src/changes/command/run.js';
import { deputyOf } from '../../src/changes/remote/deputy.js';
import { StepOffice } from '../../src/changes/remote/office.js';
import { type StepOrder, stepsPath } from '../../src/changes/remote/order.js';
import { rollBack } from '../../src/changes/rollback/rollBack.js';
import type { Site } from '../../src/changes/site.js';
import type { Runbook } from '../../src/runbooks/model.js';
import { application } from '../../src/server/app.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { remoteStepsRoute, type StepRequestResult } from '../../src/server/remoteSteps.js';
import { TokenFile } from '../../src/triggers/tokenFile.js';
import { runbook, script, step } from '../changes/making.js';

let folder: string;
let tokenFile: string;
let server: Listening;
let office: StepOffice;
let counts: Partial<Record<StepRequestResult, number>>;
let onDisk: Runbook;

const parameters = [{ name: 'word', about: 'what to write', pattern: '[a-z]+', default: 'hello' }];
const procedure = runbook({ parameters, steps: [step('one'), step('two', { machine: 'each' }), step('three')] });

function bookOf(machine: string): ChangeBook {
  const directory = join(folder, machine, 'changes');
  return new ChangeBook({ directory, machine, now: Date.now, killSwitchFile: join(directory, 'no-rollback') });
}

async function openOffice(): Promise<void> {
  office = new StepOffice({
    book: bookOf('beta'),
    runbooks: async () => [onDisk],
    values: () => ({ machine: 'beta', project_root: folder }),
    machines: () => ['alpha', 'beta'],
    program: [process.execPath],
    run: runCommand,
    now: Date.now,
  });
  const token = new TokenFile(tokenFile);
  const route = remoteStepsRoute({
    take: (order) => office.take(order),
    admits: (header) => token.admits(header),
    count: (result) => {
      counts[result] = (counts[result] ?? 0) + 1;
    },
  });
  server = await listen(
    application([route], () => undefined),
    { host: '127.0.0.1', port: 0 },
  );
}

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'steps-')));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'open-sesame\n');
  counts = {};
  onDisk = procedure;
  await openOffice();
});
afterEach(async () => {
  await office.stop();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function site(token = tokenFile): Site {
  const machines = ['alpha', 'beta'].map((name) => ({
    name,
    address: '127.0.0.1',
    startupFile: '',
    agentsKey: undefined,
    projectRoot: folder,
    logDirectory: folder,
    listen: { host: '127.0.0.1', port: Number(new URL(server.url).port) },
  }));
  const changes = {
    prometheusUrl: '',
    alertmanagerUrl: '',
    tokenFile: token,
    runbookDirectory: undefined,
    restartCommand: undefined,
    limits: { rollbacksPerDay: 5, coolDownSeconds: 600, largestShare: 0.5 },
    killSwitchFile: '',
    longestSeconds: 3600,
  };
  const deputy = deputyOf({ machines, changes });
  return { book: bookOf('alpha'), program: [process.execPath], run: runCommand, deputy, now: Date.now };
}

const attendance = {
  person: { instruct: async () => false },
  progress: { begins: () => undefined, ended: () => undefined },
};

async function begun(book: ChangeBook): Promise<string> {
  const { id } = await beginChange(
    book,
    {
      runbook: procedure,
      mode: 'auto',
      touches: [],
      parameters: {},
      values: { machine: 'alpha', project_root: folder },
      machines: ['alpha', 'beta'],
      fleetAgents: 10,
      by: 'Ada',
      longestSeconds: 3600,
      measure: async () => ({ measuredAt: Date.now() }),
    },
    Date.now,
  );
  return id;
}

function apply(at: Site, id: string) {
  return applyChange(at, id, attendance, new AbortController().signal);
}

const id = 'risk-a-script-paths-20261122T100000Z-1f3a2b';
function order(changes: Partial<StepOrder> = {}): StepOrder {
  const { id: name, digest } = procedure;
  const rest = { phase: 'apply', step: 'two', attempt: 1, parameters: {} } as const;
  return { change: id, keeper: 'alpha', runbook: name, digest, ...rest, ...changes };
}

async function post(body: unknown, token = 'open-sesame'): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.url}${stepsPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

async function starts(machine: string): Promise<string[]> {
  const { entries } = await bookOf(machine).journal.read();
  return entries.flatMap((entry) => (entry.kind === 'step-started' ? [`${entry.data.phase} ${entry.data.step}`] : []));
}

describe('steps of another machine', () => {
  it('are done there, and taken back there, with both journals telling it', async () => {
    const alpha = site();
    const change = await begun(alpha.book);
    expect(await apply(alpha, change)).toEqual({ kind: 'done' });
    expect(await readFile(join(bookOf('beta').folderOf(change), 'two'), 'utf8')).toBe('made\n');
    expect(await starts('beta')).toEqual(['apply two']);
    await alpha.book.requestRollback(change, { via: 'operator', who: 'Ada', at: Date.now() });
    const limits = { rollbacksPerDay: 5, coolDownSeconds: 0, largestShare: 1 };
    const { signal: stop } = new AbortController();
    const result = await rollBack(alpha, change, { limits, budgetSeconds: 60, patience: 100, attendance, stop });
    expect(result).toEqual({ kind: 'done' });
    expect(await readFile(join(bookOf('beta').folderOf(change), 'two.undone'), 'utf8')).toBe('taken\n');
    expect(await starts('beta')).toEqual(['apply two', 'undo two']);
    expect((await alpha.book.record(change)).steps.every(({ standing }) => standing === 'undone')).toBe(true);
  });

  it('are done once, however often and at the same time they are ordered', async () => {
    await Promise.all(Array.from({ length: 50 }, () => post(order())));
    await expect.poll(async () => (await post(order())).text, { timeout: 5000 }).toContain('"ended"');
    expect(await starts('beta')).toEqual(['apply two']);
    await office.stop();
    await server.close();
    await openOffice();
    expect(JSON.parse((await post(order())).text)).toMatchObject({ standing: 'ended', outcome: 'done' });
    expect(await starts('beta')).toEqual(['apply two']);
  });

  it('outlive a fleetwatch that is stopped in the middle', async () => {
    onDisk = {
      ...procedure,
      steps: [
        step('two', { machine: 'each', action: { kind: 'command', command: script('sleep 0.5; echo made >> two') } }),
      ],
    };
    expect(JSON.parse((await post(order())).text)).toEqual({ standing: 'running' });
    await expect.poll(() => starts('beta'), { timeout: 5000 }).toEqual(['apply two']);
    await office.stop();
    await server.close();
    await openOffice();
    await expect.poll(async () => (await post(order())).text, { timeout: 10_000 }).toContain('"done"');
    expect(await readFile(join(bookOf('beta').folderOf(id), 'two'), 'utf8')).toBe('made\n');
  });

  it('are not taken back where they were not begun', async () => {
    expect(JSON.parse((await post(order({ phase: 'undo' }))).text)).toMatchObject({ outcome: 'skipped' });
    expect(await starts('beta')).toEqual([]);
  });

  const refused: [name: string, changes: Partial<StepOrder>, reason: string][] = [
    ['another runbook', { runbook: 'risk-x' }, 'beta has no such runbook'],
    ['another version of it', { digest: 'other' }, 'beta has another version of the runbook'],
    ['a step that is not there', { step: 'four' }, 'no such step for beta'],
    ['a step of the keeper', { step: 'one' }, 'no such step for beta'],
    ['a value that the runbook does not allow', { parameters: { word: '$(id)' } }, 'allows [a-z]+'],
    ['a parameter that it does not have', { parameters: { run: 'id' } }, 'has no parameter run'],
  ];
  it.each(refused)('are refused: %s', async (_name, changes, reason) => {
    const answer = JSON.parse((await post(order(changes))).text);
    expect(answer).toMatchObject({ standing: 'refused', reason: expect.stringContaining(reason) });
    expect(await starts('beta')).toEqual([]);
    expect(counts).toEqual({ refused: 1 });
  });

  it.each(['', 'open-sesam', 'open-sesame2', 'Open-Sesame'])(
    'are not taken from whoever has %j for a token',
    async (token) => {
      expect((await post(order(), token)).status).toBe(401);
      expect(counts).toEqual({ unauthorized: 1 });
      expect(await starts('beta')).toEqual([]);
    },
  );

  it('are not taken without a token file', async () => {
    await rm(tokenFile);
    expect((await post(order())).status).toBe(401);
  });

  const malformed: [name: string, body: unknown, status: number][] = [
    ['no JSON', '{', 400],
    ['no object', [], 400],
    ['a change that is a path', { ...order(), change: '../../etc' }, 400],
    ['a change that is a file of ours', { ...order(), change: 'journal.jsonl' }, 400],
    ['another phase', { ...order(), phase: 'run' }, 400],
    ['an argument vector', { ...order(), parameters: { word: ['a'] } }, 400],
    ['too much', { ...order(), step: 'x'.repeat(70_000) }, 413],
  ];
  it.each(malformed)('are refused where the order is %s', async (_name, body, status) => {
    expect((await post(body)).status).toBe(status);
    expect(counts).toEqual({ malformed: 1 });
  });

  it('fail, and say so, where the other machine does not know the token', async () => {
    const other = join(folder, 'other-token');
    await writeFile(other, 'something-else');
    const alpha = site(other);
    const change = await begun(alpha.book);
    expect(await apply(alpha, change)).toMatchObject({
      kind: 'halted',
      at: { step: 'two', machine: 'beta' },
      reason: 'it does not know the token of this machine',
    });
    expect(counts).toEqual({ unauthorized: 1 });
  });
});
