import { describe, expect, it } from 'vitest';
import { AcceptQueues } from '../../src/sockets/acceptQueues.js';
import { Unanswered } from '../../src/sockets/unanswered.js';
import { type Socket, socket } from './socketLines.js';

describe('connections without an answer', () => {
  const syn = (given: Socket = {}) =>
    socket({ state: 'syn-sent', remoteAddress: '192.0.2.7', remotePort: 5432, retransmissions: 1, ...given });
  const none: readonly Socket[] = [];

  it.each([
    {
      title: 'the same at two looks',
      before: [syn({ inode: 1 })],
      now: [syn({ inode: 1 })],
      hanging: ['192.0.2.7:5432 1'],
    },
    {
      title: 'tried anew in between',
      before: [syn({ inode: 1 })],
      now: [syn({ inode: 2 })],
      hanging: ['192.0.2.7:5432 1'],
    },
    { title: 'several of one destination', before: [syn()], now: [syn(), syn(), syn()], hanging: ['192.0.2.7:5432 3'] },
    { title: 'seen for the first time', before: none, now: [syn()], hanging: [] },
    { title: 'of another destination', before: [syn({ remotePort: 1 })], now: [syn()], hanging: [] },
    {
      title: 'that are made all the time, and answered',
      before: [syn({ retransmissions: 0 })],
      now: [syn({ retransmissions: 0 })],
      hanging: [],
    },
    { title: 'that were answered', before: [syn()], now: [syn({ state: 'established' })], hanging: [] },
  ])('hang, or not: $title', ({ before, now, hanging }) => {
    const unanswered = new Unanswered();
    const look = (sockets: readonly Socket[], at: number) =>
      unanswered.look(new Map([['Router', sockets.map(socket)]]), () => false, at);
    expect(look(before, 100)).toEqual(new Map());
    const hangs = look(now, 115).get('Router') ?? [];
    expect(hangs.map(({ destination, sockets }) => `${destination} ${sockets}`)).toEqual(hanging);
    expect(hangs.every(({ since, cause }) => since === 100 && cause === 'no_answer')).toBe(true);
  });

  it('are told apart by agent, and from those that wait in an accept queue', () => {
    const unanswered = new Unanswered();
    const own = new Map([
      ['Router', [syn()]],
      ['Planner', [syn({ remotePort: 7200 })]],
    ]);
    unanswered.look(own, () => false, 100);
    const hangs = unanswered.look(own, ({ remotePort }) => remotePort === 7200, 115);
    expect([...hangs].map(([agent, [hang]]) => [agent, hang?.cause])).toEqual([
      ['Router', 'no_answer'],
      ['Planner', 'accept_queue'],
    ]);
  });
});

describe('accept queues', () => {
  it.each([
    { lengths: [0, 0, 0], stalled: 0, why: 'empty' },
    { lengths: [3, 0], stalled: 0, why: 'emptied' },
    { lengths: [3, 2], stalled: 0, why: 'shorter' },
    { lengths: [0, 3], stalled: 0, why: 'just begun' },
    { lengths: [3, 4, 9], stalled: 2, why: 'only grows' },
    { lengths: [3, 3, 3, 3], stalled: 3, why: 'full' },
    { lengths: [3, 4, 1, 2], stalled: 1, why: 'emptied in between' },
  ])('of $lengths: $why', ({ lengths, stalled }) => {
    const queues = new AcceptQueues();
    const last = lengths.map((receiveQueue) => queues.look([socket({ inode: 1, receiveQueue })])).at(-1);
    expect(last?.get(1)).toMatchObject({ connections: lengths.at(-1), stalledLooks: stalled });
  });
});
