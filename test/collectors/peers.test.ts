import { describe, expect, it } from 'vitest';
import { peersCollector } from '../../src/collectors/peers.js';
import type { PeersView } from '../../src/peers/view.js';
import { collect } from './collect.js';

const nobody = { malformed: 0, forged: 0, foreign: 0, replayed: 0 };
const unheard = { heardAt: 0, echoedAt: 0, lostRatio: 0, roundTripSeconds: undefined };

async function samplesOf(view: Partial<PeersView>) {
  const whole: PeersView = { peers: [], witnesses: [], ignored: nobody, ...view };
  const { samples } = await collect(peersCollector({ machine: 'alpha', look: async () => whole, slowSeconds: 0.25 }));
  return samples;
}

const always = {
  fleet_peer_slow_seconds: 0.25,
  'fleet_peer_datagrams_ignored_total reason=malformed': 0,
  'fleet_peer_datagrams_ignored_total reason=forged': 0,
  'fleet_peer_datagrams_ignored_total reason=foreign': 0,
  'fleet_peer_datagrams_ignored_total reason=replayed': 0,
};

describe('peers', () => {
  it('are none on a machine that is alone', async () => {
    expect(await samplesOf({})).toStrictEqual(always);
  });

  it('are configured before they were looked at, and heard at no time', async () => {
    expect(await samplesOf({ peers: [{ name: 'beta', look: undefined, heard: unheard }] })).toStrictEqual({
      ...always,
      'fleet_peer_configured peer=beta link=alpha - beta': 1,
      'fleet_peer_heard_timestamp_seconds peer=beta': 0,
      'fleet_peer_echoed_timestamp_seconds peer=beta': 0,
      'fleet_peer_heartbeats_lost_ratio peer=beta': 0,
    });
  });

  it('that are well are up both ways, and have both round trips', async () => {
    const look = { reach: 'connected', isHealthy: true, roundTripSeconds: 0.02 } as const;
    const heard = { heardAt: 1_700_000_001_000, echoedAt: 1_700_000_000_500, lostRatio: 0.1, roundTripSeconds: 0.003 };
    expect(await samplesOf({ peers: [{ name: 'beta', look, heard }] })).toMatchObject({
      'fleet_peer_up peer=beta via=tcp': 1,
      'fleet_peer_up peer=beta via=http': 1,
      'fleet_peer_refused peer=beta': 0,
      'fleet_peer_round_trip_seconds peer=beta via=http': 0.02,
      'fleet_peer_round_trip_seconds peer=beta via=udp': 0.003,
      'fleet_peer_heard_timestamp_seconds peer=beta': 1_700_000_001,
      'fleet_peer_echoed_timestamp_seconds peer=beta': 1_700_000_000.5,
      'fleet_peer_heartbeats_lost_ratio peer=beta': 0.1,
    });
  });

  it.each([
    ['refused', 1],
    ['silent', 0],
  ] as const)('that are %s are down, and have no round trip', async (reach, refused) => {
    const look = { reach, isHealthy: false, roundTripSeconds: undefined };
    const samples = await samplesOf({ peers: [{ name: 'beta', look, heard: unheard }] });
    expect(samples).toMatchObject({
      'fleet_peer_up peer=beta via=tcp': 0,
      'fleet_peer_up peer=beta via=http': 0,
      'fleet_peer_refused peer=beta': refused,
    });
    expect(Object.keys(samples).filter((name) => name.includes('round_trip'))).toEqual([]);
  });

  it('name their link the same from both sides', async () => {
    const samples = await samplesOf({ peers: [{ name: 'Zed', look: undefined, heard: unheard }] });
    expect(samples).toHaveProperty('fleet_peer_configured peer=Zed link=Zed - alpha');
  });
});

it('witnesses are up or not, once they were looked at', async () => {
  const witnesses = [
    { name: '192.0.2.1:53', isUp: true },
    { name: '192.0.2.2:53', isUp: false },
    { name: '192.0.2.3:53', isUp: undefined },
  ];
  expect(await samplesOf({ witnesses })).toStrictEqual({
    ...always,
    'fleet_witness_up witness=192.0.2.1:53': 1,
    'fleet_witness_up witness=192.0.2.2:53': 0,
  });
});
