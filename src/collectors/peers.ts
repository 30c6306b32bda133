import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import { ignoredReasons, type PeersView, type PeerView } from '../peers/view.js';

const ofPeer = ['machine', 'peer'] as const;

const configured = gauge(
  'fleet_peer_configured',
  'Another machine of the settings, which this one watches. The label link names both, the same on both sides.',
  [...ofPeer, 'link'],
);
const up = gauge(
  'fleet_peer_up',
  'Whether the peer answered at the last look: tcp, its port takes connections; http, its fleetwatch says that it is healthy.',
  [...ofPeer, 'via'],
);
const refused = gauge(
  'fleet_peer_refused',
  'Whether the host of the peer answered at the last look that nobody listens on the port: it lives, and its fleetwatch does not.',
  ofPeer,
);
const roundTrip = gauge(
  'fleet_peer_round_trip_seconds',
  'Time there and back: http, of a question with its connection; udp, of the last heartbeat that was echoed. Absent where there was none.',
  [...ofPeer, 'via'],
);
const heardAt = gauge(
  'fleet_peer_heard_timestamp_seconds',
  'Unix time, by the clock of this machine, of the last heartbeat of the peer; 0 if none has come since the start.',
  ofPeer,
);
const echoedAt = gauge(
  'fleet_peer_echoed_timestamp_seconds',
  'Unix time, by the clock of this machine, at which the newest heartbeat was sent that the peer says it has heard; 0 if there is none.',
  ofPeer,
);
const lost = gauge(
  'fleet_peer_heartbeats_lost_ratio',
  'Share of the last 60 heartbeats of the peer that did not come. Silence after the last counts as none.',
  ofPeer,
);
const witnessUp = gauge(
  'fleet_witness_up',
  'Whether the host of the witness, a TCP address of the settings, answered at the last look.',
  ['machine', 'witness'],
);
const slow = gauge('fleet_peer_slow_seconds', 'Round trip from which on a link is slow, as the settings have it.', [
  'machine',
]);
const ignored = counter(
  'fleet_peer_datagrams_ignored_total',
  'Datagrams at the port of heartbeats that were none, or not to be believed; nobody is answered.',
  ['machine', 'reason'],
);

/** All that this collector exports. */
export const peersFamilies: readonly Family[] = [
  configured,
  up,
  refused,
  roundTrip,
  heardAt,
  echoedAt,
  lost,
  witnessUp,
  slow,
  ignored,
];

export interface PeersSource {
  readonly machine: string;
  look(): Promise<PeersView>;
  readonly slowSeconds: number;
}

/** Are the other machines there, and how are the links to them? */
export function peersCollector(source: PeersSource): Collector {
  return {
    name: 'peers',
    risk: 'F',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: peersFamilies,
    async collect({ page }) {
      const { machine, slowSeconds } = source;
      const view = await source.look();
      for (const peer of view.peers) showPeer(page, machine, peer);
      for (const { name, isUp } of view.witnesses) {
        if (isUp !== undefined) page.set(witnessUp, { machine, witness: name }, isUp ? 1 : 0);
      }
      page.set(slow, { machine }, slowSeconds);
      for (const reason of ignoredReasons) page.set(ignored, { machine, reason }, view.ignored[reason]);
      return undefined;
    },
  };
}

function showPeer(page: Page, machine: string, { name, look, heard }: PeerView): void {
  const at = { machine, peer: name };
  page.set(configured, { ...at, link: [machine, name].sort().join(' - ') }, 1);
  page.set(heardAt, at, heard.heardAt / 1000);
  page.set(echoedAt, at, heard.echoedAt / 1000);
  page.set(lost, at, heard.lostRatio);
  if (heard.roundTripSeconds !== undefined) page.set(roundTrip, { ...at, via: 'udp' }, heard.roundTripSeconds);
  if (look === undefined) return;
  page.set(up, { ...at, via: 'tcp' }, look.reach === 'connected' ? 1 : 0);
  page.set(up, { ...at, via: 'http' }, look.isHealthy ? 1 : 0);
  page.set(refused, at, look.reach === 'refused' ? 1 : 0);
  if (look.roundTripSeconds !== undefined) page.set(roundTrip, { ...at, via: 'http' }, look.roundTripSeconds);
}
