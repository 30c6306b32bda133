import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import type { Runbook } from '../../src/runbooks/model.js';
import { startTwoHubs, type TwoHubs } from './cutover/hubs.js';
import { Performance, type Person } from './runbooks/play.js';
import { pythonMissing } from './runbooks/pythonMissing.js';

const missing = pythonMissing();

let site: TwoHubs;
let runbooks: ReadonlyMap<string, Runbook>;

beforeAll(async () => {
  runbooks = new Map((await loadRunbooks([bundledRunbooks])).runbooks.map((runbook) => [runbook.id, runbook]));
  if (missing === undefined) site = await startTwoHubs();
});

afterAll(() => site?.end());

/** Long enough for a dozen scrapes. */
const overlap = '15s';

const isWhole = process.env.FLEETWATCH_RUNBOOKS === 'all';
/** `hub compare` looks back over a minute, and leaves the newest half a minute out. */
const until = isWhole
  ? 'until the hubs agree'
  : 'as far as the hubs are to agree (FLEETWATCH_RUNBOOKS=all waits for that)';
const patience = { timeout: 150_000, interval: 1000 };

/** Does nothing for anybody: what waits for a person ends the procedure, which is applied again later. */
const nobody: Person = async ({ step }, told) => {
  throw new Error(`a person is asked for ${step}\n${told}`);
};

function perform(id: string, given: Readonly<Record<string, string>>): Performance {
  const runbook = runbooks.get(id);
  if (runbook === undefined) throw new Error(`no runbook ${id}`);
  const usual = { hub: 'beta', hub_url: site.second.address, targets: site.targets, first: 'alpha' };
  const names = new Set(runbook.parameters.map(({ name }) => name));
  const known = Object.entries({ ...usual, ...given }).filter(([name]) => names.has(name));
  return new Performance(site, runbook, 'alpha', Object.fromEntries(known), nobody);
}

/** Of a gate that does not say go: it fails, or nothing was measured. */
const notYet = /a person is asked for overlap|verify of apply overlap on alpha ended with 2/;

/** Names of the target files of the new hub. */
function targetFiles(): string[] {
  return ['fleetwatch', 'prometheus'].flatMap((kind) => readdirSync(`${site.targets}/${kind}`)).toSorted();
}

const skipped = missing === undefined ? '' : ` (skipped: ${missing})`;
describe.skipIf(missing !== undefined)(`the way from one hub to two${skipped}`, { timeout: 400_000 }, () => {
  it(`begins with one machine, goes on when the overlap was measured and good, ${until}, and leads back`, async () => {
    const beginning = perform('cutover-hub-first', {
      first_address: site.exporters.alpha,
      former_health: site.former.health,
      former_address: `127.0.0.1:${site.former.port}`,
    });
    const rest = (span: string) =>
      perform('cutover-hub-rest', { rest: `beta=${site.exporters.beta}`, overlap: span, window: '1m' });

    // With nobody to watch, nothing was measured, and that is no pass.
    await expect(rest(overlap).apply()).rejects.toThrow(notYet);

    const begun = await beginning.apply();
    expect(begun.map(({ task, standing }) => `${task.step} ${standing}`)).toEqual([
      'former-healthy found',
      'new-hub found',
      'former-target done',
      'former-target-here found',
      'first-target done',
    ]);
    expect(await beginning.failedTests()).toEqual([]);
    expect(targetFiles()).toEqual(['cutover-first.yml', 'former-hub.yml']);
    await site.second.sees('count(up{job="fleetwatch"} == 1)', 1);
    await site.second.sees('hub_reports_total{job="former-hub",machine="alpha"}', 7);

    // A day has not been measured.
    await expect(rest('1d').apply()).rejects.toThrow(notYet);

    const ending = rest(overlap);
    // Until they have watched the same for the window, the hubs differ.
    await vi.waitFor(() => expect(ending.apply()).rejects.toThrow('a person is asked for agree'), patience);
    expect(await ending.failedTests()).toEqual([]);
    expect(targetFiles()).toEqual(['cutover-first.yml', 'cutover-rest.yml', 'former-hub.yml']);
    if (isWhole) await vi.waitFor(() => ending.apply(), patience);

    await ending.rollBack(ending.done);
    expect(targetFiles()).toEqual(['cutover-first.yml', 'former-hub.yml']);
    await beginning.rollBack(begun);
    expect(targetFiles()).toEqual([]);
  });
});
