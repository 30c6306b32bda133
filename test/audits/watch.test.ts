import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileSystemHangs, GuardedCalls } from '../../src/audits/guardedCalls.js';
import { defaultAuditSettings } from '../../src/audits/settings.js';
import { AuditWatch, type WatchedFleet } from '../../src/audits/watch.js';
import { machineOf } from './auditing.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fleetwatch-audited-'));
  mkdirSync(join(root, 'agents'));
  for (const script of ['hub', 'display', 'clock']) writeFileSync(join(root, `agents/${script}.py`), '');
});
afterEach(() => rmSync(root, { recursive: true }));

function machine(name: string, agents: Record<string, readonly string[]>, projectRoot = root) {
  const entries = Object.entries(agents).map(
    ([agent, needs], index) =>
      `  - { name: ${agent}, script_path: agents/${agent.toLowerCase()}.py, port: ${5000 + index}, ` +
      `health_check_port: ${6000 + 2 * index}, dependencies: [${needs.join(', ')}] }`,
  );
  return machineOf(`global_settings: {}\nthe_services:\n${entries.join('\n')}\n`, { name, projectRoot });
}

const fleetOf = (...machines: ReturnType<typeof machine>[]): WatchedFleet => ({
  machines,
  unread: [],
  settings: defaultAuditSettings,
});

/** A file system that can be made to hang. */
class HangingCalls extends GuardedCalls {
  stuck = false;
  override ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    return this.stuck ? Promise.reject(new FileSystemHangs('it hangs')) : super.ask(question);
  }
}

describe('the scripts of a watched machine', () => {
  it('are looked for each time', async () => {
    const watch = new AuditWatch('a', new GuardedCalls());
    const fleet = fleetOf(machine('a', { Hub: [], Display: [] }));
    const script = join(root, 'agents/hub.py');
    const before = await watch.look(fleet);
    renameSync(script, `${script}.aside`);
    const gone = await watch.look(fleet);
    renameSync(`${script}.aside`, script);
    const back = await watch.look(fleet);
    expect([before, gone, back].map(({ scriptsFound }) => [...scriptsFound])).toEqual([
      ['Hub', 'Display'],
      ['Display'],
      ['Hub', 'Display'],
    ]);
    expect(gone.findings.map(({ code, agent }) => [code, agent])).toEqual([['script-missing', 'Hub']]);
    expect([before, back].flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('of other machines are not looked for here', async () => {
    const watch = new AuditWatch('a', new GuardedCalls());
    const { findings } = await watch.look(fleetOf(machine('a', { Hub: [] }), machine('b', { Far: [] }, '/nowhere')));
    expect(findings).toEqual([]);
  });

  it('are not known without a project root', async () => {
    const watch = new AuditWatch('a', new GuardedCalls());
    const view = await watch.look(fleetOf(machine('a', { Hub: [] }, join(root, 'nowhere'))));
    expect(view).toMatchObject({ scriptsLookedFor: false, scriptsFound: new Set() });
    expect(view.findings.map(({ code }) => code)).toEqual(['project-root-missing']);
  });

  it('stay as they were while the file system hangs, and all else is audited', async () => {
    const calls = new HangingCalls();
    const watch = new AuditWatch('a', calls);
    const fleet = fleetOf(machine('a', { Hub: ['Nobody'], Missing: [] }));
    const before = await watch.look(fleet);
    calls.stuck = true;
    const during = await watch.look(fleet);
    expect([before, during].map(({ scriptsLookedFor }) => scriptsLookedFor)).toEqual([true, false]);
    expect(during.scriptsFound).toEqual(new Set(['Hub']));
    expect(during.findings.map(({ code }) => code)).toEqual(['dependency-unresolved', 'script-missing']);
    const other = await watch.look(fleetOf(machine('a', { Hub: [] })));
    expect(other).toMatchObject({ scriptsLookedFor: false, scriptsFound: new Set(), findings: [] });
  });
});

describe('findings of a watched machine', () => {
  it('are its own, and no other exporter has them', async () => {
    const fleet = fleetOf(machine('a', { Hub: ['Nobody'] }), machine('b', { Display: ['Hub'] }));
    const [ofA, ofB] = await Promise.all(
      ['a', 'b'].map((name) => new AuditWatch(name, new GuardedCalls()).look(fleet)),
    );
    expect(ofA?.findings.map(({ code, machine: at }) => [at, code])).toEqual([['a', 'dependency-unresolved']]);
    expect(ofB?.findings.map(({ code, machine: at }) => [at, code])).toEqual([['b', 'dependency-other-machine']]);
  });

  it('follow a load', async () => {
    const watch = new AuditWatch('a', new GuardedCalls());
    const codes = async (fleet: WatchedFleet) => (await watch.look(fleet)).findings.map(({ code }) => code);
    expect(await codes(fleetOf(machine('a', { Hub: ['Hub'] })))).toEqual(['dependency-self']);
    expect(await codes(fleetOf(machine('a', { Hub: [] })))).toEqual([]);
  });
});

describe('needs of a watched machine', () => {
  it('span all machines', async () => {
    const fleet = fleetOf(
      machine('a', { Hub: ['Clock'], Clock: [] }),
      machine('b', { Display: ['Hub'], Board: ['Display', 'Hub', 'Hub'] }),
    );
    const [ofA, ofB] = await Promise.all(
      ['a', 'b'].map((name) => new AuditWatch(name, new GuardedCalls()).look(fleet)),
    );
    const rows = [ofA, ofB].flatMap((view) =>
      (view?.needs.agents ?? []).map(({ agent, needs, dependents, blocks, depth, wave, inCycle }) => [
        `${agent.machine}/${agent.name}`,
        needs.map((needed) => `${needed.machine}/${needed.name}`).join(' '),
        { dependents, blocks, depth, wave, inCycle },
      ]),
    );
    expect(rows).toEqual([
      ['a/Hub', 'a/Clock', { dependents: 2, blocks: 2, depth: 1, wave: 2, inCycle: false }],
      ['a/Clock', '', { dependents: 1, blocks: 3, depth: 0, wave: 1, inCycle: false }],
      ['b/Display', 'a/Hub', { dependents: 1, blocks: 1, depth: 2, wave: 3, inCycle: false }],
      ['b/Board', 'b/Display a/Hub', { dependents: 0, blocks: 0, depth: 3, wave: 4, inCycle: false }],
    ]);
  });

  it('of a cycle are not said, but its members are; each cycle counts on one machine', async () => {
    const fleet = fleetOf(
      machine('a', { Hub: ['Display', 'Clock'], Clock: [] }),
      machine('b', { Display: ['Hub'], Board: ['Display'] }),
    );
    const views = await Promise.all(['a', 'b'].map((name) => new AuditWatch(name, new GuardedCalls()).look(fleet)));
    const agents = views.flatMap(({ needs }) => needs.agents);
    expect(agents.map(({ agent, inCycle, wave, needs }) => [agent.name, inCycle, wave, needs.length])).toEqual([
      ['Hub', true, undefined, 1],
      ['Clock', false, 1, 0],
      ['Display', true, undefined, 0],
      ['Board', false, undefined, 1],
    ]);
    expect(views.map(({ needs }) => needs.cycles).toSorted()).toEqual([0, 1]);
  });

  it('are the same object until another fleet is loaded', async () => {
    const watch = new AuditWatch('a', new GuardedCalls());
    const fleet = fleetOf(machine('a', { Hub: [] }));
    const first = await watch.look(fleet);
    expect((await watch.look(fleet)).needs).toBe(first.needs);
    expect((await watch.look({ ...fleet })).needs).not.toBe(first.needs);
  });
});
