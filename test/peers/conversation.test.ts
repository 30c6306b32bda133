import { describe, expect, it } from 'vitest';
import { Conversation } from '../../src/peers/conversation.js';
import type { Heartbeat } from '../../src/peers/heartbeat.js';

const epoch = 1_700_000_000_000;

/** Two machines, each with a clock of its own, and a link that takes its time. */
function twoMachines({ betaStarted = epoch + 5000 } = {}) {
  let time = 0;
  const clocks = (offset: number) => ({ now: () => offset + time, elapsed: () => 1000 + time });
  const alpha = new Conversation('alpha', 'beta', epoch, clocks(epoch));
  const beta = new Conversation('beta', 'alpha', betaStarted, clocks(epoch + 3_600_000));
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  /** A heartbeat that takes 10 ms on its way. */
  const say = (from: Conversation, to: Conversation) => {
    const heartbeat = from.next();
    pass(10);
    return to.take(heartbeat);
  };
  return { alpha, beta, pass, say };
}

describe('a conversation', () => {
  it('begins with nothing heard', () => {
    expect(twoMachines().alpha.heard).toEqual({
      heardAt: 0,
      echoedAt: 0,
      lostRatio: 0,
      roundTripSeconds: undefined,
    });
  });

  it('tells when the peer was heard, what it has heard, and how long the way is', () => {
    const { alpha, beta, say, pass } = twoMachines();
    expect(say(alpha, beta)).toBe('heard');
    pass(700);
    expect(say(beta, alpha)).toBe('heard');
    expect(alpha.heard).toEqual({ heardAt: epoch + 720, echoedAt: epoch, lostRatio: 0, roundTripSeconds: 0.02 });
  });

  it('in which the peer hears nothing has no echo, while the peer is heard', () => {
    const { alpha, beta, say, pass } = twoMachines();
    for (let second = 0; second < 20; second += 1) {
      alpha.next();
      say(beta, alpha);
      pass(990);
    }
    expect(alpha.heard).toMatchObject({ echoedAt: 0, heardAt: epoch + 19_010 });
    expect(beta.heard.heardAt).toBe(0);
  });

  it('keeps the echo of the last that came through', () => {
    const { alpha, beta, say, pass } = twoMachines();
    say(alpha, beta);
    say(beta, alpha);
    for (let second = 0; second < 20; second += 1) {
      alpha.next();
      pass(1000);
      say(beta, alpha);
    }
    expect(alpha.heard.echoedAt).toBe(epoch);
  });

  it.each<[string, Partial<Heartbeat>, string]>([
    ['to somebody else', { to: 'gamma' }, 'foreign'],
    ['of somebody else', { from: 'gamma' }, 'foreign'],
    ['that came before', {}, 'replayed'],
    ['of a former session', { session: epoch, sequence: 99 }, 'replayed'],
    [
      'of a former session that answers another run of ours',
      { session: epoch, heard: { session: 1, sequence: 1, sentAt: 0, heldFor: 0 } },
      'replayed',
    ],
    ['that is new', { sequence: 2 }, 'heard'],
    ['of a later session', { session: epoch + 6000, sequence: 1 }, 'heard'],
  ])('takes a heartbeat %s for what it is', (_, changes, taken) => {
    const { alpha, beta } = twoMachines();
    const heartbeat = beta.next();
    alpha.take(heartbeat);
    expect(alpha.take({ ...heartbeat, ...changes })).toBe(taken);
  });

  it('goes on with a peer that has started anew after its clock was set back: it answers what is said now', () => {
    const { alpha, beta, say } = twoMachines();
    say(beta, alpha);
    const again = new Conversation('beta', 'alpha', epoch - 9000, { now: () => epoch, elapsed: () => 0 });
    expect(say(again, alpha)).toBe('replayed');
    say(alpha, again);
    const echoing = again.next();
    expect(alpha.take(echoing)).toBe('heard');
    expect(alpha.take(echoing)).toBe('replayed');
  });

  it('does not believe an echo of what was never said', () => {
    const { alpha, beta } = twoMachines();
    const claims = { session: epoch, sequence: 1000, sentAt: 1000, heldFor: 0 };
    alpha.take({ ...beta.next(), heard: claims });
    expect(alpha.heard.echoedAt).toBe(0);
  });
});
