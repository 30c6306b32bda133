import { beforeEach, describe, expect, it } from 'vitest';
import { fleetEvent } from '../../../src/bus/event.js';
import type { SinkName } from '../../../src/bus/mode.js';
import { readReceptionState } from '../../../src/bus/reception/kept.js';
import { usualPatience } from '../../../src/bus/reception/pathCount.js';
import { Reception } from '../../../src/bus/reception/reception.js';

type Paths = Partial<Record<SinkName, number>>;

const noon = 1_795_341_600_000;
let now = noon;
let reception: Reception;
beforeEach(() => {
  now = noon;
  reception = new Reception(['alpha', 'beta'], undefined, () => now);
});

const heartbeat = { kind: 'heartbeat', mode: 'hybrid', interval_seconds: 10 } as const;

function event(sequence: number, paths: Paths = { http: 1, nats: 1 }, epoch = 'k3v9q2', machine = 'beta') {
  return JSON.parse(JSON.stringify(fleetEvent(heartbeat, now, { machine, epoch, sequence, paths })));
}

function beta() {
  const view = reception.view().sources.get('beta');
  if (view === undefined) throw new Error('beta is not known');
  return view;
}

/** Events that come on both ways, ten seconds apart. */
function both(from: number, to: number, but: readonly number[] = []): void {
  for (let sequence = from; sequence <= to; sequence++, now += 10_000) {
    reception.note('nats', event(sequence));
    if (!but.includes(sequence)) reception.note('http', event(sequence));
  }
}

describe('parity', () => {
  it('is told once there was time for both ways, and not before', () => {
    both(1, 3);
    expect(beta().parity).toBeUndefined();
    now += usualPatience;
    expect(beta().parity).toBe(1);
  });

  it('waits as long as the settings say, before it counts an event as lost too', () => {
    reception = new Reception(['alpha', 'beta'], undefined, () => now, 3000);
    both(1, 3, [2]);
    now -= 10_000 - 2999;
    expect(beta()).toMatchObject({ parity: 0.5, paths: { http: { lost: 0 } } });
    now++;
    expect(beta()).toMatchObject({ parity: 2 / 3, paths: { http: { lost: 1 } } });
  });

  it('falls by what comes on one way alone, and recovers when it comes after all', () => {
    both(1, 20, [12, 13]);
    now += usualPatience;
    expect(beta().parity).toBe(0.9);
    reception.note('http', event(12));
    reception.note('http', event(13));
    expect(beta().parity).toBe(1);
    expect(beta().paths.http).toMatchObject({ lost: 2, late: 2 });
  });

  it('tells of a way that has fallen silent', () => {
    both(1, 10, [9, 10]);
    now += usualPatience;
    expect(beta()).toMatchObject({ parity: 0.8, expected: ['http', 'nats'] });
  });

  it('forgets after an hour, and compares nothing where nothing more comes', () => {
    both(1, 10, [5]);
    now += 3_600_000;
    expect(beta().parity).toBeUndefined();
    both(11, 20);
    now += usualPatience;
    expect(beta().parity).toBe(1);
  });

  it('is of what was sent on both ways: after a switch there is none, and a new one begins', () => {
    both(1, 10, [3]);
    reception.note('nats', event(11, { nats: 1 }));
    now += usualPatience;
    expect(beta()).toMatchObject({ parity: undefined, expected: ['nats'] });
    for (const path of ['nats', 'http'] as const) reception.note(path, event(12, { http: 12, nats: 1 }));
    now += usualPatience;
    expect(beta()).toMatchObject({ parity: 1, paths: { http: { lost: 1 }, nats: { lost: 0 } } });
  });

  it('is none where events of the sender go to another address by HTTP', () => {
    for (let sequence = 1; sequence <= 5; sequence++, now += 10_000) reception.note('nats', event(sequence));
    now += usualPatience;
    expect(beta()).toMatchObject({ parity: undefined, expected: ['nats'] });
  });

  it('holds what was compared against the epoch it belongs to', () => {
    both(1, 10, [3]);
    for (const path of ['http', 'nats'] as const) reception.note(path, event(1, { http: 1, nats: 1 }, 'zz19aa'));
    now += usualPatience;
    expect(beta().parity).toBe(1);
  });
});

describe('what comes', () => {
  const others: [name: string, event: unknown][] = [
    ['an event of a machine that is none of the fleet', event(1, { http: 1 }, 'k3v9q2', 'mallory')],
    ['an id that says another sequence', { ...event(2), id: 'beta/k3v9q2/3' }],
    ['an id that says another machine', { ...event(2), id: 'alpha/k3v9q2/2' }],
    ['no id', { data: event(2).data }],
    ['no data', { id: 'beta/k3v9q2/2' }],
    ['no object', 'beta/k3v9q2/2'],
    ['nothing', undefined],
  ];
  beforeEach(() => both(1, 1));
  it.each(others)('is not counted: %s', (_name, content) => {
    expect(reception.note('http', content)).toBe(false);
    expect(reception.view().unreadable).toEqual({ http: 1, nats: 0 });
    expect(beta().paths.http.received).toBe(1);
  });
});

describe('a restart', () => {
  it('goes on with the same counts and positions, as it was written', () => {
    both(1, 10, [4]);
    reception.moveOn('FLEET_beta', { created: 'then', next: 11 });
    const kept = readReceptionState(JSON.parse(JSON.stringify(reception.state)));
    expect(kept).toEqual(reception.state);
    reception = new Reception(['alpha', 'beta'], kept, () => now);
    expect(reception.next('FLEET_beta', 'then')).toBe(11);
    // A stream of the same name that was made since is read from its first message on.
    expect(reception.next('FLEET_beta', 'now')).toBe(1);
    both(11, 12);
    now += usualPatience;
    expect(beta()).toMatchObject({ parity: 11 / 12, paths: { http: { received: 11, lost: 1, doubled: 0 } } });
  });

  it.each([
    undefined,
    null,
    {},
    { version: 2, sources: {}, positions: {} },
    { version: 1, sources: { beta: {} }, positions: {} },
  ])('with %j begins anew', (content) => {
    expect(readReceptionState(content)).toBeUndefined();
  });
});
