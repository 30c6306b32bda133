import type { PeersSettings as PeersBlock } from './settings.generated.js';

/** How the other machines are watched from here. */
export interface PeerSettings {
  /** For a connection, and for an answer over it. */
  readonly timeoutSeconds: number;
  /** A link on which a round trip takes longer is slow. */
  readonly slowSeconds: number;
  /** Between two heartbeats to each peer. */
  readonly heartbeatSeconds: number;
  /** TCP addresses that tell a dead link of this machine from a dead peer. */
  readonly witnesses: readonly WitnessAddress[];
}

/** A TCP address outside of the fleet, or at least off the link between the machines. */
export interface WitnessAddress {
  readonly host: string;
  readonly port: number;
}

/** The block as the rest of the program reads it: defaults filled in. */
export function peerSettings(peers: PeersBlock | undefined): PeerSettings {
  return {
    timeoutSeconds: shortSeconds(peers?.timeout ?? '2s'),
    slowSeconds: shortSeconds(peers?.slow ?? '250ms'),
    heartbeatSeconds: shortSeconds(peers?.heartbeat ?? '1s'),
    witnesses: (peers?.witnesses ?? []).map(witnessAddress),
  };
}

/** Seconds of a duration such as `250ms` or `2s`, which the schema has checked. */
function shortSeconds(duration: string): number {
  return duration.endsWith('ms') ? Number(duration.slice(0, -2)) / 1000 : Number(duration.slice(0, -1));
}

/** `host:port`; an IPv6 address stands in brackets (RFC 3986, 3.2.2). */
function witnessAddress(text: string): WitnessAddress {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replaceAll(/[[\]]/g, ''), port: Number(text.slice(colon + 1)) };
}
