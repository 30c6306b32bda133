import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChangeBook } from '../../src/changes/book.js';
import { RollbackTrigger } from '../../src/triggers/rollbackTrigger.js';
import { alertWays, idleResults, TriggerTally } from '../../src/triggers/tally.js';
import { begunAt, bookOf, changeWith, runbook } from './example.js';

const alert = { name: 'FleetRollbackGate', change: 'c1', startsAt: begunAt + 60_000 };

function triggerOn(book: ConstructorParameters<typeof RollbackTrigger>[0]['book']) {
  const tally = new TriggerTally();
  let woken = 0;
  const trigger = new RollbackTrigger({ book, tally, wake: () => woken++, now: () => begunAt + 90_000 });
  const counted = () =>
    Object.fromEntries(
      alertWays.flatMap((via) =>
        idleResults.map((result) => [`${via} ${result}`, tally.count(via, result)] as const).filter(([, n]) => n > 0),
      ),
    );
  return { trigger, counted, woken: () => woken };
}

describe('a rollback alert', () => {
  it('of an open change starts its rollback, once', async () => {
    const book = bookOf(changeWith({}), changeWith({ id: 'c2', state: 'baking' }));
    const { trigger, counted, woken } = triggerOn(book);
    await trigger.take([alert], 'webhook');
    await trigger.take([{ ...alert, change: 'c2', name: '' }], 'poll');
    await trigger.take([alert, alert], 'poll');
    expect(book.requests).toEqual([
      { change: 'c1', who: 'FleetRollbackGate', via: 'webhook' },
      { change: 'c2', who: 'an alert without a name', via: 'poll' },
    ]);
    expect(woken()).toBe(2);
    expect(counted()).toEqual({ 'poll duplicate': 1 });
  });

  const idle: [what: string, parts: object, result: string][] = [
    ['no change of this machine', { change: 'c9' }, 'unknown'],
    ['no change at all', { change: '' }, 'unknown'],
    ['part of an id', { change: 'c' }, 'unknown'],
    ['an id in other letters', { change: 'C1' }, 'unknown'],
    ['an id and a space', { change: 'c1 ' }, 'unknown'],
    ['a pattern', { change: 'c.*' }, 'unknown'],
    ['a name that all objects have', { change: '__proto__' }, 'unknown'],
    ['a change that is over', { change: 'over' }, 'not_open'],
    ['a change that began later, as one that is sent again', { startsAt: begunAt - 61_000 }, 'replayed'],
  ];
  it.each(idle)('that names %s starts nothing', async (_what, parts, result) => {
    const book = bookOf(changeWith({}), changeWith({ id: 'over', state: 'committed' }));
    const { trigger, counted, woken } = triggerOn(book);
    await trigger.take([{ ...alert, ...parts }], 'webhook');
    expect(book.requests).toEqual([]);
    expect(counted()).toEqual({ [`webhook ${result}`]: 1 });
    expect(woken()).toBe(0);
  });

  it('counts although the clock of Prometheus is behind', async () => {
    const book = bookOf(changeWith({}));
    await triggerOn(book).trigger.take([{ ...alert, startsAt: begunAt - 59_000 }], 'webhook');
    expect(book.requests).toHaveLength(1);
  });

  it('is refused as a whole where the book cannot be read, so that it is sent again', async () => {
    const book = { ...bookOf(changeWith({})), changes: () => Promise.reject(new Error('no disk')) };
    const { trigger } = triggerOn(book);
    await expect(trigger.take([alert], 'webhook')).rejects.toThrow('no disk');
  });

  it('of whatever text requests nothing but a change that is there, letter by letter', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.constantFrom(
        '$(reboot)',
        '`id`',
        '{{ .Labels }}',
        '; rm -rf /',
        'c1\n',
        '../c1',
        'c1\u0000',
        '%00',
        '{change}',
      ),
      fc.constant('c1'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ name: nasty, change: nasty, startsAt: fc.integer() })), async (alerts) => {
        const book = bookOf(changeWith({}));
        await triggerOn(book).trigger.take(
          alerts.map((one) => ({ ...one, startsAt: begunAt })),
          'webhook',
        );
        const isNamed = alerts.some(({ change }) => change === 'c1');
        expect(book.requests.map(({ change }) => change)).toEqual(isNamed ? ['c1'] : []);
      }),
    );
  });
});

describe('a thousand alerts at once, out of order, from two Alertmanagers, before and after a restart', () => {
  it('request one rollback', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'fleetwatch-triggers-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const bookAt = (now: number) =>
      new ChangeBook({ directory, machine: 'alpha', now: () => now, killSwitchFile: join(directory, 'off') });
    const { id: change, ...begun } = changeWith({});
    const { mode, touches, parameters, values, machines, fleetAgents, by, baseline, expiresAt } = begun;
    const data = { runbook, mode, touches, parameters, values, machines, fleetAgents, by, baseline, expiresAt };
    await bookAt(begunAt).journal.append({ change, kind: 'begun', data });

    const requested: number[] = [];
    const counts: Record<string, number> = {};
    for (const restart of [0, 1]) {
      // Two Alertmanagers reach one process through as many connections as they like.
      const { trigger, counted, woken } = triggerOn(bookAt(begunAt + 90_000 + restart));
      const starts = Array.from({ length: 500 }, (_, index) => alert.startsAt + ((index * 7919) % 500));
      await Promise.all(starts.map((startsAt) => trigger.take([{ ...alert, startsAt }], 'webhook')));
      requested.push(woken());
      for (const [key, count] of Object.entries(counted())) counts[key] = (counts[key] ?? 0) + count;
    }
    expect(requested).toEqual([1, 0]);
    expect(counts).toEqual({ 'webhook duplicate': 999 });
    const { entries, problem } = await bookAt(begunAt).journal.read();
    expect(problem).toBeUndefined();
    expect(entries.map(({ kind }) => kind)).toEqual(['begun', 'rollback-requested']);
  });
});
